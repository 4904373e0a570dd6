package format

import (
	"strings"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/markdown"
)

// Retitled returns a text in which one topic is called something else, and nothing but the title's bytes is changed; false where
// the old title does not stand there literally, or the text would then be read in another way.
func Retitled(document chapters.Document, index int, title string) ([]byte, bool) {
	topic, text := document.Topics[index], document.Source.Text
	entry := string(text[topic.Span.Start:topic.Span.End])
	if topic.Title == "" || strings.Count(entry, topic.Title) != 1 {
		return nil, false
	}
	for _, escape := range []func(string) string{plainText, backslashed, cautious, everything} {
		changed := string(text[:topic.Span.Start]) + strings.Replace(entry, topic.Title, escape(title), 1) + string(text[topic.Span.End:])
		again, _ := markdown.Again(document, []byte(changed))
		if len(again.Topics) != len(document.Topics) {
			continue
		}
		same := true
		for i, t := range again.Topics {
			was := document.Topics[i]
			if i == index {
				was.Title = title
			}
			same = same && t.Title == was.Title && t.Start == was.Start && t.End == was.End && t.URL == was.URL
		}
		if same {
			return []byte(changed), true
		}
	}
	return nil, false
}
