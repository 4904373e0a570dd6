package change

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/chapmark/chapmark/audio/align"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/format"
	"github.com/chapmark/chapmark/chapters/markdown"
	"github.com/chapmark/chapmark/cmd/internal/episode"
)

// Reason says why a topic is not where its beginning was.
type Reason string

// The reasons.
const (
	Unmoved          Reason = "" // it moved with its beginning
	BeginningRemoved Reason = "beginning-removed"
	Removed          Reason = "removed"
	Unsure           Reason = "unsure"
)

// Retimed is a topic with the time that it has in the new recording.
type Retimed struct {
	Topic   chapters.Chapter // as it was
	Written time.Duration    // its start, as the source has it
	Start   time.Duration    // in the new recording
	Reason  Reason
}

// Retiming is what became of an episode's topics when its audio was edited.
type Retiming struct {
	align.Result
	OldName, NewName string
	Topics           []Retimed // in the order of the source
	Dropped          bool      // those that were removed are left out
}

// leastLeft is how much of a topic must be left, pauses not counted, for it to be a topic.
const leastLeft = time.Second

// Topics places an episode's topics in a new recording.
func Topics(e episode.Episode, r align.Result) Retiming {
	list := e.Chapters[len(e.Chapters)-len(e.Document.Topics):] // after an opening chapter
	t := Retiming{Result: r}
	for n, written := range e.Document.Topics {
		i := n
		if at := slices.IndexFunc(list, func(c chapters.Chapter) bool { return c.Span == written.Stamp }); at >= 0 && !written.Stamp.IsWhole() {
			i = at // hidden ones stand at their times
		}
		c := list[i]
		at, found := r.Place(c.Start)
		topic := Retimed{Topic: c, Written: written.Start, Start: at.Round(time.Millisecond)}
		end, ok := chapters.ImpliedEnd(list, i)
		if !ok {
			end = r.Old
		}
		left, was := r.Left(c.Start, end)
		switch {
		case found == align.Unsure:
			topic.Reason = Unsure
		case left < leastLeft && (found == align.Gone || left < was/2): // its beginning may lie a moment before the cut
			topic.Reason = Removed
		case found == align.Gone:
			topic.Reason = BeginningRemoved
		}
		t.Topics = append(t.Topics, topic)
	}
	return t
}

// Has reports whether any topic has a reason.
func (t Retiming) Has(reason Reason) bool {
	return slices.ContainsFunc(t.Topics, func(r Retimed) bool { return r.Reason == reason })
}

// Stands reports whether all topics have a place, so that something may be changed.
func (t Retiming) Stands() bool {
	return !t.Different() && !t.Has(Unsure) && (t.Dropped || !t.Has(Removed))
}

// kept are the topics that stay, in the order of their new times, and which topic of the source each was.
func (t Retiming) kept() (list []chapters.Chapter, origins []int) {
	for i, r := range t.Topics {
		if r.Reason != Removed {
			origins = append(origins, i)
		}
	}
	slices.SortStableFunc(origins, func(a, b int) int { return cmp.Compare(t.Topics[a].Start, t.Topics[b].Start) })
	before := make([]chapters.Chapter, len(t.Topics))
	for i, r := range t.Topics {
		before[i] = r.Topic
	}
	for _, i := range origins {
		c := before[i]
		end := c.End
		next, ok := chapters.ImpliedEnd(before, i)
		if !ok {
			next = t.Old
		}
		c.Start, c.End = t.Topics[i].Start, 0
		if (end-next).Abs() > time.Second && end > before[i].Start { // it is stated
			if moved := t.End(end).Round(time.Millisecond); moved > c.Start {
				c.End = moved
			}
		}
		list = append(list, c)
	}
	return list, origins
}

// RetimeText is the change that moves the topics of a text, or of a chapter file, and brings its facts about the audio up to date.
func RetimeText(e episode.Episode, t Retiming, facts chapters.Facts) (c Change, blocking []chapters.Diagnostic) {
	list, origins := t.kept()
	before := e.Document.Source.Text
	text, err := []byte(nil), error(nil)
	switch stay, isText := len(list) == len(t.Topics) && slices.IsSorted(origins), e.Document.Format == ""; {
	case stay && isText:
		text, err = retimed(e.Document, list)
	case stay:
		text, err = format.Retime(e.Document, list)
	case isText:
		text, err = format.Revise(e.Document, format.Set{Chapters: list}, origins)
	default: // it is written anew
		f, _ := format.ByName(e.Document.Format)
		text, _, err = f.Encode(format.Set{Chapters: ended(list, t.New), Members: e.Document.Members, Duration: t.New})
	}
	if err != nil {
		return c, []chapters.Diagnostic{unmovable(e, err)}
	}
	if e.Document.Format == "" && facts.Bytes > 0 {
		e.Document, _ = markdown.Again(e.Document, text)
		if blocking := c.stamp(e, facts, false); len(blocking) > 0 {
			return Change{}, blocking
		}
		text = c.Text.After
	}
	c.Text, c.Moved = &Edit{e.TextPath, before, text}, len(list)
	return c, nil
}

// retimed moves the topics of a text that all stay in their order, and the ends that it states.
func retimed(document chapters.Document, list []chapters.Chapter) ([]byte, error) {
	whole := document.WholeSeconds()
	starts, ends := make([]time.Duration, len(list)), make([]time.Duration, len(list))
	for i, c := range list {
		if starts[i], ends[i] = c.Start, c.End; whole {
			starts[i], ends[i] = chapters.WholeSecond(c.Start), chapters.WholeSecond(c.End)
		}
		if i > 0 && starts[i] == starts[i-1] && document.Topics[i].Start != document.Topics[i-1].Start {
			return nil, fmt.Errorf("two chapters would start at %s", chapters.FormatTimestamp(starts[i]))
		}
	}
	return markdown.RetimeEnds(document, starts, ends)
}

// RetimeTag is the change that writes the topics into the new recording's tag, to the millisecond.
func RetimeTag(next episode.Episode, t Retiming, o WriteOptions, intro string) (Change, []chapters.Diagnostic, error) {
	if blocking := next.BlockingStrip(); len(blocking) > 0 {
		return Change{}, blocking, nil
	}
	list, _ := t.kept()
	if len(list) > 0 && list[0].Start > 0 && intro != "" {
		list = append([]chapters.Chapter{{Title: intro}}, list...)
	}
	return tag(next, ended(list, next.Facts.Duration), o)
}

// ended gives chapters that do not state their ends the implied ones.
func ended(list []chapters.Chapter, duration time.Duration) []chapters.Chapter {
	for i := range list {
		if list[i].End > list[i].Start {
			continue
		}
		list[i].End = max(duration.Truncate(time.Millisecond), list[i].Start)
		if end, ok := chapters.ImpliedEnd(list, i); ok {
			list[i].End = end
		}
	}
	return list
}
