package format

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/chapmark/chapmark/chapters"
)

// Audacity's labels: start, end and title with tabs between them, times in seconds. A label of a point has its start twice.
// A line that begins with a backslash holds the frequencies of the label above it.

var audacityLine = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\d+(?:[.,]\d+)?\t\d+(?:[.,]\d+)?(?:\t|$)`) })

var audacityInner = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\d+[.,]\d{3,}\t\d+[.,]\d{3,}\t`) })

func looksAudacity(text string) likeness { return ofLines(text, audacityLine(), false) }

const audacityShape = "a number of seconds, such as 92.500000"

func decodeAudacity(r *reading) {
	for line := range r.lines() {
		text := r.text[line.Start:line.End]
		if strings.TrimSpace(text) == "" || text[0] == '\\' {
			continue
		}
		first, rest, ok := strings.Cut(text, "\t")
		second, title, _ := strings.Cut(rest, "\t")
		if !ok {
			r.bad(line, "this line is not a label: it has no tab")
			return
		}
		if audacityInner().MatchString(title) {
			r.bad(line, "there are two labels in this line")
			return
		}
		stamp := chapters.Span{Start: line.Start, End: line.Start + len(first)}
		stop := chapters.Span{Start: stamp.End + 1, End: stamp.End + 1 + len(second)}
		if start, ok := r.time(stamp, audacityShape, commaSeconds); ok {
			r.add(chapters.Topic{Start: start, End: r.end(start, stop, audacityShape, commaSeconds), Title: title, Span: line, Stamp: stamp})
		}
	}
}

// commaSeconds reads seconds, whose fraction stands after a comma in some countries.
func commaSeconds(text string) (time.Duration, bool) {
	return parseSeconds(strings.Replace(strings.TrimSpace(text), ",", ".", 1))
}

func encodeAudacity(set Set) ([]byte, error) {
	var b strings.Builder
	for _, c := range set.Chapters {
		fmt.Fprintf(&b, "%.6f\t%.6f\t%s\n", c.Start.Seconds(), max(c.End, c.Start).Seconds(), c.Title)
	}
	return []byte(b.String()), nil
}
