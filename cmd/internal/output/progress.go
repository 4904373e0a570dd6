package output

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"
)

// Progress tells how far a run is: by a bar on a terminal, elsewhere by a line every few seconds.
type Progress struct {
	verb         string // "checked"
	total, done  int    // files
	bytes, moved int64

	w     io.Writer
	bar   bool // w is a terminal
	begin time.Time
	last  time.Time // when the last line was written, or the bar
	drawn bool      // the cursor stands at the beginning of the bar's line
}

// lineEvery is the time between two lines, barAfter that before a bar is drawn, since most runs are over by then, and barEvery
// that between two states of it.
const (
	lineEvery = 5 * time.Second
	barAfter  = 300 * time.Millisecond
	barEvery  = 100 * time.Millisecond
	barCells  = 30
)

// NewProgress begins to tell of a run over so many files, which have so many bytes in all.
func NewProgress(w io.Writer, verb string, files int, bytes int64) *Progress {
	now := time.Now()
	return &Progress{verb: verb, total: files, bytes: bytes, w: w, bar: isTerminal(w), begin: now, last: now}
}

// Add tells that one more file is done. It is not to be called from two goroutines at once; nor are the others.
func (p *Progress) Add(bytes int64) {
	p.done++
	p.moved += bytes
	now := time.Now()
	switch {
	case p.bar:
		if now.Sub(p.begin) > barAfter && p.done < p.total && p.bytes > 0 && (!p.drawn || now.Sub(p.last) > barEvery) {
			p.last = now
			p.draw()
		}
	case now.Sub(p.last) > lineEvery && p.done < p.total:
		p.last = now
		fmt.Fprintln(p.w, p.line(now))
	}
}

// line is the state of the run in words.
func (p *Progress) line(now time.Time) string {
	return fmt.Sprintf("%s %d of %d files, %s%s", p.verb, p.done, p.total, Bytes(p.moved), p.rest(now))
}

// rest says how fast the run is, and how long it will take from now on.
func (p *Progress) rest(now time.Time) string {
	seconds := now.Sub(p.begin).Seconds()
	if p.moved <= 0 || seconds <= 0 {
		return ""
	}
	rate := float64(p.moved) / seconds
	return fmt.Sprintf(", %s/s, about %.0f s left", Bytes(int64(rate)), float64(p.bytes-p.moved)/rate)
}

// Control sequences (ECMA-48 §8.3): back to the line's beginning, and all that is after that away.
const (
	eraseBelow = "\r\x1b[J"
	lineBegin  = "\r"
)

// draw puts the bar on the terminal, as wide as that, and goes back to its beginning.
func (p *Progress) draw() {
	full := int(barCells * min(p.moved, p.bytes) / p.bytes)
	text := fmt.Sprintf("%d of %d files [%s%s] %s of %s%s", p.done, p.total, strings.Repeat("=", full), strings.Repeat("-", barCells-full), Bytes(p.moved), Bytes(p.bytes), p.rest(p.last))
	if file, ok := unwrapped(p.w).(*os.File); ok {
		if width, _, err := term.GetSize(int(file.Fd())); err == nil && len(text) >= width { // else it would leave lines behind
			text = text[:max(width-1, 0)]
		}
	}
	fmt.Fprint(p.w, eraseBelow, text, lineBegin)
	p.drawn = true
}

// Print writes text about a file: above the bar, where there is one on the same screen.
func (p *Progress) Print(w io.Writer, text []byte) {
	if len(text) == 0 {
		return
	}
	above := p.drawn && isTerminal(w)
	if above {
		p.Close()
	}
	_, _ = w.Write(text) // a failure of standard output is noticed where it is made
	if above {
		p.draw()
	}
}

// Close takes the bar away.
func (p *Progress) Close() {
	if p.drawn {
		fmt.Fprint(p.w, eraseBelow)
		p.drawn = false
	}
}

// unwrapped is what a writer writes to in the end.
func unwrapped(w io.Writer) io.Writer {
	for wrapper, ok := w.(interface{ Unwrap() io.Writer }); ok; wrapper, ok = w.(interface{ Unwrap() io.Writer }) {
		w = wrapper.Unwrap()
	}
	return w
}

// isTerminal reports whether a bar can be drawn.
func isTerminal(w io.Writer) bool {
	file, ok := unwrapped(w).(*os.File)
	return ok && os.Getenv("TERM") != "dumb" && term.IsTerminal(int(file.Fd()))
}

// Bytes writes a number of bytes for people: 925 MB.
func Bytes(n int64) string {
	value, unit := float64(n), 0
	for value >= 999.5 && unit < 4 {
		value /= 1000
		unit++
	}
	if unit == 0 || value >= 99.5 {
		return fmt.Sprintf("%.0f %s", value, []string{"bytes", "kB", "MB", "GB", "TB"}[unit])
	}
	return fmt.Sprintf("%.1f %s", value, []string{"", "kB", "MB", "GB", "TB"}[unit])
}
