package markdown

import (
	"strings"
	"time"
)

// ofDay reports whether times are those of a day and not of a recording: a schedule in steps of five minutes that does not
// begin near 0:00, or hours, minutes and seconds that are far from 0:00 and near to each other.
func ofDay(stamps []stamp) bool {
	if len(stamps) < 2 {
		return false
	}
	first, last := stamps[0].start, stamps[0].start
	quarters, hours := 0, true
	for _, s := range stamps {
		first, last = min(first, s.start), max(last, s.start)
		groups := strings.Count(ascii(s.text), ":")
		if groups == 0 || strings.Contains(s.text, ".") {
			return false
		}
		// 9:30 was read as minutes and seconds.
		hours = hours && groups == 1 && s.start < 24*time.Minute && s.start%(5*time.Second) == 0
		if s.start%(15*time.Second) == 0 {
			quarters++
		}
		if groups == 1 != (strings.Count(ascii(stamps[0].text), ":") == 1) {
			return false
		}
	}
	if strings.Count(ascii(stamps[0].text), ":") == 2 {
		return first >= 6*time.Hour && last-first < first/2
	}
	return hours && first >= 6*time.Minute && (len(stamps) > 3 && 3*quarters >= 2*len(stamps) || len(stamps) > 2 && quarters == len(stamps))
}

// zoneWords tell of times of a day.
var zoneWords = compiled(`\b(?:UTC|GMT|CET|CEST|BST|EST|EDT|CST|CDT|MST|MDT|PST|PDT|JST|IST|AEST|MSK)\b|\b\d{1,2}:\d\d ?(?:AM|PM|am|pm)\b|(?i)\b(?:pacific|eastern|central|local) time\b`)

// zoned tells of each section whether its heading, or the first words in it, tell of times of a day.
func (o *outline) zoned() []bool {
	found := make([]bool, len(o.sections))
	for i, s := range o.sections {
		if i == 0 {
			continue // what stands in front of all headings often tells when the next episode is recorded
		}
		end := len(o.source)
		if i+1 < len(o.sections) && o.sections[i+1].span.Start > s.span.End {
			end = o.sections[i+1].span.Start
		}
		found[i] = found[s.above] && s.level > 2 || zoneWords().Match(o.source[s.span.Start:min(end, s.span.End+zoneWindow)])
	}
	return found
}

// zoneWindow is how far behind a heading it is told that times are those of a day.
const zoneWindow = 400
