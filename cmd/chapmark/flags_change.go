package main

import (
	"time"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/cmd/internal/change"
	"github.com/chapmark/chapmark/cmd/internal/job"
	"github.com/chapmark/chapmark/cmd/internal/output"
	"github.com/chapmark/chapmark/cmd/internal/run"
)

// changeFlags are those of every command that changes a file.
type changeFlags struct {
	answerFlags
	dryRun      bool
	backup      string
	noUndo      bool
	failFast    bool
	inPlace     bool
	lockTimeout time.Duration
}

func (f *changeFlags) add(command *cobra.Command) {
	f.answerFlags.add(command, false)
	f.addReport(command)
	f.addKeeping(command)
	command.Flags().BoolVarP(&f.dryRun, "dry-run", "n", false, "show what would change, but change nothing")
}

// addKeeping adds the flags about what undo needs.
func (f *changeFlags) addKeeping(command *cobra.Command) {
	command.PreRunE = func(command *cobra.Command, _ []string) error {
		if command.Flags().Changed("backup") && f.backup == "" {
			return job.Usage("--backup needs the name of a folder")
		}
		return nil
	}
	command.Flags().StringVar(&f.backup, "backup", "", "keep the file's first state in this `folder`, for `chapmark undo --backup`")
	command.Flags().BoolVar(&f.noUndo, "no-undo", false, "keep nothing for `chapmark undo`")
}

// addTag adds the flags about how a tag is written.
func (f *changeFlags) addTag(command *cobra.Command) {
	command.Flags().BoolVar(&f.inPlace, "in-place", false, "overwrite the tag where it fits, with a journal beside the file: fast and crash-safe,\nbut a program that reads at the same moment may see a half-written tag")
	addLockTimeout(command, &f.lockTimeout)
}

func addLockTimeout(command *cobra.Command, timeout *time.Duration) {
	command.Flags().DurationVar(timeout, "lock-timeout", change.Patience, "wait this long for another program that is writing the file")
}

func (f *changeFlags) addFailFast(command *cobra.Command) {
	command.Flags().BoolVar(&f.failFast, "fail-fast", false, "stop after the first file that is refused or fails")
}

// verb is that of the summary.
func (f *changeFlags) verb(done, planned string) string {
	if f.dryRun {
		return planned
	}
	return done
}

// applyOptions are those of a change of a job. Where all episodes of a site are taken, nothing is kept but what was asked for.
func (f *changeFlags) applyOptions(command string, all bool, j job.Job) change.Options {
	o := change.Options{Command: command, Backup: f.backup, Outside: j.Outside}
	if !f.noUndo && (!all || j.Site != nil && j.Site.Undo) {
		o.Undo = change.UserStore()
	}
	return o
}

// single is what does a command that looks at one file after the other.
func (f *changeFlags) single(command string, all bool) run.Single {
	return run.Single{DryRun: f.dryRun, LockTimeout: f.lockTimeout, Recovered: output.RecoveredNote,
		Apply: func(j job.Job) change.Options { return f.applyOptions(command, all, j) }}
}

// each does a task for every selected job. A signal ends the run after the jobs in hand, if that is asked for.
func (f *changeFlags) each(s job.Selection, o output.Options, workers int, interrupt bool, task func(job.Job) run.Outcome) error {
	printers, err := f.printers(o, s, f.backup)
	if err != nil {
		return err
	}
	return ended(run.All(s, run.Options{Command: o.Command, Workers: workers, FailFast: f.failFast, Interrupt: interrupt}, task, printers...))
}
