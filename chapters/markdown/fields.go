package markdown

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/chapmark/chapmark/chapters/limits"
)

// Names of front matter fields, in the order in which they are looked for.
var (
	listNames   = []string{"chapters", "chapter", "timestamps", "timestamp", "timeline", "chapter_marks", "chapterMarks", "marks"}
	startNames  = []string{"start", "startMs", "start_ms", "startTime", "start_time", "time", "timestamp", "timecode", "at", "from", "begin", "position", "offset", "ts", "when", "zeit", "temps", "tiempo", "tempo"}
	titleNames  = []string{"title", "name", "label", "text", "topic", "chapter", "heading", "description", "content", "subject", "summary", "desc", "what", "headline", "titel", "titre", "titulo", "título", "titolo"}
	endNames    = []string{"end", "endTime", "end_time", "to", "until"}
	urlNames    = []string{"url", "link", "href"}
	imageNames  = []string{"image", "img", "picture"}
	hiddenNames = []string{"hidden"}
	imageMaps   = []string{"chapter_images", "chapterImages"}
)

// fieldTopic is one entry of a list of topics in the front matter.
type fieldTopic struct {
	start, end any
	title, url string
	image      string
	hidden     bool
	key        string // that the start stands after; "" where it begins a text, or is a key itself
	missing    bool   // there is nothing that looks like a start
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
	case string: // a block of lines
		for line := range strings.Lines(value) {
			if strings.TrimSpace(line) != "" && len(list) < limits.TextTopics {
				list = append(list, fieldTopic{start: strings.TrimSpace(line)})
			}
		}
		if len(list) < 2 {
			return nil
		}
	case []any:
		for _, item := range value[:min(len(value), limits.TextTopics)] {
			switch item := item.(type) {
			case string:
				list = append(list, fieldTopic{start: item})
			case map[string]any:
				list = append(list, mapTopic(item))
			case []any: // a time and a title
				topic := fieldTopic{missing: true}
				if len(item) == 2 {
					if start, ok := item[0].(string); ok && scalar(item[1]) != "" {
						topic = fieldTopic{start: start, title: scalar(item[1])}
					}
				}
				list = append(list, topic)
			default:
				list = append(list, fieldTopic{missing: true})
			}
		}
	case map[string]any:
		if list = numberedTopics(value); list != nil {
			break
		}
		for key, title := range value {
			_, isStamp := parseStamp(key)
			if _, ok := numeric(key); ok || isStamp {
				list = append(list, fieldTopic{start: key, title: scalar(title)})
			} else if _, ok := parseStamp(scalar(title)); ok {
				list = append(list, fieldTopic{start: scalar(title), title: key})
			}
		}
		slices.SortFunc(list, func(a, b fieldTopic) int {
			x, _ := timeOf(a.start, time.Second)
			y, _ := timeOf(b.start, time.Second)
			return cmp.Compare(x, y)
		})
	}
	for _, topic := range list {
		if !topic.missing && (topic.key != "" || topic.title != "") {
			return list
		}
		if text, ok := topic.start.(string); ok {
			if _, ok := readStamp(text); ok {
				return list
			}
		}
	}
	return nil // a list of something else
}

// numberedTopics reads a map of maps: their keys are numbers that count them, or times.
func numberedTopics(values map[string]any) (list []fieldTopic) {
	keys := make([]string, 0, len(values))
	for key := range values {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b string) int {
		x, _ := timeOf(a, time.Second)
		y, _ := timeOf(b, time.Second)
		return cmp.Or(cmp.Compare(x, y), strings.Compare(a, b))
	})
	for _, key := range keys[:min(len(keys), limits.TextTopics)] {
		item, ok := values[key].(map[string]any)
		if _, isTime := timeOf(key, time.Second); !ok || !isTime {
			return nil
		}
		topic := mapTopic(item)
		if topic.missing {
			topic = fieldTopic{start: key}
			topic.read(item)
		}
		list = append(list, topic)
	}
	return list
}

// scalar is a value as a title has it; lists, maps and nothing are none.
func scalar(value any) string {
	switch value := value.(type) {
	case string:
		return value
	case int64, float64, bool:
		return fmt.Sprint(value)
	}
	return ""
}

// mapTopic reads one map; a map of one entry may be a stamp and its title.
func mapTopic(item map[string]any) fieldTopic {
	for _, name := range startNames {
		start, ok := lookUp(item, name)
		if !ok {
			continue
		}
		topic := fieldTopic{start: start, key: name}
		topic.read(item)
		return topic
	}
	if key, ok := onlyTime(item); ok {
		topic := fieldTopic{start: item[key], key: key}
		topic.read(item)
		return topic
	}
	for key, title := range item {
		if _, ok := parseStamp(key); ok && len(item) == 1 {
			return fieldTopic{start: key, title: scalar(title)}
		}
	}
	return fieldTopic{missing: true}
}

// read reads what stands beside the start.
func (t *fieldTopic) read(item map[string]any) {
	for _, name := range titleNames {
		if title, ok := lookUp(item, name); ok && name != t.key {
			t.title = scalar(title)
			break
		}
	}
	if t.title == "" {
		t.title = onlyText(item, t.key)
	}
	for _, name := range endNames {
		end, ok := lookUp(item, name)
		if t.end = end; ok {
			break
		}
	}
	for _, name := range urlNames {
		if url, ok := lookUp(item, name); ok {
			t.url = scalar(url)
			break
		}
	}
	for _, name := range imageNames {
		if image, ok := lookUp(item, name); ok {
			t.image = scalar(image)
			break
		}
	}
	for _, name := range hiddenNames {
		hidden, _ := lookUp(item, name)
		t.hidden = t.hidden || hidden == true
	}
}

// onlyText is the only text of a map besides its time, if it has one.
func onlyText(item map[string]any, start string) (found string) {
	for key, value := range item {
		text, ok := value.(string)
		if !ok || strings.EqualFold(key, start) || strings.Contains(text, "://") || strings.TrimSpace(text) == "" {
			continue
		}
		if _, isTime := parseStamp(strings.TrimSpace(text)); isTime {
			continue
		}
		if found != "" {
			return ""
		}
		found = text
	}
	return found
}

// onlyTime is the key of a map's only timestamp, whatever it is called, unless it is how long something lasts.
func onlyTime(item map[string]any) (found string, ok bool) {
	for key, value := range item {
		text, isText := value.(string)
		if _, is := parseStamp(strings.TrimSpace(text)); !isText || !is || !strings.Contains(text, ":") || lengthWords().MatchString(key) {
			continue
		}
		if ok {
			return "", false
		}
		found, ok = key, true
	}
	return found, ok
}

var lengthWords = compiled(`(?i)dur|len|runtime`)
