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
	return len(stamps) > 2 && hours && first >= 6*time.Minute && 3*quarters >= 2*len(stamps)
}
