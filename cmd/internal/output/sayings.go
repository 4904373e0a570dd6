package output

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/format"
	"github.com/chapmark/chapmark/chapters/limits"
	"github.com/chapmark/chapmark/cmd/internal/site"
)

// Formats prints the list of formats.
func (c *Console) Formats(all []format.Format) error {
	for _, f := range all {
		ways := "in and out"
		if !f.Reads() {
			ways = "out"
		}
		if !f.Writes() {
			ways = "in"
		}
		if err := c.Say("%-14s %-11s %s", f.Name, ways, f.About); err != nil {
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
			c.Note("%s: %s ignores these chapters: %s", Clean(name), rules.Format, broken)
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

// Remarks prints what of a source does not come along.
func (c *Console) Remarks(problems []chapters.Diagnostic) {
	rules := []chapters.Rule{chapters.LeftOut, chapters.BadLink, chapters.UnsafeText}
	if problems = slices.DeleteFunc(slices.Clone(problems), func(d chapters.Diagnostic) bool { return !slices.Contains(rules, d.Rule) }); len(problems) > 0 {
		c.aside(func(w *sheet) { Diagnostics(w, problems) })
	}
}

// NoAudio says that there is nothing to show.
func (c *Console) NoAudio(name string, problems []chapters.Diagnostic) {
	c.aside(func(w *sheet) { Diagnostics(w, problems) })
	c.Note("%s: there is no audio to show", Clean(name))
}

// Proposed prints what was found out about a site, what else was tried, and what is next.
func (c *Console) Proposed(p site.Proposal) error {
	layout := ""
	if p.Layout != "" {
		layout = ", of a " + p.Layout + " site"
	}
	found := []string{fmt.Sprintf("%s: %s in %s%s", site.FileName, Plural(p.Texts, "episode"), p.Episodes, layout)}
	switch doubt := p.Doubt(); {
	case doubt != "":
		found = append(found, "audio is not set: "+doubt+"; set `audio` in the file")
		if p.Found > 0 {
			found = append(found, "to set it anyway, delete "+site.FileName+" and run chapmark init --force")
		}
	case p.Found == 0:
		found = append(found, fmt.Sprintf("audio addresses for %d of them: %s", p.Stated, audioOf(p.Candidate)))
	default:
		found = append(found, fmt.Sprintf("audio for %d of them: %s", p.Found, audioOf(p.Candidate)))
	}
	if p.Unused > 0 && p.Sure() {
		found = append(found, fmt.Sprintf("no text for %s", Plural(p.Unused, "MP3")))
	}
	if p.Left > 0 {
		found = append(found, fmt.Sprintf("skipped: %s with topics elsewhere; `episodes` may be a list of patterns", Plural(p.Left, "text")))
	}
	if p.Cut {
		found = append(found, fmt.Sprintf("there are more than %s files here; chapmark did not look at the others", Thousands(limits.InitFiles)))
	}
	if len(p.Others) > 0 {
		rows := [][]string{{"texts", "topics", "audio", "stated", "shared", "episodes", "audio"}}
		for _, o := range append([]site.Candidate{p.Candidate}, p.Others...) {
			rows = append(rows, []string{fmt.Sprint(o.Matched), fmt.Sprint(o.Texts), fmt.Sprint(o.Found), fmt.Sprint(o.Stated), fmt.Sprint(o.Shared), o.Episodes, audioOf(o)})
		}
		found = append(append(found, "tried:"), columned(rows)...)
	}
	for _, line := range found {
		if err := c.Say("%s", line); err != nil {
			return err
		}
	}
	c.next("chapmark check --all")
	return nil
}

func audioOf(c site.Candidate) string {
	if c.Audio == "" {
		return "MP3s of their names beside them"
	}
	return c.Audio
}

// columned pads the cells of rows; all but the last two columns are numbers.
func columned(rows [][]string) (lines []string) {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], columns(cell))
		}
	}
	for _, row := range rows {
		line := ""
		for i, cell := range row {
			pad := strings.Repeat(" ", widths[i]-columns(cell))
			if i < len(row)-2 {
				line += "  " + pad + cell
			} else {
				line += "  " + cell + pad
			}
		}
		lines = append(lines, strings.TrimRight(line, " "))
	}
	return lines
}

// Merged says what a merged report holds.
func (c *Console) Merged(path string, s ReportSummary) {
	c.Note("%s: %s, %s; %s", Clean(path), Plural(s.Episodes, "episode"), Bytes(s.Bytes), Plural(s.Problems["error"], "error"))
}
