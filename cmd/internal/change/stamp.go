package change

import (
	"errors"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/markdown"
	"github.com/chapmark/chapmark/cmd/internal/episode"
)

// Stamp is the change that brings the facts in a text's front matter up to date. With add, fields that are missing are
// added.
func Stamp(e episode.Episode, add bool) (c Change, blocking []chapters.Diagnostic) {
	if blocking := e.BlockingStamp(); len(blocking) > 0 {
		return c, blocking
	}
	blocking = c.stamp(e, e.Facts, add)
	return c, blocking
}

// stamp adds an edit of the front matter.
func (c *Change) stamp(e episode.Episode, facts chapters.Facts, add bool) []chapters.Diagnostic {
	err := errors.New("a chapter file has no front matter to stamp")
	if e.Document.Format == "" {
		c.Stamping, err = markdown.Stamp(e.Document, facts, add)
	}
	if err != nil {
		return []chapters.Diagnostic{chapters.Report(chapters.BadFrontMatter, e.Document.Source, e.Document.FrontMatter.Span, "%v", err)}
	}
	c.Text = &Edit{e.TextPath, e.Document.Source.Text, e.Document.Source.Text}
	if len(c.Stamping.Changes) > 0 {
		c.Text.After = c.Stamping.Text
	}
	return nil
}
