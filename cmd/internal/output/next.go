package output

import (
	"os"
	"slices"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/change"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/job"
	"github.com/chapmark/chapmark/cmd/internal/run"
)

// next names the command that most likely follows, to a person at a terminal: a pipe or a CI job has no use for it.
func (c *Console) next(command string) {
	if command != "" && StyleFor(c.Out).Terminal && StyleFor(c.Err).Terminal && os.Getenv("CI") == "" {
		c.aside(func(w *sheet) { w.Printf("next: %s\n", w.paint(bold, command)) })
	}
}

// steps finds the command that most likely follows a run over one episode.
type steps struct {
	outcomes         int
	step             string
	text, mp3        string // that were shown
	topics, chapters int    // in these
}

// add looks at an outcome.
func (s *steps) add(command string, o run.Outcome) {
	s.outcomes++
	text, mp3 := Shell(o.Job.Text), Shell(o.Job.Audio)
	has := func(rules ...chapters.Rule) bool {
		return slices.ContainsFunc(o.Problems, func(d chapters.Diagnostic) bool { return slices.Contains(rules, d.Rule) })
	}
	switch found := o.Found.(type) {
	case *episode.Episode:
		if o.Job.Text != "" {
			s.text, s.topics = text, len(found.Document.Topics)
		} else if found.Audio != nil {
			s.mp3, s.chapters = mp3, len(found.Audio.Chapters())
		}
		return
	case change.Retiming:
		if o.DryRun && found.Stands() && o.Change.Text.Changes() {
			s.step = "chapmark retime --apply --write " + text + " " + Shell(found.OldName) + " " + mp3
		}
		return
	}
	switch {
	case o.Job.Text == "" || o.Job.Text == job.StandardInput || o.Job.Audio == "" || o.Change == nil && command != "check":
	case command == "snap" && o.DryRun && o.Change.Text.Changes():
		s.step = "chapmark snap --apply " + text + " " + mp3
	case command == "check" && o.Status == run.OK && has(chapters.ChaptersMissing):
		s.step = o.Job.Command("chapmark write")
	case command == "write" && o.Status == run.Written && !has(chapters.BytesMismatch, chapters.DurationMismatch, chapters.SwappedFields):
		s.step = "chapmark show " + mp3
	}
}

// next is the command; "" where there is none, or the answer names it already.
func (s *steps) next() string {
	switch {
	case s.outcomes > 2 || s.outcomes == 2 && (s.text == "" || s.mp3 == ""):
		return ""
	case s.mp3 != "" && s.chapters == 0 && s.topics == 0 && s.text == "":
		return "chapmark write EPISODE.md " + s.mp3
	case s.mp3 != "" && s.text != "" && s.topics == 0 && s.chapters > 0:
		return "chapmark export " + s.mp3 + " --to markdown --into " + s.text
	case s.mp3 != "" && s.text != "" && s.topics > 0:
		return "chapmark check " + s.text + " " + s.mp3
	}
	return s.step
}
