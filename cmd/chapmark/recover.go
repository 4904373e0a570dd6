package main

import (
	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/cmd/internal/change"
	"github.com/chapmark/chapmark/cmd/internal/job"
	"github.com/chapmark/chapmark/cmd/internal/output"
	"github.com/chapmark/chapmark/cmd/internal/run"
)

func newRecover(console *output.Console) *cobra.Command {
	var f changeFlags
	command := &cobra.Command{
		Use:     "recover FILE.mp3...",
		GroupID: "more",
		Short:   "Clean up after a write that was cut short",
		Long: `Recover cleans up after a write that was cut short by a crash or a power failure: it restores
the old tag if the new one is incomplete, and deletes temporary files and journals. It keeps a
journal that belongs to another state of the file. The next write does the same by itself.`,
		Example: `  chapmark recover episode.mp3
  chapmark recover *.mp3`,
		Args: atLeastOne("FILE.mp3"),
		RunE: func(_ *cobra.Command, args []string) error { return runRecover(f, args, console) },
	}
	f.answerFlags.add(command, false)
	f.addReport(command)
	command.Flags().BoolVarP(&f.dryRun, "dry-run", "n", false, "show what would change, but change nothing")
	addLockTimeout(command, &f.lockTimeout)
	return command
}

func runRecover(f changeFlags, args []string, console *output.Console) error {
	s, err := (&selectFlags{}).files(args, false)
	if err != nil {
		return err
	}
	return f.each(s, output.Options{Console: console, Command: "recover"}, 1, false, func(j job.Job) run.Outcome {
		state, err := audio.Pending(j.Name())
		if err == nil && !f.dryRun {
			err = change.Hold(j.Name(), f.lockTimeout, nil, func(left disk.State) error { state = left; return nil })
		}
		if err != nil {
			return run.Failure(j, err)
		}
		outcome := run.Outcome{Job: j, Audio: j.Audio, Status: run.Unchanged, Found: output.Recovery{State: state}, DryRun: f.dryRun}
		if f.dryRun && state != disk.NoJournal {
			outcome.Status = run.Planned
		} else if state == disk.Torn {
			outcome.Status = run.Written
		}
		return outcome
	})
}
