package main

import (
	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/cmd/internal/output"
)

func newRecover(console *output.Console) *cobra.Command {
	var f changeFlags
	var selection selectFlags
	command := &cobra.Command{
		Use:     "recover FILE.mp3...",
		GroupID: "more",
		Short:   "Clean up after a write that was cut short",
		Long: `Recover cleans up after a write that was cut short by a crash or a power failure: it restores
the old tag if the new one is incomplete, and deletes temporary files and journals. It keeps a
journal that belongs to another state of the file. The next write does the same by itself.

In object storage, recover ends the unfinished uploads of an object, or of all objects in a folder,
that this machine began or that are older than an hour.`,
		Example: `  chapmark recover episode.mp3
  chapmark recover *.mp3
  chapmark recover s3://my-show/podcast/`,
		Args: atLeastOne("FILE.mp3"),
		RunE: func(_ *cobra.Command, args []string) error { return runRecover(f, selection, args, console) },
	}
	f.answerFlags.add(command, false)
	f.addReport(command)
	command.Flags().BoolVarP(&f.dryRun, "dry-run", "n", false, "show what would change, but change nothing")
	addLockTimeout(command, &f.lockTimeout)
	selection.addStorage(command)
	return command
}

func runRecover(f changeFlags, selection selectFlags, args []string, console *output.Console) error {
	s, err := selection.files(args, false)
	if err != nil {
		return err
	}
	return f.each(s, output.Options{Console: console, Command: "recover"}, 1, false, f.single("recover", false).Recover)
}
