package output

import (
	"fmt"
	"io"
	"os"
	"sync/atomic"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
	"golang.org/x/term"
)

// Progress tells how far a run is: by a bar on a terminal, elsewhere by a line every few seconds.
type Progress struct {
	verb         string       // "checked"
	total        int          // files
	done         atomic.Int64 // files
	bytes, moved int64

	w         io.Writer
	begin     time.Time
	last      time.Time // when the last line was written
	container *mpb.Progress
	bar       *mpb.Bar
}

// lineEvery is the time between two lines, and barAfter that before a bar is drawn: most runs are over by then.
const (
	lineEvery = 5 * time.Second
	barAfter  = 300 * time.Millisecond
)

// NewProgress begins to tell of a run over so many files, which have so many bytes in all.
func NewProgress(w io.Writer, verb string, files int, bytes int64) *Progress {
	now := time.Now()
	return &Progress{verb: verb, total: files, bytes: bytes, w: w, begin: now, last: now}
}

// Add tells that one more file is done. It is not to be called from two goroutines at once; nor are the others.
func (p *Progress) Add(bytes int64) {
	done := int(p.done.Add(1))
	p.moved += bytes
	now := time.Now()
	switch {
	case p.bar != nil:
		p.bar.SetCurrent(min(p.moved, p.bytes))
	case isTerminal(p.w):
		if now.Sub(p.begin) > barAfter && done < p.total && p.bytes > 0 {
			p.draw()
		}
	case now.Sub(p.last) > lineEvery && done < p.total:
		p.last = now
		fmt.Fprintln(p.w, p.line(now))
	}
}

// line is the state of the run in words.
func (p *Progress) line(now time.Time) string {
	seconds := now.Sub(p.begin).Seconds()
	text := fmt.Sprintf("%s %d of %d files, %s", p.verb, p.done.Load(), p.total, Bytes(p.moved))
	if p.moved > 0 && seconds > 0 {
		rate := float64(p.moved) / seconds
		text += fmt.Sprintf(", %s/s, about %.0f s left", Bytes(int64(rate)), float64(p.bytes-p.moved)/rate)
	}
	return text
}

// draw puts the bar on the terminal.
func (p *Progress) draw() {
	p.container = mpb.New(mpb.WithOutput(p.w), mpb.WithAutoRefresh(), mpb.WithWidth(40))
	// One more than there will be: a bar that is full takes no more lines.
	p.bar = p.container.AddBar(p.bytes+1, mpb.BarRemoveOnComplete(),
		mpb.PrependDecorators(decor.Any(func(decor.Statistics) string { return fmt.Sprintf("%d of %d files ", p.done.Load(), p.total) })),
		mpb.AppendDecorators(
			decor.CountersKiloByte(" % .1f of % .1f"),
			decor.NewAverageSpeed(decor.SizeB1000(0), "  % .1f", p.begin),
			decor.Name("  "), decor.NewAverageETA(decor.ET_STYLE_GO, p.begin, nil), decor.Name(" left")))
	p.bar.SetCurrent(min(p.moved, p.bytes))
}

// Print writes text about a file: above the bar, where there is one on the same screen.
func (p *Progress) Print(w io.Writer, text []byte) {
	if len(text) == 0 {
		return
	}
	if p.bar != nil && isTerminal(w) {
		if _, err := p.container.Write(text); err == nil {
			return
		}
	}
	_, _ = w.Write(text) // a failure of standard output is noticed where it is made
}

// Close takes the bar away.
func (p *Progress) Close() {
	if p.bar != nil {
		p.bar.Abort(true)
		p.container.Wait()
		p.bar = nil
	}
}

// isTerminal reports whether a bar can be drawn.
func isTerminal(w io.Writer) bool {
	for wrapper, ok := w.(interface{ Unwrap() io.Writer }); ok; wrapper, ok = w.(interface{ Unwrap() io.Writer }) {
		w = wrapper.Unwrap()
	}
	file, ok := w.(*os.File)
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
