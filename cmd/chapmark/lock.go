package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/cmd/internal/report"
)

// changeOptions are those of every command that changes an MP3.
type changeOptions struct {
	inPlace     bool
	backup      string
	lockTimeout time.Duration
}

// addChange adds their flags.
func addChange(command *cobra.Command, o *changeOptions) {
	command.PreRunE = func(command *cobra.Command, _ []string) error {
		if command.Flags().Changed("backup") && o.backup == "" {
			return usageError{errors.New("--backup needs the name of a folder")}
		}
		return nil
	}
	flags := command.Flags()
	flags.BoolVar(&o.inPlace, "in-place", false, "overwrite the tag where it fits, with a journal beside the file; fast, and safe for chapmark,\nbut another program that reads meanwhile may see a tag that is half old and half new")
	flags.StringVar(&o.backup, "backup", "", "keep the tag as it was in this `folder`; `chapmark undo` brings it back")
	addLockTimeout(command, &o.lockTimeout)
}

// usualPatience is how long to wait for another program that writes the same file.
const usualPatience = 10 * time.Second

func addLockTimeout(command *cobra.Command, timeout *time.Duration) {
	command.Flags().DurationVar(timeout, "lock-timeout", usualPatience, "how long to wait for another program that is writing the file")
}

// changing runs a change of an MP3 while it holds the file's lock, and first ends what a change that was cut short
// left behind.
func changing(path string, timeout time.Duration, stderr io.Writer, change func() error) error {
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		return change() // which says what is wrong with it
	}
	unlock, err := disk.Lock(path, timeout)
	if err != nil {
		return failureError{error: err}
	}
	defer unlock()
	state, err := recoverFile(path)
	if err != nil {
		return failureError{error: err}
	}
	if words := recovered(state); words != "" {
		fmt.Fprintf(stderr, "%s: %s\n", report.Clean(path), words)
	}
	return uninterrupted(change)
}

// rehearsable refuses a dry run where the real one would not get past what stands beside the file.
func rehearsable(file *audio.File) error {
	if file.Journal == disk.Foreign {
		return failureError{error: fmt.Errorf("write %s: what stands beside it under the name of a journal is not about this file; `chapmark recover` says more", file.Name)}
	}
	return nil
}

// uninterrupted lets a change finish where the user, or the system, asks the process to end meanwhile: it takes a
// moment, and leaves no temporary files. A second request ends the process at once.
func uninterrupted(change func() error) error {
	requests := make(chan os.Signal, 1)
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		if !signal.Ignored(s) { // under nohup, or behind &, it stays ignored
			signal.Notify(requests, s)
		}
	}
	defer signal.Stop(requests)
	done, asked := make(chan error, 1), false
	go func() { done <- change() }()
	for {
		select {
		case <-requests:
			asked = true
			signal.Stop(requests)
		case err := <-done:
			if asked {
				err = errors.Join(errInterrupted, err)
			}
			return err
		}
	}
}

// recoverFile ends what a write that was cut short left behind. The file's lock must be held.
func recoverFile(path string) (disk.State, error) {
	if err := disk.RemoveLeftovers(disk.OS{}, path); err != nil {
		return disk.NoJournal, err
	}
	return disk.Recover(disk.OS{}, path)
}

// recovered says what was done about a write that was cut short.
func recovered(state disk.State) string {
	switch state {
	case disk.Torn:
		return "a write was cut short; the file is again as it was before"
	case disk.Untouched, disk.Finished:
		return "a write was cut short; the file was whole, and its journal is gone"
	}
	return ""
}
