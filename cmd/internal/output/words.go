package output

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/change"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/job"
	"github.com/chapmark/chapmark/cmd/internal/run"
)

// words prints outcomes for people: the answer on standard output, what stopped it and what is about the run on standard
// error. Of many files it prints a line each, and a summary.
type words struct {
	collected
	steps  steps
	first  bool // nothing was shown yet
	spaced bool // a blank line was the last one
}

func newText(o Options) run.Printer { return &words{collected: collected{Options: o}, first: true} }

// Add prints an outcome.
func (t *words) Add(o run.Outcome) {
	told := t.told(o)
	t.steps.add(t.Command, o)
	for _, note := range o.Notes {
		t.Console.aside(func(w *sheet) { w.Println(note) })
	}
	switch {
	case o.Status == run.NotBegun, o.Status == run.WithoutAudio, o.Status == run.Skipped:
	case o.Err != nil:
		t.Console.aside(func(w *sheet) { printError(w, o.Err) })
	case o.Status == run.Refused && o.Change == nil:
		t.Console.aside(func(w *sheet) {
			Diagnostics(w, curable(o.Problems, t.Command))
			w.Printf("%s: nothing was written\n", o.Job.Name())
		})
	default:
		t.answer(o, told)
	}
}

// curable leaves out problems that say no more than what a command was to do, or has shown.
func curable(problems []chapters.Diagnostic, command string) []chapters.Diagnostic {
	if command != "write" && command != "show" {
		return problems
	}
	return slices.DeleteFunc(slices.Clone(problems), func(d chapters.Diagnostic) bool {
		return d.Rule == chapters.ChaptersMissing || d.Rule == chapters.ChaptersStale && command == "write"
	})
}

// answer prints what a command found or did.
func (t *words) answer(o run.Outcome, problems []chapters.Diagnostic) {
	say := t.Console.answer
	switch found := o.Found.(type) {
	case *episode.Episode:
		t.show(o, *found)
	case audio.Pauses:
		say(func(w *sheet) { showPauses(w, o, found) })
	case change.Retiming:
		say(func(w *sheet) { t.retimed(w, o, found) })
	case run.Recovery:
		say(func(w *sheet) { w.Printf("%s: %s\n", w.paint(bold, o.Job.Name()), recovered(found, o.DryRun)) })
	case change.Undone:
		say(func(w *sheet) {
			w.Printf("%s: %s\n", w.paint(bold, o.Job.Name()), undone(found, o.DryRun))
		})
	default:
		switch t.Command {
		case "check":
			t.checked(o, problems)
		case "shift", "export", "retime":
			say(func(w *sheet) { edited(w, o, t.Command) })
		case "stamp":
			if !t.Many || o.Change.Changes() || len(o.Change.Stamping.Missing) > 0 {
				say(func(w *sheet) { Stamped(w, o.Job, o.Change.Stamping, o.DryRun) })
			}
		default:
			t.written(o, problems)
		}
	}
}

// checked prints a check: what fixing changed or would, and the problems.
func (t *words) checked(o run.Outcome, problems []chapters.Diagnostic) {
	if o.Fixed > 0 && !o.DryRun {
		t.Console.aside(func(w *sheet) { w.Printf("%s: fixed %s\n", o.Job.Text, Plural(o.Fixed, "problem")) })
	}
	t.Console.answer(func(w *sheet) {
		if o.DryRun && o.Change != nil && o.Change.Text.Changes() {
			showDiff(w, o.Change.Text)
		}
		Diagnostics(w, problems)
	})
}

// written prints what became of a tag, and of the front matter with it.
func (t *words) written(o run.Outcome, problems []chapters.Diagnostic) {
	if o.Change == nil {
		return // it was found done without being read
	}
	if o.Change.Audio == nil {
		if o.Change.Changes() {
			t.Console.answer(func(w *sheet) { Stamped(w, o.Job, o.Change.Stamping, o.DryRun) })
		}
		return
	}
	plan, stamping := *o.Change.Audio, o.Change.Stamping
	if t.Many {
		t.Console.answer(func(w *sheet) { WrittenBriefly(w, o.Job.Audio, plan, stamping, o.DryRun) })
		return
	}
	t.Console.answer(func(w *sheet) {
		if o.DryRun {
			Planned(w, o.Job.Audio, plan)
		} else {
			Written(w, o.Job.Audio, plan)
		}
		stored(w, o)
		if o.Change.Text != nil {
			Stamped(w, o.Job, stamping, o.DryRun)
		}
	})
	claims := []chapters.Rule{chapters.BytesMismatch, chapters.DurationMismatch, chapters.SwappedFields}
	remaining := slices.DeleteFunc(slices.Clone(problems), func(d chapters.Diagnostic) bool { return slices.Contains(claims, d.Rule) })
	t.Console.aside(func(w *sheet) {
		if len(remaining) > 0 {
			w.gap() // after the answer
		}
		Diagnostics(w, remaining)
		switch {
		case len(remaining) == len(problems), o.Job.Text == job.StandardInput:
		case o.DryRun:
			w.Printf("note: the front matter of %s would not match the new file; --stamp updates it too\n", o.Job.Text)
		default:
			w.Printf("note: the front matter of %s does not match the new file; update it with: %s\n", o.Job.Text, o.Job.Command("chapmark stamp"))
		}
	})
}

// besides prints the problems of no single episode.
func (t *words) besides(s run.Summary) {
	for _, d := range t.last(s) {
		to := t.Console.answer
		if t.Command != "check" {
			to = t.Console.aside
			if d.Severity != chapters.Error {
				continue
			}
		}
		to(func(w *sheet) { Diagnostics(w, []chapters.Diagnostic{d}) })
	}
}

// Close prints what is said of the whole.
func (t *words) Close(s run.Summary) error {
	t.besides(s)
	finished(t.collected, s)
	t.Console.next(t.steps.next())
	return nil
}

// printError prints a failure of the machine.
func printError(w *sheet, err error) {
	text := err.Error()
	var path *fs.PathError
	if errors.As(err, &path) {
		text = strings.Replace(text, path.Error(), fmt.Sprintf("%s %s: %v", path.Op, path.Path, path.Err), 1)
	}
	w.Printf("chapmark: %s\n", text)
}

// Error prints a failure that belongs to no job.
func (c *Console) Error(err error) { c.aside(func(w *sheet) { printError(w, err) }) }

// Problems prints what is wrong with a config, as the answer was to be printed.
func (c *Console) Problems(form Form, problems []chapters.Diagnostic) {
	if form == Text || form == "" {
		c.answer(func(w *sheet) { Diagnostics(w, problems) })
		return
	}
	printer := New(form, Options{Console: c, Command: "check"})
	printer.Add(run.Outcome{Job: job.Job{Audio: problems[0].Source.Name}, Status: run.Problems, Problems: problems})
	_ = printer.Close(run.Summary{Command: "check", Count: map[run.Status]int{run.Problems: 1}}) // what cannot be printed is noticed below
}
