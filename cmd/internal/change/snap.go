package change

import (
	"time"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/markdown"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/job"
)

// Snap is the change that moves the timestamps of a text into the pauses before their topics, in whole seconds. A chapter
// file stays as it is; so does a text whose timestamps are all off by the same time.
func Snap(e episode.Episode, p audio.Pauses) (c Change, blocking []chapters.Diagnostic) {
	text := e.Document.Source.Text
	c.Text = &Edit{e.TextPath, text, text}
	if p.Offset != 0 || e.Document.Format != "" {
		return c, nil
	}
	var starts []time.Duration
	for _, m := range p.Marks {
		start := m.Topic.Start
		if m.Moves() {
			start = m.Proposed.Truncate(time.Second)
			c.Moved++
		}
		starts = append(starts, start)
	}
	after, err := markdown.Retime(e.Document, starts)
	if err != nil {
		return Change{}, []chapters.Diagnostic{unmovable(e, err)}
	}
	c.Text.After = after
	return c, nil
}

// Snapped is an episode whose chapters start in their pauses, as far as these are so near that the text need not change,
// and how many are not. Where all timestamps are off by the same time, that is a problem.
func Snapped(e episode.Episode, p audio.Pauses) (snapped episode.Episode, unsnapped int, problem []chapters.Diagnostic) {
	if p.Offset != 0 {
		d := chapters.Report(chapters.ShiftedStamps, e.Document.Source, chapters.Span{}, "all timestamps seem to be off by %s", p.Offset.Abs()).
			WithHint("`chapmark shift %s %s` moves them all; without --snap, chapmark writes them as they are", job.Shell(e.TextPath), chapters.FormatShift(p.Offset))
		return e, 0, []chapters.Diagnostic{d}
	}
	list := append([]chapters.Chapter(nil), e.Chapters...)
	first := len(list) - len(p.Marks) // after an opening chapter
	for i, m := range p.Marks {
		start := m.Proposed.Truncate(time.Millisecond)
		if start%time.Second == 0 && start != m.Topic.Start {
			start += time.Millisecond // a whole second would be taken for another timestamp
		}
		if (start - m.Topic.Start).Abs() > chapters.SnapReach {
			unsnapped++
			continue
		}
		c := &list[first+i]
		if at := first + i; at > 0 && list[at-1].End == c.Start {
			list[at-1].End = start
		}
		c.Start, c.End = start, max(c.End, start)
	}
	e.Chapters = list
	return e, unsnapped, nil
}
