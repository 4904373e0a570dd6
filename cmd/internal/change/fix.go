package change

import (
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/episode"
)

// Fix is the change that makes every safe fix of an episode's problems, and how many problems it fixes.
func Fix(e episode.Episode) (c Change, fixed int, err error) {
	if e.TextPath == "" || e.Document.Source == nil {
		return c, 0, nil
	}
	var edits []chapters.Edit
	for _, d := range e.Problems {
		if d.Fix != nil {
			edits = append(edits, d.Fix...)
			fixed++
		}
	}
	text := e.Document.Source.Text
	c.Text = &Edit{e.TextPath, text, text}
	if fixed > 0 {
		c.Text.After, err = chapters.ApplyEdits(text, edits)
	}
	return c, fixed, err
}
