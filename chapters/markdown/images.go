package markdown

import (
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
				problems = append(problems, chapters.Report(chapters.BadImage, document.Source, document.FrontMatter.Span,
					"%s in the front matter names a picture for %s, and there is no such topic", name, chapters.Quoted(key)).
					WithHint("write the timestamp or the title of a topic, and behind it the picture's path or address"))
				continue
			}
			document.Topics[at].Image = &chapters.Image{Source: scalar(picture)}
		}
	}
	return problems
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
