package format

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/chapmark/chapmark/chapters"
)

// Retime returns a chapter file whose chapters start at other times, given in their order, and end at others, where it states that: only
// the times change, each in its own shape. A file that would not be read with these times is refused.
func Retime(document chapters.Document, list []chapters.Chapter) ([]byte, error) {
	f, ok := ByName(document.Format)
	if !ok || f.decode == nil {
		return nil, errors.New("its format is written, and not read")
	}
	r := reading{source: document.Source, text: string(document.Source.Text), document: chapters.Document{Source: document.Source}}
	f.decode(&r)
	if len(r.document.Topics) != len(list) || len(document.Topics) != len(list) {
		return nil, errors.New("there are as many times as chapters")
	}
	var edits []chapters.Edit
	known := map[chapters.Span]bool{}
	change := func(w written, to time.Duration) error {
		token := r.text[w.span.Start:w.span.End]
		if known[w.span] || w.span.IsWhole() || w.value == to {
			return nil
		}
		known[w.span] = true
		like, ok := w.like(token, to)
		if !ok {
			return fmt.Errorf("%s cannot be written as %s is", chapters.FormatTimestamp(to), chapters.Quoted(token))
		}
		edits = append(edits, chapters.Edit{Span: w.span, Text: like})
		return nil
	}
	slices.SortStableFunc(r.times, func(a, b written) int { return cmp.Compare(a.span.Start, b.span.Start) })
	for i, t := range r.document.Topics {
		n := slices.IndexFunc(r.times, func(w written) bool { return w.span == t.Stamp })
		if n < 0 {
			r.times = append(r.times, written{t.Stamp, t.Start, parseClock})
			n = len(r.times) - 1
		}
		if err := change(r.times[n], list[i].Start); err != nil {
			return nil, err
		}
		if stop, length, ok := r.stop(n, t); ok {
			to := newEnd(list, i, t)
			if length {
				to -= list[i].Start
			}
			if err := change(stop, to); err != nil {
				return nil, err
			}
		}
	}
	text, err := chapters.ApplyEdits(document.Source.Text, edits)
	if err != nil {
		return nil, err
	}
	again, _ := f.Decode(chapters.NewSource(document.Source.Name, text))
	if len(again.Topics) != len(list) {
		return nil, errors.New("with these times, chapmark could no longer read it")
	}
	for i, t := range again.Topics {
		if t.Title != document.Topics[i].Title || (t.Start-list[i].Start).Abs() > time.Second {
			return nil, fmt.Errorf("%s would be read as %s", chapters.Quoted(document.Topics[i].Title), chapters.FormatTimestamp(t.Start))
		}
	}
	return text, nil
}

// stop is where the end of a chapter is written, or its length: after its start, which is the n-th time, or else before it.
func (r *reading) stop(n int, t chapters.Topic) (w written, length, ok bool) {
	if t.End == 0 {
		return w, false, false
	}
	for _, near := range []int{n + 1, n - 1} {
		if near < 0 || near >= len(r.times) || slices.ContainsFunc(r.document.Topics, func(other chapters.Topic) bool { return other.Stamp == r.times[near].span }) {
			continue
		}
		switch w := r.times[near]; w.value {
		case t.End:
			return w, false, true
		case t.End - t.Start:
			return w, true, true
		}
	}
	return w, false, false
}

// newEnd is where a chapter ends that states its end.
func newEnd(list []chapters.Chapter, i int, t chapters.Topic) time.Duration {
	if list[i].End > 0 {
		return list[i].End
	}
	if implied, ok := chapters.ImpliedEnd(list, i); ok {
		return implied
	}
	return list[i].Start + t.End - t.Start
}

// like writes a time as another one is written: as many groups, digits and zeros, a point or a comma, the same unit.
func (w written) like(token string, t time.Duration) (string, bool) {
	if len(token) > 1 && token[0] == '"' && token[len(token)-1] == '"' {
		inner, ok := written{parse: clockOrSeconds}.like(token[1:len(token)-1], t)
		return `"` + inner + `"`, ok
	}
	blanks := len(token) - len(strings.TrimLeft(token, " \t"))
	core := strings.TrimSpace(token)
	around := func(text string) string { return token[:blanks] + text + token[blanks+len(core):] }
	forms := w.clocksLike(core, t)
	if !strings.Contains(core, ":") {
		forms = w.numbersLike(core, t)
	}
	best, least := "", time.Second
	for _, form := range forms {
		if got, ok := w.parse(around(form)); ok && (got-t).Abs() < least {
			best, least = around(form), (got - t).Abs()
		}
	}
	return best, best != ""
}

// clocksLike are ways to write a time in groups between colons, the likest first.
func (w written) clocksLike(core string, t time.Duration) (forms []string) {
	groups := strings.Split(core, ":")
	last := groups[len(groups)-1]
	at := strings.IndexAny(last, ".,")
	fraction, point := 0, "."
	if at >= 0 {
		fraction, point = len(last)-at-1, last[at:at+1]
	}
	width := len(groups[0])
	tail := ""
	if fraction > 0 {
		tail = point + fmt.Sprintf("%09d", t%time.Second)[:min(fraction, 9)]
	}
	h, m, s := int(t/time.Hour), int(t/time.Minute), int(t/time.Second%60)
	short := fmt.Sprintf("%0*d:%02d", width, m, s) + tail
	long := fmt.Sprintf("%0*d:%02d:%02d", width, h, m%60, s) + tail
	n := cueFrames(t)
	frames := fmt.Sprintf("%0*d:%02d:%02d", width, n/75/60, n/75%60, n%75)
	switch {
	case len(groups) == 2 && t >= time.Hour && w.value < time.Hour: // WebVTT knows no more than 59 minutes
		return []string{long, short}
	case len(groups) == 2:
		return []string{short, long}
	}
	return []string{long, frames, fmt.Sprintf("%d:%02d:%02d", h, m%60, s) + tail}
}

// numbersLike are ways to write a time as a number, in the unit that the file counts in.
func (w written) numbersLike(core string, t time.Duration) (forms []string) {
	if at := strings.IndexAny(core, ".,"); at >= 0 {
		digits := len(core) - at - 1
		text := strconv.FormatFloat(t.Seconds(), 'f', max(digits, 3), 64)
		for zeros := max(digits, 3) - digits; zeros > 0 && strings.HasSuffix(text, "0"); zeros-- {
			text = text[:len(text)-1]
		}
		return []string{strings.Replace(text, ".", core[at:at+1], 1)}
	}
	if many, ok := w.parse("1000000"); ok && many > 0 {
		forms = append(forms, strconv.FormatInt(int64(float64(t)/(float64(many)/1e6)+0.5), 10))
	}
	return append(forms, strings.TrimRight(strings.TrimRight(strconv.FormatFloat(t.Seconds(), 'f', 3, 64), "0"), "."))
}
