package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/cmd/internal/job"
	"github.com/chapmark/chapmark/cmd/internal/output"
)

func newMerge(console *output.Console) *cobra.Command {
	var f answerFlags
	command := &cobra.Command{
		Use:     "merge --report FILE REPORT.json...",
		GroupID: "more",
		Short:   "Join the reports of several machines into one",
		Long: `Merge joins the reports of all shards of a run (--shard I/N --report FILE.json) into the report
that a single machine would have written, with the same exit code. A shard that is missing or
given twice is an error.`,
		Example: `  chapmark merge --report report.html shard-1.json shard-2.json shard-3.json`,
		Args:    atLeastOne("REPORT.json"),
		RunE: func(_ *cobra.Command, args []string) error {
			if f.report == "" {
				return job.Usage("merge needs --report FILE, for the report that it makes")
			}
			if _, err := output.FormOf(f.report); err != nil {
				return job.Usage("--report: %w", err)
			}
			return runMerge(f.report, args, console)
		},
	}
	f.addReport(command)
	return command
}

func runMerge(path string, args []string, console *output.Console) error {
	names, err := job.Expand(args)
	if err != nil {
		return failed(err)
	}
	var parts []output.Report
	for _, name := range names {
		part, err := output.ReadReport(name)
		if err != nil {
			return failed(err)
		}
		parts = append(parts, part)
	}
	merged, err := output.Merge(parts)
	if err != nil {
		return failed(fmt.Errorf("merge the reports: %w", err))
	}
	if err := merged.Write(path); err != nil {
		return failed(err)
	}
	console.Merged(path, merged.Summary)
	if merged.ExitCode == 0 {
		return nil
	}
	return exit{code: merged.ExitCode}
}
