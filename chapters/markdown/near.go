package markdown

import (
	"strings"
	"time"

	"github.com/chapmark/chapmark/chapters"
)

// nearWord is what a mistyped timestamp may look like, with a title after it.
var nearWord = compiled(`^([0-9oO]{1,2} ?[.,:;] ?[0-9oO]{2}(?: ?: ?[0-9oO]{2})?)[ \t]+[^ \t]`)

// nearStamp reads a mistyped timestamp at the start of a line. One without a colon must lie between the times above and
// below it.
func nearStamp(line string, above, below *time.Duration) (stamp, bool) {
	match := nearWord().FindStringSubmatch(line)
	if match == nil || !chapters.NearTimestamp(match[1]) {
		return stamp{}, false
	}
	mended, ok := chapters.FixTimestamp(match[1])
	start, _ := chapters.ParseTimestamp(mended)
	fits := above != nil && start > *above && (below == nil || start < *below)
	if !ok || mended == match[1] || !fits && !strings.ContainsAny(match[1], ":;") { // 2.50 may be a price
		return stamp{}, false
	}
	return stamp{text: match[1], title: len(match[1])}, true
}

// nearStamps finds mistyped timestamps among the lines of a paragraph of which others begin with timestamps.
func (o *outline) nearStamps(stamps []stamp, line func(i int) string) {
	below := make([]*time.Duration, len(stamps)) // the next time below each line
	for i := len(stamps) - 2; i >= 0; i-- {
		if below[i] = below[i+1]; stamps[i+1].ok {
			below[i] = &stamps[i+1].start
		}
	}
	var above *time.Duration
	for i, s := range stamps {
		if s.text == "" {
			if near, ok := nearStamp(line(i), above, below[i]); ok {
				stamps[i] = near
			}
		}
		if stamps[i].ok {
			above = &stamps[i].start
		}
	}
}
