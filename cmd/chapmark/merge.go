package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/cmd/internal/batch"
	"github.com/chapmark/chapmark/cmd/internal/overview"
	"github.com/chapmark/chapmark/cmd/internal/report"
)

func newMerge() *cobra.Command {
	var out string
	command := &cobra.Command{
		Use:     "merge --report FILE REPORT.json...",
		GroupID: "more",
		Short:   "Join the reports of several machines into one",
		Long: `Merge joins the reports of all shards of a run (--shard I/N --report FILE.json) into the one
that a single machine would have written, and ends with the exit code that the run would
have had. A shard that is missing, or there twice, is an error.`,
		Example: `  chapmark merge --report report.html shard-1.json shard-2.json shard-3.json`,
		Args:    atLeastOne("REPORT.json"),
		RunE: func(command *cobra.Command, args []string) error {
			if _, err := overview.FormOf(out); err != nil {
				return usageError{fmt.Errorf("--report: %w", err)}
			}
			return runMerge(out, args, command.ErrOrStderr())
		},
	}
	addReport(command, &out)
	return command
}

func runMerge(out string, args []string, stderr io.Writer) error {
	names, err := expandGlobs(args)
	if err != nil {
		return err
	}
	var parts []overview.Report
	for _, name := range names {
		part, err := overview.Read(name)
		if err != nil {
			return failureError{error: err}
		}
		parts = append(parts, part)
	}
	merged, err := overview.Merge(parts)
	if err != nil {
		return failureError{error: fmt.Errorf("merge the reports: %w", err)}
	}
	if err := merged.Write(out); err != nil {
		return failureError{error: err}
	}
	summary := merged.Summary
	fmt.Fprintf(stderr, "%s: %s, %s; %s\n", report.Clean(out), report.Plural(summary.Episodes, "episode"), batch.Bytes(summary.Bytes),
		report.Plural(summary.Problems["error"], "error"))
	switch merged.ExitCode {
	case exitClean:
		return nil
	case exitProblems:
		return errProblems
	case exitInterrupted:
		return errInterrupted
	}
	return failureError{errors.New("a file failed"), true}
}
