package markdown

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

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

// fieldFinder turns entries into topics, and finds the places of their stamps, each behind the one before it.
type fieldFinder struct {
	document *chapters.Document
	at       int
}

func (f *fieldFinder) skipTo(pattern string) {
	f.find(`(?mi)^["']?` + pattern + `\b`)
}

// find returns where a pattern's first group, else all of it, occurs next, and goes on behind it.
func (f *fieldFinder) find(pattern string) chapters.Span {
	front := f.document.FrontMatter.Span
	match := regexp.MustCompile(pattern).FindSubmatchIndex(f.document.Source.Text[f.at:front.End])
	if match == nil {
		return chapters.Span{Start: f.at, End: f.at}
	}
	last := len(match) - 2
	span := chapters.Span{Start: f.at + match[last], End: f.at + match[last+1]}
	f.at = span.End
	return span
}

func (f *fieldFinder) topics(list []fieldTopic) (topics []chapters.Topic, problems []chapters.Diagnostic) {
	unit := unitOf(list)
	for _, entry := range list {
		topic := chapters.Topic{Title: entry.title}
		text, isText := entry.start.(string)
		s, stamped := stamp{}, false
		if isText && entry.key == "" && entry.title == "" {
			if s, stamped = readStamp(text); !stamped {
				continue
			}
			topic.Title, text, topic.End = s.withoutStamp(text), s.text, s.end
		}
		written := fmt.Sprint(entry.start)
		if stamped {
			written = text
		}
		prefix := ""
		if entry.key != "" {
			prefix = `["']?` + entry.key + `["']?\s*[:=]\s*["']?`
		}
		topic.Stamp = f.find(`(?i)` + prefix + `(` + regexp.QuoteMeta(written) + `)`)
		topic.Span = topic.Stamp
		start, ok := timeOf(entry.start, unit)
		if stamped {
			start, ok = s.start, s.ok
		}
		if !ok {
			problems = append(problems, badStamp(f.document.Source, topic.Stamp, written, nil, nil))
			continue
		}
		topic.Start = start
		if end, ok := timeOf(entry.end, unit); ok && end > start {
			topic.End = end
		}
		if url, ok := chapters.WebURL(entry.url); ok {
			topic.URL = url
		}
		topic.Title, _ = chapters.CleanTitle(topic.Title)
		topics = append(topics, topic)
	}
	return topics, problems
}

// daySeconds is more seconds than an episode lasts.
const daySeconds = 24 * 60 * 60

// unitOf is what the numbers of a list count: seconds, unless the largest of them would be more than a day; then they are
// milliseconds.
func unitOf(list []fieldTopic) time.Duration {
	largest := 0.0
	for _, entry := range list {
		if n, ok := numeric(entry.start); ok {
			largest = max(largest, n)
		}
	}
	if largest > daySeconds {
		return time.Millisecond
	}
	return time.Second
}

func numeric(value any) (float64, bool) {
	switch value := value.(type) {
	case int64:
		return float64(value), true
	case float64:
		return value, !math.IsNaN(value) && !math.IsInf(value, 0)
	case string:
		n, err := strconv.ParseFloat(value, 64)
		return n, err == nil && !math.IsNaN(n) && !math.IsInf(n, 0) && n >= 0
	}
	return 0, false
}

// timeOf reads a stamp, or a number of seconds or milliseconds.
func timeOf(value any, unit time.Duration) (time.Duration, bool) {
	if text, ok := value.(string); ok {
		if start, ok := parseStamp(strings.TrimSpace(text)); ok {
			return start, true
		}
	}
	n, ok := numeric(value)
	if !ok || n < 0 || n > 1e9 {
		return 0, false
	}
	return time.Duration(math.Round(n*float64(unit/time.Millisecond))) * time.Millisecond, true
}
