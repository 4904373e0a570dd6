package main

import (
	"errors"
	"fmt"
	"html"
	"os"

	"github.com/chapmark/chapmark/chapters/format"
	"github.com/chapmark/chapmark/cmd/internal/change"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/job"
	"github.com/chapmark/chapmark/cmd/internal/output"
	"github.com/chapmark/chapmark/cmd/internal/run"
)

// putInto puts the chapters into an episode's text: export --into.
func (f *exportFlags) putInto(from job.Job, set format.Set, console *output.Console) error {
	markdown, _ := format.ByName(job.Markdown)
	_, lost, err := markdown.Encode(set)
	if err != nil {
		return notEncoded(from.Name(), err, console)
	}
	if info, err := os.Stat(f.into); err == nil && !info.Mode().IsRegular() {
		return failed(fmt.Errorf("%s is not a regular file", f.into))
	}
	j := job.Job{Text: f.into}
	s := job.Selection{Root: ".", Jobs: []job.Job{j}}
	return f.each(s, output.Options{Console: console, Command: "export"}, 1, false, func(j job.Job) run.Outcome {
		e, err := episode.Examine(j, episode.Options{Text: f.sourceFlags.options.Text, Format: job.Markdown, TextOnly: true})
		if err != nil {
			return run.Failure(j, err)
		}
		c, blocking, err := change.Into(e, set)
		switch {
		case err != nil:
			return run.Failure(j, err)
		case len(blocking) > 0:
			return run.Refusal(j, blocking)
		}
		console.Lost(f.to, lost)
		return run.Apply(j, c, f.applyOptions("export --into", false, j), f.dryRun)
	})
}

// notEncoded is how a command ends whose chapters cannot be written so.
func notEncoded(name string, err error, console *output.Console) error {
	var template *format.TemplateError
	switch {
	case errors.As(err, &template):
		return job.Usage("--template: %w", err)
	case console.NotEncoded(name, err):
		return exit{code: run.ExitProblems}
	}
	return failed(err)
}

// put writes the file of a format, and prints the element that names it in a feed.
func (f *exportFlags) put(content []byte, chapters int, console *output.Console) error {
	if err := job.Put(f.out, content); err != nil {
		return failed(err)
	}
	if console.Note("%s: wrote %s", f.out, output.Plural(chapters, "chapter")); f.address == "" {
		return nil
	}
	return failed(console.Say(`<podcast:chapters url="%s" type="application/json+chapters"/>`, html.EscapeString(f.address)))
}
