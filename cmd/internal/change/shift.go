package change

import (
	"slices"
	"time"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/markdown"
	"github.com/chapmark/chapmark/cmd/internal/episode"
)

// Shift is the change that moves the timestamps of a text by a time: of the topics that start at another time or later.
func Shift(e episode.Episode, by, from time.Duration) (c Change, blocking []chapters.Diagnostic) {
	c.By = by
	source := e.Document.Source
	unclear := []chapters.Rule{chapters.NotMarkdown, chapters.BadFrontMatter, chapters.BadTimestamp, chapters.AmbiguousTopics}
	for _, d := range e.BlockingText() {
		if slices.Contains(unclear, d.Rule) {
			blocking = append(blocking, d)
		}
	}
	problem := func(t chapters.Topic, format string, args ...any) {
		blocking = append(blocking, chapters.Report(chapters.OutOfOrder, source, t.Stamp, format, args...))
	}
	var starts []time.Duration
	for _, t := range e.Document.Topics {
		start := t.Start
		if start >= from {
			start += by
			c.Moved++
		}
		if start < 0 {
			problem(t, "%s cannot be moved by %s: it would be before the start", chapters.FormatTimestamp(t.Start), chapters.FormatShift(by))
			start = t.Start
		}
		if n := len(starts); n > 0 && len(blocking) == 0 && start < starts[n-1] && t.Start >= e.Document.Topics[n-1].Start {
			problem(t, "%s would come before the topic above it", chapters.FormatTimestamp(start))
		}
		starts = append(starts, start)
	}
	if len(starts) == 0 && len(blocking) == 0 {
		blocking = append(blocking, chapters.Report(chapters.NoTopics, source, chapters.Span{}, "no list of timestamps was found"))
	}
	if len(blocking) > 0 {
		return Change{}, blocking
	}
	text, err := markdown.Retime(e.Document, starts)
	if err != nil {
		return Change{}, []chapters.Diagnostic{unmovable(e, err)}
	}
	c.Text = &Edit{e.TextPath, source.Text, text}
	return c, nil
}

func unmovable(e episode.Episode, err error) chapters.Diagnostic {
	return chapters.Report(chapters.AmbiguousTopics, e.Document.Source, chapters.Span{}, "the timestamps cannot be moved: %v", err)
}

// StaleLinks counts the links of a text that lead to other times than their timestamps once a change is made, and did not
// before.
func (c Change) StaleLinks(e episode.Episode) int {
	count := func(problems []chapters.Diagnostic) (n int) {
		for _, d := range problems {
			if d.Rule == chapters.AnchorMismatch {
				n++
			}
		}
		return n
	}
	_, after := e.Options.Text.Parse(chapters.NewSource(e.TextPath, c.Text.After))
	_, before := e.Options.Text.Parse(chapters.NewSource(e.TextPath, c.Text.Before))
	return count(after) - count(before)
}
