package format

import (
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/chapmark/chapmark/chapters"
)

// MP4Chaps text, which mp3chaps reads, too: lines of a time to the millisecond and a title.

var mp4Line = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\d{2,3}:\d\d:\d\d[.,]\d{1,9}(?:[ \t]|$)`) })

// looksMP4Chaps asks it of every line: text with such a line in it may be anything.
func looksMP4Chaps(text string) bool {
	if len(text) == lookBytes { // the last line may be cut off
		text = text[:strings.LastIndexByte(text, '\n')+1]
	}
	seen := false
	for line := range strings.Lines(text) {
		if line = strings.TrimRight(line, " \t\r\n"); line == "" {
			continue
		}
		if !mp4Line().MatchString(line) || strings.Contains(line, "](http") { // that is Markdown
			return false
		}
		seen = true
	}
	return seen
}

func decodeMP4Chaps(r *reading) {
	for line := range r.lines() {
		trimmed := r.trim(line)
		text := r.text[trimmed.Start:trimmed.End]
		if text == "" || text[0] == '#' { // mp4chaps has comments
			continue
		}
		n := strings.IndexAny(text, " \t")
		if n < 0 {
			n = len(text)
		}
		stamp := chapters.Span{Start: trimmed.Start, End: trimmed.Start + n}
		if start, ok := r.time(stamp, clockShape, parseClock); ok {
			r.add(chapters.Topic{Start: start, Title: text[n:], Span: trimmed, Stamp: stamp})
		}
	}
}

func encodeMP4Chaps(set Set) ([]byte, error) {
	var b strings.Builder
	for _, c := range set.Chapters {
		fmt.Fprintf(&b, "%s %s\n", clock(c.Start, 3), c.Title)
	}
	return []byte(b.String()), nil
}
