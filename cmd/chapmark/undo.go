package main

import (
	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/cmd/internal/change"
	"github.com/chapmark/chapmark/cmd/internal/job"
	"github.com/chapmark/chapmark/cmd/internal/output"
	"github.com/chapmark/chapmark/cmd/internal/run"
)

func newUndo(console *output.Console) *cobra.Command {
	var f changeFlags
	var selection selectFlags
	command := &cobra.Command{
		Use:     "undo FILE...",
		GroupID: "more",
		Short:   "Restore a file as it was before chapmark last changed it",
		Long: `Undo restores, bit for bit, the tag of an MP3 or the text of an episode as it was before
chapmark last changed it. Run it again to go further back, up to ten changes. Chapmark keeps that state for each file in your cache folder for 60
days. It does not do so for --all unless you use --backup or set it in the site's config. With
--backup, undo restores the state from before the first change with that folder.

If another program has changed the file since, undo refuses, because that change would be lost.`,
		Example: `  chapmark undo episode.mp3
  chapmark undo --dry-run episode.md episode.mp3
  chapmark undo --backup tags episode.mp3`,
		Args: atLeastOne("FILE"),
		RunE: func(_ *cobra.Command, args []string) error { return runUndo(f, selection, args, console) },
	}
	f.answerFlags.add(command, false)
	f.addReport(command)
	command.Flags().StringVar(&f.backup, "backup", "", "restore the state in this backup `folder`")
	command.Flags().BoolVarP(&f.dryRun, "dry-run", "n", false, "show what would change, but change nothing")
	addLockTimeout(command, &f.lockTimeout)
	selection.addStorage(command)
	selection.addVerify(command)
	return command
}

func runUndo(f changeFlags, selection selectFlags, args []string, console *output.Console) error {
	s, err := selection.files(args, false)
	if err != nil {
		return err
	}
	last := change.UserStore()
	from := last
	if f.backup != "" {
		from = change.Backup(f.backup, s.Objects)
	}
	single := f.single("undo", false)
	return f.each(s, output.Options{Console: console, Command: "undo"}, 1, true, func(j job.Job) run.Outcome { return single.Undo(j, from, last) })
}
