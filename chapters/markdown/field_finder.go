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

// fieldFinder turns entries into topics, and finds the places of their stamps, each after the one before it.
type fieldFinder struct {
	document *chapters.Document
	at       int
}

// find returns where a pattern's first group, else all of it, occurs next, and goes on after it.
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
	clocks := slices.ContainsFunc(list, func(entry fieldTopic) bool {
		text, ok := entry.start.(string)
		return ok && strings.Contains(text, ":")
	})
	for i, entry := range list {
		topic := chapters.Topic{Title: entry.title, Hidden: entry.hidden}
		text, isText := entry.start.(string)
		s, stamped := stamp{}, false
		if isText && entry.key == "" && entry.title == "" {
			s, stamped = readStamp(text)
			entry.missing = !stamped
			topic.Title, text, topic.End = s.withoutStamp(text), s.text, s.end
		}
		if entry.missing {
			problems = append(problems, chapters.Report(chapters.MissingTimestamp, f.document.Source, chapters.Span{Start: f.at, End: f.at},
				"entry %d of the list in the front matter has no readable start, so it will not become a chapter", i+1).
				WithHint("write a text that begins with M:SS, or a map with start and title"))
			continue
		}
		topic.Stamp = f.place(entry, text, stamped)
		topic.Span = topic.Stamp
		if entry.start == nil {
			problems = append(problems, chapters.Report(chapters.BadTimestamp, f.document.Source, topic.Stamp, "entry %d of the list in the front matter has no time", i+1).
				WithHint("write M:SS or H:MM:SS"))
			continue
		}
		start, ok := timeOf(entry.start, unit)
		if n, isNumber := entry.start.(float64); isNumber && clocks && n != math.Trunc(n) {
			ok = false // among timestamps, 1.32 is hardly a number of seconds
		}
		if strings.HasSuffix(strings.ToLower(entry.key), "ms") {
			start, ok = timeOf(entry.start, time.Millisecond)
		}
		if stamped {
			start, ok = s.start, s.ok
		}
		if !ok {
			problems = append(problems, badStamp(f.document.Source, topic.Stamp, fmt.Sprint(entry.start), nil, nil))
			continue
		}
		topic.Start = start
		if entry.end != nil {
			if topic.End, ok = timeOf(entry.end, unit); !ok || topic.End <= start {
				topic.End = 0
				problems = append(problems, chapters.Report(chapters.BadTimestamp, f.document.Source, topic.Stamp, "the end of this chapter, %v, is not after its start", entry.end).
					WithHint("correct it or delete it: without it, the chapter ends where the next one starts"))
			}
		}
		if url, ok := chapters.WebURL(entry.url); ok {
			topic.URL = url
		}
		if entry.image != "" {
			topic.Image = &chapters.Image{Source: entry.image}
		}
		topic.Title, _ = chapters.CleanTitle(topic.Title)
		topics = append(topics, topic)
	}
	return topics, problems
}

// place finds where an entry's start is written.
func (f *fieldFinder) place(entry fieldTopic, text string, stamped bool) chapters.Span {
	written := fmt.Sprint(entry.start)
	if stamped {
		written = text
	}
	if entry.start == nil {
		written = ""
	}
	prefix := ""
	if entry.key != "" {
		prefix = `["']?` + regexp.QuoteMeta(entry.key) + `["']?\s*[:=][ \t]*["']?`
	}
	if span := f.find(`(?i)` + prefix + `(` + regexp.QuoteMeta(written) + `)`); span != (chapters.Span{Start: f.at, End: f.at}) || entry.key == "" || written == "" {
		return span
	}
	// YAML writes numbers in more ways than one: .5, +7, 0x10, 1_000, &name 7, !!int 7.
	return f.find(`(?i)` + prefix + `(?:[&!]\S*[ \t]+)*([^\s,}\]#"']+)`)
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
