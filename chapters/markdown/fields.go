package markdown

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/chapmark/chapmark/chapters"
)

// Names of front matter fields, in the order in which they are looked for.
var (
	listNames  = []string{"chapters", "chapter", "timestamps", "timestamp", "timeline", "chapter_marks", "chapterMarks", "marks"}
	startNames = []string{"start", "startTime", "start_time", "time", "timestamp", "timecode", "at", "from", "begin", "position", "offset"}
	titleNames = []string{"title", "name", "label", "text", "topic", "chapter", "heading", "description"}
	endNames   = []string{"end", "endTime", "end_time", "to", "until"}
	urlNames   = []string{"url", "link", "href"}
)

// fieldTopic is one entry of a list of topics in the front matter.
type fieldTopic struct {
	start, end any
	title, url string
	key        string // that the start stands behind; "" where it begins a text, or is a key itself
}

// fieldTopics reads a list of topics from the front matter: a list of texts that begin with stamps, a list of maps, or a
// map from stamps to titles or back. It returns false where there is none.
func fieldTopics(document *chapters.Document) ([]chapters.Topic, []chapters.Diagnostic, bool) {
	for _, name := range listNames {
		value, ok := lookUp(document.FrontMatter.Values, name)
		if !ok {
			continue
		}
		if list := readFieldTopics(value); len(list) > 0 {
			finder := fieldFinder{document: document, at: document.FrontMatter.Span.Start}
			finder.skipTo(regexp.QuoteMeta(name))
			topics, problems := finder.topics(list)
			return topics, problems, len(topics) > 0 || len(problems) > 0
		}
	}
	return nil, nil, false
}

// lookUp finds a value by its key, whatever its case.
func lookUp(values map[string]any, name string) (any, bool) {
	if value, ok := values[name]; ok {
		return value, true
	}
	for key, value := range values {
		if strings.EqualFold(key, name) {
			return value, true
		}
	}
	return nil, false
}

func readFieldTopics(value any) []fieldTopic {
	var list []fieldTopic
	switch value := value.(type) {
	case []any:
		for _, item := range value[:min(len(value), maxTopics)] {
			switch item := item.(type) {
			case string:
				list = append(list, fieldTopic{start: item})
			case map[string]any:
				if topic, ok := mapTopic(item); ok {
					list = append(list, topic)
				}
			}
		}
	case map[string]any:
		for key, title := range value {
			text := fmt.Sprint(title)
			if _, ok := parseStamp(key); ok {
				list = append(list, fieldTopic{start: key, title: text})
			} else if _, ok := parseStamp(text); ok {
				list = append(list, fieldTopic{start: text, title: key})
			}
		}
		slices.SortFunc(list, func(a, b fieldTopic) int {
			x, _ := parseStamp(a.start.(string))
			y, _ := parseStamp(b.start.(string))
			return int(x - y)
		})
	}
	return list
}

// mapTopic reads one map; a map of one entry may be a stamp and its title.
func mapTopic(item map[string]any) (fieldTopic, bool) {
	for _, name := range startNames {
		start, ok := lookUp(item, name)
		if !ok {
			continue
		}
		topic := fieldTopic{start: start, key: name}
		for _, name := range titleNames {
			if title, ok := lookUp(item, name); ok && name != topic.key {
				topic.title = fmt.Sprint(title)
				break
			}
		}
		for _, name := range endNames {
			if topic.end, ok = lookUp(item, name); ok {
				break
			}
		}
		for _, name := range urlNames {
			if url, ok := lookUp(item, name); ok {
				topic.url = fmt.Sprint(url)
				break
			}
		}
		return topic, true
	}
	for key, title := range item {
		if _, ok := parseStamp(key); ok && len(item) == 1 {
			return fieldTopic{start: key, title: fmt.Sprint(title)}, true
		}
	}
	return fieldTopic{}, false
}
