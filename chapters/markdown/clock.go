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
	colons := strings.Count(ascii(stamps[0].text), ":")
	quarters, hours, ranges := 0, true, 0
	for _, s := range stamps {
		first, last = min(first, s.start), max(last, s.start)
		groups := strings.Count(ascii(s.text), ":")
		if groups == 0 || groups != colons || strings.Contains(s.text, ".") {
			return false
		}
		// 9:30 was read as minutes and seconds.
		hours = hours && groups == 1 && s.start < 24*time.Minute && s.start%(5*time.Second) == 0
		if s.start%(15*time.Second) == 0 {
			quarters++
		}
		if s.end > 0 && s.end%(5*time.Second) == 0 {
			ranges++
		}
	}
	if colons == 2 {
		return first >= 6*time.Hour && last-first < first/2
	}
	return hours && last > first && first >= 6*time.Minute && (len(stamps) > 3 && ranges == len(stamps) || len(stamps) > 3 && 3*quarters >= 2*len(stamps) || len(stamps) > 2 && quarters == len(stamps))
}

// nearTogether reports whether times of two numbers could be hours and minutes, and hardly are minutes and seconds: the first of
// them is far from 0:00, and the last one near to it.
func nearTogether(stamps []stamp) bool {
	if len(stamps) < 3 {
		return false
	}
	first, last := stamps[0].start, stamps[len(stamps)-1].start
	for _, s := range stamps {
		if strings.Count(ascii(s.text), ":") != 1 || strings.Contains(s.text, ".") || s.start >= 24*time.Minute {
			return false
		}
	}
	return first >= 6*time.Minute && last > first && last-first < first/2
}

// zoneWords tell of times of a day.
var zoneWords = compiled(`\b(?:UTC|GMT|CET|CEST|BST|EST|EDT|CST|CDT|MST|MDT|PST|PDT|JST|IST|AEST|MSK)\b|\b\d{1,2}:\d\d ?(?:AM|PM|am|pm)\b|(?i)\b(?:pacific|eastern|central|local) time\b`)

// zoned reports whether a heading above an entry, or the words between it and the nearest, tell of times of a day.
func (o *outline) zoned(e entry) bool {
	near := o.sections[e.section]
	for i := e.section; i > 0; i = o.sections[i].above {
		if s := o.sections[i]; !s.page && zoneWords().Match(o.source[s.span.Start:s.span.End]) {
			return true
		}
	}
	at := e.lines[0].Start
	return e.section > 0 && near.span.End < at && zoneWords().Match(o.source[max(near.span.End, at-zoneWindow):at])
}

// zoneWindow is how far before times it is told that they are those of a day.
const zoneWindow = 400
