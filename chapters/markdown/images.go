package markdown

import (
	"bytes"
	"maps"
	"slices"
	"time"

	"github.com/chapmark/chapmark/chapters"
)

// addImages gives topics the pictures of the front matter's map from timestamps, or from titles, to paths or addresses. What
// it names and no topic is is reported.
func addImages(document *chapters.Document) (problems []chapters.Diagnostic) {
	for _, name := range imageMaps {
		value, _ := lookUp(document.FrontMatter.Values, name)
		pictures, ok := value.(map[string]any)
		if !ok {
			continue
		}
		for _, key := range slices.Sorted(maps.Keys(pictures)) {
			picture := pictures[key]
			at := topicOf(*document, key)
			if at < 0 || scalar(picture) == "" {
				problems = append(problems, chapters.Report(chapters.BadImage, document.Source, keySpan(*document, key),
					"%s in the front matter names a picture for %s, but there is no such topic", name, chapters.Quoted(key)).
					WithHint("write the timestamp or title of a topic, followed by the picture's path or address"))
				continue
			}
			document.Topics[at].Image = &chapters.Image{Source: scalar(picture)}
		}
	}
	return problems
}

// keySpan is where a key stands in the front matter, else all of that.
func keySpan(document chapters.Document, key string) chapters.Span {
	front := document.FrontMatter.Span
	if i := bytes.Index(document.Source.Text[front.Start:front.End], []byte(key)); i >= 0 && key != "" {
		return chapters.Span{Start: front.Start + i, End: front.Start + i + len(key)}
	}
	return front
}

// topicOf finds a topic by its start, else by its title.
func topicOf(document chapters.Document, key string) int {
	start, isStamp := parseStamp(key)
	if !isStamp {
		if n, isNumber := numeric(key); isNumber { // an unquoted 1:32 is a number of seconds to some
			start, isStamp = time.Duration(n*float64(time.Second)), true
		}
	}
	for i, topic := range document.Topics {
		if isStamp && topic.Start == start || topic.Title == key {
			return i
		}
	}
	return -1
}
