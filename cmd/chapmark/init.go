package main

import (
	"errors"
	"fmt"
	"math"
	"os"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/cmd/internal/output"
	"github.com/chapmark/chapmark/cmd/internal/run"
	"github.com/chapmark/chapmark/cmd/internal/site"
)

func newInit(console *output.Console) *cobra.Command {
	force := false
	command := &cobra.Command{
		Use:     "init",
		GroupID: "more",
		Short:   "Write a " + site.FileName + " for the episodes in this folder",
		Long: `Init looks for texts with topics and for MP3s in this folder and below, works out how their
names match, and writes the best rule into ` + site.FileName + `, for --all.
It never changes another file or an existing config.`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return runInit(force, console) },
	}
	command.Flags().BoolVar(&force, "force", false, "set the audio even if the rule finds it for less than half of the texts")
	return command
}

func runInit(force bool, console *output.Console) error {
	if _, err := os.Lstat(site.FileName); err == nil {
		return failed(fmt.Errorf("write %s: it already exists", site.FileName))
	} else if !errors.Is(err, os.ErrNotExist) {
		return failed(err)
	}
	debug.SetMemoryLimit(math.MaxInt64) // all texts are looked at together, and there may be half a million
	proposal, err := site.Propose(".")
	if err != nil {
		return failed(err)
	}
	if proposal.Forced = force; proposal.Texts == 0 {
		_ = console.Say("no text with topics was found in this folder; `chapmark show --why FILE.md` says why a text has none")
		return exit{code: run.ExitProblems}
	}
	if err = proposal.Write(site.FileName); err == nil {
		err = console.Proposed(proposal)
	}
	return failed(err)
}
