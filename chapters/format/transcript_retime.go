package format

import (
	"fmt"
	"time"

	"github.com/chapmark/chapmark/chapters"
)

// Retime returns the transcript with its cues at other times: place says where a cue from one instant to another went, and false where
// nothing is left of it, in which case it goes. It says how many went.
func (t *Transcript) Retime(place func(from, to time.Duration) (start, end time.Duration, ok bool)) (text []byte, gone int, err error) {
	var edits []chapters.Edit
	left := make([]bool, len(t.Cues))
	for i, c := range t.Cues {
		start, end, ok := place(c.Start, max(c.End, c.Start+time.Millisecond))
		if left[i] = ok; !ok {
			gone++
			continue
		}
		edits = append(edits, t.edit(c.start, c.Start, start)...)
		if c.End == c.Start {
			end = start
		}
		if !c.end.IsWhole() {
			edits = append(edits, t.edit(c.end, c.End, max(end, start))...)
		}
		for _, span := range c.inner {
			inside := chapters.Span{Start: span.Start + 1, End: span.End - 1}
			was, known := t.parse(string(t.Source.Text[inside.Start:inside.End]))
			if now, _, ok := place(was, was+time.Millisecond); ok && known && now > start && now < end {
				edits = append(edits, t.edit(inside, was, now)...)
			} else { // what it led to went
				edits = append(edits, chapters.Edit{Span: span})
			}
		}
	}
	for i := 0; i < len(left); i++ {
		first := i
		for i < len(left) && !left[i] {
			i++
		}
		if i > first {
			edits = append(edits, chapters.Edit{Span: t.run(first, i)})
		}
	}
	if gone == len(t.Cues) {
		return nil, gone, fmt.Errorf("none of its %d cues would be left", gone)
	}
	text, err = chapters.ApplyEdits(t.Source.Text, edits)
	return text, gone, err
}

// run is what goes with some cues, from the first on and before the last: in an array, with the commas between them and others.
func (t *Transcript) run(first, last int) chapters.Span {
	span := chapters.Span{Start: t.Cues[first].Whole.Start, End: t.Cues[last-1].Whole.End}
	switch {
	case !t.array:
	case last < len(t.Cues):
		span.End = t.Cues[last].Whole.Start
	case first > 0:
		span.Start = t.Cues[first-1].Whole.End
	}
	return span
}

// edit writes another time in the place of one.
func (t *Transcript) edit(span chapters.Span, before, after time.Duration) []chapters.Edit {
	if after = after.Round(time.Millisecond); before == after {
		return nil
	}
	like, _ := written{parse: t.parse}.like(string(t.Source.Text[span.Start:span.End]), after)
	return []chapters.Edit{{Span: span, Text: like}}
}
