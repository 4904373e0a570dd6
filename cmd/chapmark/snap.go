package main

import (
	"cmp"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/cmd/internal/change"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/job"
	"github.com/chapmark/chapmark/cmd/internal/output"
	"github.com/chapmark/chapmark/cmd/internal/run"
)

type snapFlags struct {
	selectFlags
	sourceFlags
	changeFlags
	within      time.Duration
	apply, asIs bool
}

func newSnap(console *output.Console) *cobra.Command {
	var f snapFlags
	command := &cobra.Command{
		Use:     "snap EPISODE.md [AUDIO.mp3]",
		GroupID: "work",
		Short:   "Move each timestamp into the pause before its topic",
		Long: `Snap listens for the pause before each topic and proposes a timestamp in that pause, in whole
seconds. With --apply, it writes the new timestamps into the text and changes nothing else. A
topic without a pause near its timestamp does not move. A second run changes nothing.

If all timestamps are off by the same time, because an intro was added or cut, snap says so;
chapmark shift moves them all. chapmark write --snap writes the starts into the tag to the
millisecond, and the text keeps its seconds.`,
		Example: `  chapmark snap episode.md episode.mp3
  chapmark snap --within 5s --apply episode.md episode.mp3`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 || len(args) > 2 {
				return job.Usage("snap needs an episode's text, with its MP3 after it or beside it")
			}
			return checkWithin(f.within)
		},
		RunE: func(_ *cobra.Command, args []string) error { return runSnap(f, args, console) },
	}
	f.sourceFlags.add(command)
	f.changeFlags.add(command)
	f.addStorage(command)
	addWithin(command, &f.within)
	command.Flags().BoolVar(&f.apply, "apply", false, "write the timestamps into the text")
	command.Flags().BoolVar(&f.asIs, "as-is", false, "do not check whether all timestamps are off by the same time")
	return command
}

func runSnap(f snapFlags, args []string, console *output.Console) error {
	s, err := f.jobs(args, f.sourceFlags.options.Format)
	if err != nil {
		return err
	}
	if _, err := s.One("snap"); err != nil {
		return failed(err)
	}
	if err := job.NeedTexts(s.Jobs); err != nil {
		return err
	}
	source := f.sourceFlags.options
	source.Whole, source.Reader = true, &audio.Reader{Listen: true}
	var usage error
	err = f.each(s, output.Options{Console: console, Command: "snap"}, 1, false, func(j job.Job) run.Outcome {
		e, err := episode.Examine(j, source)
		if err != nil {
			return run.Failure(j, err)
		}
		if blocking := e.Blocking(); len(blocking) > 0 {
			return run.Refusal(j, blocking)
		}
		if e.Document.Format != "" && f.apply {
			usage = job.Usage("%s is a chapter file: --apply changes texts only; use write --snap", j.Text)
			return run.Outcome{Job: j, Status: run.NotBegun}
		}
		return f.snap(j, e)
	})
	return cmp.Or(usage, err)
}

func (f *snapFlags) snap(j job.Job, e episode.Episode) run.Outcome {
	pauses, err := e.Audio.Pauses(e.Document.Topics, f.within)
	if err != nil {
		return run.Failure(j, err)
	}
	if f.asIs {
		pauses.Offset = 0
	}
	c, blocking := change.Snap(e, pauses)
	if len(blocking) > 0 {
		return run.Refusal(j, blocking)
	}
	outcome := run.Apply(j, c, f.applyOptions("snap", false, j), f.dryRun || !f.apply)
	outcome.Digest = run.DigestOf(e)
	if outcome.Found = pauses; outcome.Err != nil {
		return outcome
	}
	if pauses.Estimated > 0 && pauses.Offset == 0 {
		outcome.Notes = append(outcome.Notes, fmt.Sprintf("note: the decoder does not support this audio, so the pauses are estimates, to %d ms", pauses.Estimated.Round(time.Millisecond).Milliseconds()))
	}
	outcome.Fails = pauses.Offset != 0 && f.apply
	return outcome
}
