package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/cmd/internal/report"
	"github.com/chapmark/chapmark/cmd/internal/site"
)

func newInit() *cobra.Command {
	return &cobra.Command{
		Use:     "init",
		GroupID: "more",
		Short:   "Write a " + site.FileName + " for the episodes in this folder",
		Long: `Init looks for texts with topics and for MP3s in this folder and below, finds out how
their names belong together, and writes what it found into ` + site.FileName + `, for --all.
It changes nothing else, and no config that is there already.`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			return runInit(command.OutOrStdout())
		},
	}
}

func runInit(stdout io.Writer) error {
	if _, err := os.Lstat(site.FileName); err == nil {
		return failureError{error: fmt.Errorf("write %s: it is there already", site.FileName)}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return failureError{error: err}
	}
	proposal, err := site.Propose(".")
	if err != nil {
		return failureError{error: err}
	}
	if proposal.Texts == 0 {
		fmt.Fprintln(stdout, "no text with topics was found here or below; `chapmark show --why FILE.md` tells why one has none")
		return errProblems
	}
	file, err := os.OpenFile(site.FileName, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err == nil {
		_, err = file.WriteString(proposal.Config())
		err = errors.Join(err, file.Close())
	}
	if err != nil {
		return failureError{error: err}
	}
	layout := ""
	if proposal.Layout != "" {
		layout = ", of a " + proposal.Layout + " site"
	}
	audio := "MP3s of their names beside them"
	if proposal.Audio != "" {
		audio = proposal.Audio
	}
	fmt.Fprintf(stdout, "%s: %s in %s%s\n", site.FileName, report.Plural(proposal.Texts, "episode"), proposal.Episodes, layout)
	if proposal.Found == 0 {
		fmt.Fprintln(stdout, "no MP3 was found that belongs to one of them; `audio` in the file says where they are")
	} else {
		fmt.Fprintf(stdout, "%d of them have audio by %s\n", proposal.Found, audio)
	}
	_, err = fmt.Fprintln(stdout, "next: chapmark check --all")
	return err
}
