package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/overview"
)

// addReport adds the flag --report.
func addReport(command *cobra.Command, file *string) {
	command.Flags().StringVar(file, "report", "", "write a report of all episodes into a `file`: .json for programs and chapmark merge, .html to look at")
}

// checkReport refuses a report that could not be written, before anything is done.
func checkReport(path string) error {
	if path == "" {
		return nil
	}
	if _, err := overview.FormOf(path); err != nil {
		return usageError{err}
	}
	if info, err := os.Stat(filepath.Dir(path)); err != nil || !info.IsDir() {
		return failureError{error: fmt.Errorf("write the report %s: there is no folder %s", path, filepath.Dir(path))}
	}
	return nil
}

// writeReport writes a report, if one is wanted, of a run that ends so, and passes that on.
func writeReport(path string, whole overview.Report, outcome error) error {
	if path == "" {
		return outcome
	}
	whole.ExitCode = exitCode(outcome)
	whole.Finish()
	if err := whole.Write(path); err != nil {
		return failureError{error: err}
	}
	return outcome
}

// entry names an episode in a report as every machine would.
func (s selection) entry(e overview.Episode, name, audio string) overview.Episode {
	e.File, e.Audio = s.relative(name), s.relative(audio)
	for i := range e.Problems {
		e.Problems[i].File = s.relative(e.Problems[i].File)
	}
	return e
}

// problems are those of no episode, for a report.
func (s selection) problems(all []chapters.Diagnostic) []overview.Problem {
	list := overview.Problems(all)
	for i := range list {
		list[i].File = s.relative(list[i].File)
	}
	return list
}

// exitCode is the code that an outcome ends the process with.
func exitCode(err error) int {
	var failure failureError
	switch {
	case err == nil:
		return exitClean
	case errors.Is(err, errInterrupted):
		return exitInterrupted
	case errors.As(err, &failure):
		return exitFailure
	case errors.Is(err, errProblems):
		return exitProblems
	}
	return exitUsage
}
