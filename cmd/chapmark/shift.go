package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/change"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/job"
	"github.com/chapmark/chapmark/cmd/internal/output"
	"github.com/chapmark/chapmark/cmd/internal/run"
)

type shiftFlags struct {
	sourceFlags
	changeFlags
	after string
}

func newShift(console *output.Console) *cobra.Command {
	var f shiftFlags
	command := &cobra.Command{
		Use:     "shift EPISODE.md TIME",
		GroupID: "work",
		Short:   "Move the timestamps of all topics by the same time",
		Long: `Shift moves the timestamps of all topics by the same time, for example after an intro was added
to the audio or cut from it. It changes only these timestamps, and links to the same times. Each
timestamp keeps its form. Run chapmark write afterwards to update the MP3.`,
		Example: `  chapmark shift episode.md +16s
  chapmark shift episode.md -1m30s
  chapmark shift --after 10:00 episode.md +0:42`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 2 {
				return job.Usage("shift needs an episode's text and a time, such as +16s or -0:16")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return runShift(f, args, console) },
	}
	f.sourceFlags.add(command)
	f.changeFlags.add(command)
	command.Flags().StringVar(&f.after, "after", "", "move only the topics that start at this `time` or later")
	return command
}

// withNegative lets times with a minus pass as arguments: whatever follows -- is none but an argument.
func withNegative(args []string) []string {
	if len(args) == 0 || args[0] != "shift" || slices.Contains(args, "--") {
		return args
	}
	i := slices.IndexFunc(args, func(arg string) bool {
		return len(arg) > 1 && arg[0] == '-' && strings.IndexByte(".0123456789", arg[1]) >= 0
	})
	if i < 0 {
		return args
	}
	return append(append(slices.Delete(slices.Clone(args), i, i+1), "--"), args[i])
}

func runShift(f shiftFlags, args []string, console *output.Console) error {
	by, err := chapters.ParseShift(args[1])
	if err != nil {
		return job.Usage("%w", err)
	}
	after := time.Duration(0)
	if f.after != "" {
		var ok bool
		if after, ok = chapters.ParseTimestamp(f.after); !ok {
			return job.Usage("--after %q is not a timestamp", f.after)
		}
	}
	s, err := (&selectFlags{request: job.Request{TextsOnly: true}}).jobs(args[:1], f.sourceFlags.options.Format)
	if err != nil {
		return err
	}
	j, err := s.One("shift")
	if err != nil {
		return failed(err)
	}
	if j.Text == "" {
		return job.Usage("%s is not an episode's text; `chapmark export --to markdown` makes one from its chapters", j.Audio)
	}
	source := f.sourceFlags.options
	source.TextOnly = true
	e, err := episode.Examine(j, source)
	if err == nil && e.Document.Format != "" {
		return job.Usage("%s is a chapter file; shift moves the timestamps of texts", args[0])
	}
	return f.each(s, output.Options{Console: console, Command: "shift"}, 1, false, func(j job.Job) run.Outcome {
		if err != nil {
			return run.Failure(j, err)
		}
		c, blocking := change.Shift(e, by, after)
		if len(blocking) > 0 {
			return run.Refusal(j, blocking)
		}
		outcome := run.Apply(j, c, f.applyOptions("shift", false, j), f.dryRun)
		outcome.Digest = run.DigestOf(e)
		if n := c.StaleLinks(e); n > 0 {
			outcome.Notes = append(outcome.Notes, fmt.Sprintf("note: the old times are still in %s; chapmark check lists them", output.Plural(n, "link")))
		}
		return outcome
	})
}
