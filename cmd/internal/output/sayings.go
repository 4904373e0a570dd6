package output

import (
	"errors"
	"fmt"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/format"
	"github.com/chapmark/chapmark/cmd/internal/site"
)

// Formats prints the list of formats.
func (c *Console) Formats(all []format.Format) error {
	for _, f := range all {
		ways := "in and out"
		if !f.Reads() {
			ways = "out"
		}
		if err := c.Say("%-11s %-11s %s", f.Name, ways, f.About); err != nil {
			return err
		}
	}
	return nil
}

// Lost says what a format cannot carry.
func (c *Console) Lost(format string, lost []string) {
	for _, what := range lost {
		c.Note("note: %s cannot carry %s", format, what)
	}
}

// NotEncoded says why a platform would ignore chapters, or a format has no room for them; false for other errors.
func (c *Console) NotEncoded(name string, err error) bool {
	var rules *format.RulesError
	var limit *format.LimitError
	switch {
	case errors.As(err, &rules):
		for _, broken := range rules.Broken {
			c.Note("%s: %s would ignore these chapters: %s", Clean(name), rules.Format, broken)
		}
	case errors.As(err, &limit):
		c.Note("%s: %v; nothing was written", Clean(name), err)
	default:
		return false
	}
	return true
}

// Refused prints what stops something.
func (c *Console) Refused(name string, problems []chapters.Diagnostic) {
	c.aside(func(w *sheet) { Diagnostics(w, problems) })
	c.Note("%s: nothing was written", Clean(name))
}

// NoAudio says that there is nothing to show.
func (c *Console) NoAudio(name string, problems []chapters.Diagnostic) {
	c.aside(func(w *sheet) { Diagnostics(w, problems) })
	c.Note("%s: there is no audio to show", Clean(name))
}

// Proposed prints what was found out about a site, and what is next.
func (c *Console) Proposed(p site.Proposal) error {
	layout, audio := "", "MP3s of their names beside them"
	if p.Layout != "" {
		layout = ", of a " + p.Layout + " site"
	}
	if p.Audio != "" {
		audio = p.Audio
	}
	found := fmt.Sprintf("%d of them have audio by %s", p.Found, audio)
	if p.Found == 0 {
		found = "no MP3 was found that belongs to one of them; `audio` in the file says where they are"
	}
	return c.Say("%s: %s in %s%s\n%s\nnext: chapmark check --all", site.FileName, Plural(p.Texts, "episode"), p.Episodes, layout, found)
}

// Merged says what a merged report holds.
func (c *Console) Merged(path string, s ReportSummary) {
	c.Note("%s: %s, %s; %s", Clean(path), Plural(s.Episodes, "episode"), Bytes(s.Bytes), Plural(s.Problems["error"], "error"))
}
