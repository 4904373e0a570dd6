package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/chapters/markdown"
	"github.com/chapmark/chapmark/cmd/internal/report"
)

func newUndo() *cobra.Command {
	var o changeOptions
	var dryRun, asJSON bool
	command := &cobra.Command{
		Use:     "undo --backup DIR FILE.mp3...",
		GroupID: "more",
		Short:   "Bring back the tag that a file had before it was written",
		Long: `Undo brings back, bit for bit, the tag that an MP3 had before it was first written with
the same --backup folder. If another program changed the tag since, that is refused, because
its change would be lost.`,
		Example: `  chapmark write --backup tags episode.md episode.mp3
  chapmark undo --backup tags episode.mp3`,
		Args: atLeastOne("FILE.mp3"),
		RunE: func(command *cobra.Command, args []string) error {
			if o.backup == "" {
				return usageError{errors.New("undo needs --backup and the folder that was named when the file was written")}
			}
			stdout, stderr := command.OutOrStdout(), command.ErrOrStderr()
			return eachFile(args, asJSON, stdout, stderr, func(name string) error {
				undo := func() error { return runUndo(o.backup, name, dryRun, asJSON, stdout, stderr) }
				if dryRun {
					return undo()
				}
				return changing(name, o.lockTimeout, stderr, undo)
			})
		},
	}
	addJSON(command, &asJSON)
	command.Flags().StringVar(&o.backup, "backup", "", "the `folder` that holds the old tags")
	command.Flags().BoolVarP(&dryRun, "dry-run", "n", false, "show what would change, and change nothing")
	addLockTimeout(command, &o.lockTimeout)
	return command
}

func runUndo(folder, name string, dryRun, asJSON bool, stdout, stderr io.Writer) error {
	backup, err := audio.ReadBackup(folder, name)
	if err != nil {
		return failureError{error: err}
	}
	file, err := audio.Open(name)
	if err != nil {
		return failureError{error: err}
	}
	plan, err := file.PlanUndo(backup)
	if err != nil {
		return broken(asJSON, name, err, stdout, stderr)
	}
	if !dryRun {
		if err := plan.Apply(); err != nil {
			return failureError{error: err}
		}
	}
	if asJSON {
		return printWritten(writeOptions{dryRun: dryRun}, pair{audio: name}, plan, markdown.Stamping{}, nil, stdout)
	}
	words := "has its old tag again"
	switch {
	case !plan.Changes():
		words = "unchanged: it has its old tag"
	case dryRun:
		words = "would get its old tag again"
	}
	_, err = fmt.Fprintf(stdout, "%s: %s (%s)\n", report.StyleFor(stdout).Bold(report.Clean(name)), words, report.Plural(len(plan.After), "chapter"))
	return err
}
