package change

import (
	"bytes"
	"errors"
	"slices"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/format"
	"github.com/chapmark/chapmark/cmd/internal/episode"
)

// Into is the change that puts chapters into an episode's text, in the place of its topics. Hidden ones have no place
// there.
func Into(e episode.Episode, set format.Set) (c Change, blocking []chapters.Diagnostic, err error) {
	unclear := []chapters.Rule{chapters.NotMarkdown, chapters.BadTimestamp, chapters.AmbiguousTopics, chapters.MissingTimestamp}
	for _, d := range e.Problems {
		if slices.Contains(unclear, d.Rule) { // what is to be replaced would not be clear
			blocking = append(blocking, d)
		}
	}
	if len(blocking) > 0 {
		return c, blocking, nil
	}
	set.Chapters = slices.DeleteFunc(slices.Clone(set.Chapters), func(c chapters.Chapter) bool { return c.Hidden })
	text, err := format.Into(e.Document, set)
	var into *format.IntoError
	if errors.As(err, &into) {
		text := e.Document.Source.Text
		for into.Span.Start < into.Span.End && bytes.IndexByte([]byte(" \t\r\n"), text[into.Span.Start]) >= 0 {
			into.Span.Start++
		}
		if end := bytes.IndexByte(text[into.Span.Start:into.Span.End], '\n'); end > 0 {
			into.Span.End = into.Span.Start + end
		}
		return c, []chapters.Diagnostic{chapters.Report(chapters.AmbiguousTopics, e.Document.Source, into.Span, "%s", into.Reason)}, nil
	}
	if err != nil {
		return c, nil, err
	}
	c.Text, c.Moved = &Edit{e.TextPath, e.Document.Source.Text, text}, len(set.Chapters)
	return c, nil, nil
}
