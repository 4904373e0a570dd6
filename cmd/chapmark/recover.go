package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/cmd/internal/report"
)

type recoverOptions struct {
	lockTimeout time.Duration
	json        bool
}

func newRecover() *cobra.Command {
	var o recoverOptions
	command := &cobra.Command{
		Use:     "recover FILE.mp3...",
		GroupID: "more",
		Short:   "End a write that was cut short",
		Long: `Recover ends what a write that was cut short (by a crash, or by pulling the plug) left
behind: a tag that is half old and half new becomes the old one again, and temporary files
and journals go. A journal that is not about the file as it is now is left alone. The next
write does the same by itself.`,
		Example: `  chapmark recover episode.mp3
  chapmark recover *.mp3`,
		Args: atLeastOne("FILE.mp3"),
		RunE: func(command *cobra.Command, args []string) error {
			return runRecover(o, args, command.OutOrStdout(), command.ErrOrStderr())
		},
	}
	addJSON(command, &o.json)
	addLockTimeout(command, &o.lockTimeout)
	return command
}

// recovery is the result in JSON.
type recovery struct {
	Status   string           `json:"status"`
	File     string           `json:"file"`
	Changed  bool             `json:"changed"`
	Problems []report.Problem `json:"problems"`
}

func runRecover(o recoverOptions, args []string, stdout, stderr io.Writer) error {
	return eachFile(args, o.json, stdout, stderr, func(name string) error {
		info, err := os.Stat(name)
		if err == nil && !info.Mode().IsRegular() {
			err = &fs.PathError{Op: "recover", Path: name, Err: errors.New("is not a regular file")}
		}
		if err != nil {
			return failureError{error: err}
		}
		unlock, err := disk.Lock(name, o.lockTimeout)
		if err != nil {
			return failureError{error: err}
		}
		defer unlock()
		state, err := recoverFile(name)
		if err != nil {
			return failureError{error: err}
		}
		words := recovered(state)
		if words == "" {
			words = "nothing to recover"
		}
		if !o.json {
			fmt.Fprintf(stdout, "%s: %s\n", report.StyleFor(stdout).Bold(report.Clean(name)), words)
			return nil
		}
		result := recovery{Status: "unchanged", File: name, Changed: state == disk.Torn, Problems: report.Problems(nil)}
		if result.Changed {
			result.Status = "written"
		}
		return jsonLine(stdout, result)
	})
}
