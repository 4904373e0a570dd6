package output

import (
	"bytes"
	"fmt"
	"strings"

	"golang.org/x/text/width"

	"github.com/chapmark/chapmark/chapters"
)

// Diagnostics prints each problem with its place, the line that it concerns, other places, and the hint.
func Diagnostics(w *sheet, all []chapters.Diagnostic) {
	for _, d := range all {
		w.Printf("%s: %s %s %s\n", w.paint(bold, place(d.Source, d.Span)),
			w.paint(severityColor(d.Severity), d.Severity.String()+":"), d.Message, w.paint(dim, "["+string(d.Rule)+"]"))
		margin := excerpt(w, d)
		for i, related := range d.Related {
			if i == maxRelated {
				w.Printf(" %s = see %d other places, too\n", margin, len(d.Related)-i)
				break
			}
			w.Printf(" %s = see %s: %s\n", margin, place(d.Source, related.Span), related.Message)
		}
		if d.Hint != "" {
			w.Printf(" %s = hint: %s\n", margin, d.Hint)
		}
		w.gap()
	}
}

// maxRelated is how many other places of one problem are shown.
const maxRelated = 5

// place is file:line:column, or the file alone.
func place(source *chapters.Source, span chapters.Span) string {
	if span.IsWhole() || len(source.Text) == 0 {
		return Clean(source.Name)
	}
	at := source.Position(span.Start)
	return fmt.Sprintf("%s:%d:%d", Clean(source.Name), at.Line, at.Column)
}

func severityColor(s chapters.Severity) string {
	switch s {
	case chapters.Error:
		return red
	case chapters.Warning:
		return yellow
	}
	return blue
}

// maxExcerpt is how many characters of a line are shown.
const maxExcerpt = 100

// excerpt prints the line of a problem with a marker under the place, and returns the margin, which is as wide as the line's number.
func excerpt(w *sheet, d chapters.Diagnostic) (margin string) {
	if d.Span.IsWhole() || len(d.Source.Text) == 0 {
		return " "
	}
	// Of a line of megabytes, the surroundings of the place. They are masked in more than is shown: an address that begins
	// before that is still told to be one.
	line, start := d.Source.Around(d.Span, 16*maxExcerpt)
	if bytes.IndexByte(line, 0) >= 0 {
		return " " // it is no text
	}
	line = []byte(WithoutSecrets(string(line)))
	number := fmt.Sprint(d.Source.Position(d.Span.Start).Line)
	margin = strings.Repeat(" ", len(number))
	from := min(d.Span.Start-start, len(line))
	to := max(min(d.Span.End-start, len(line)), from)
	before, marked, after := clip([]rune(string(line[:from])), []rune(string(line[from:to])), []rune(string(line[to:])))
	marker := "^"
	if n := columns(marked); n > 1 {
		marker += strings.Repeat("~", n-1)
	}
	w.Printf(" %s |\n %s | %s%s%s\n %s | %s%s\n", margin, number, before, marked, after,
		margin, strings.Repeat(" ", columns(before)), w.paint(green, marker))
	return margin
}

// clip cuts a long line to what fits around the marked place.
func clip(before, marked, after []rune) (string, string, string) {
	lead, trail := "", ""
	if len(marked) > maxExcerpt/2 {
		marked, after, trail = marked[:maxExcerpt/2], nil, "…"
	}
	if room := maxExcerpt / 2; len(before) > room && len(before)+len(marked)+len(after) > maxExcerpt {
		before, lead = before[len(before)-room/2:], "…"
	}
	if room := max(maxExcerpt-len(before)-len(marked), 0); len(after) > room {
		after, trail = after[:room], "…"
	}
	return lead + Clean(string(before)), Clean(string(marked)), Clean(string(after)) + trail
}

// columns is the width of text on a terminal: East Asian wide characters take two (UAX #11).
func columns(text string) int {
	n := 0
	for _, r := range text {
		n++
		if kind := width.LookupRune(r).Kind(); kind == width.EastAsianWide || kind == width.EastAsianFullwidth {
			n++
		}
	}
	return n
}

// Plural is "1 chapter" or "2 chapters".
func Plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%s %ss", Thousands(int64(n)), noun)
}

// Thousands writes a number with commas.
func Thousands(n int64) string {
	text := fmt.Sprint(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
