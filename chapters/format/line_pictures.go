package format

import (
	"regexp"
	"strings"
	"sync"

	"github.com/chapmark/chapmark/chapters"
)

// linePicture is a picture in the line of a topic, as Markdown or as HTML: the whole of it, and its address.
var linePicture = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`!\[[^\]\n]*\]\(\s*(?:<([^>\n]*)>|([^\s()]+))[^)\n]*\)|<img\s[^>]*?src\s*=\s*(?:"([^"]*)"|'([^']*)')[^>]*>`)
})

// inLine are the edits that give a topic another picture whose picture stands in its line, or none; false where none stands there.
func inLine(document chapters.Document, index int, source string) (edits []chapters.Edit, ok bool) {
	topic := document.Topics[index]
	if topic.Image == nil {
		return nil, false
	}
	entry := string(document.Source.Text[topic.Span.Start:topic.Span.End])
	for _, at := range linePicture().FindAllStringSubmatchIndex(entry, -1) {
		for group := 2; group < len(at); group += 2 {
			if at[group] < 0 || entry[at[group]:at[group+1]] != topic.Image.Source {
				continue
			}
			span, text := chapters.Span{Start: at[group], End: at[group+1]}, source
			if source == "" {
				span = chapters.Span{Start: at[0], End: at[1]}
				switch {
				case strings.HasPrefix(entry[span.End:], " "):
					span.End++
				case span.Start > 0 && entry[span.Start-1] == ' ':
					span.Start--
				}
			} else if group == 4 && strings.ContainsAny(source, " ()<>") {
				text = "<" + strings.NewReplacer("<", "%3C", ">", "%3E").Replace(source) + ">"
			}
			span.Start, span.End = span.Start+topic.Span.Start, span.End+topic.Span.Start
			return []chapters.Edit{{Span: span, Text: text}}, true
		}
	}
	return nil, false
}
