package main

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/cmd/internal/job"
	"github.com/chapmark/chapmark/cmd/internal/output"
	"github.com/chapmark/chapmark/cmd/internal/run"
)

// answerFlags say what the answer looks like.
type answerFlags struct {
	form   output.Form
	report string // file
}

// add adds --json, and where a command has all forms, --format.
func (f *answerFlags) add(command *cobra.Command, allForms bool) {
	same := "print one JSON object per line, for programs"
	if allForms {
		same = "the same as --format jsonl"
		command.Flags().Var(&f.form, "format", "print the answer as text, json (one array), jsonl (one object per line), github (annotations), sarif, junit or gitlab (code quality)")
	} else {
		f.form = output.Text
	}
	command.Flags().BoolFunc("json", same, func(string) error { f.form = output.Lines; return nil })
	if allForms {
		command.MarkFlagsMutuallyExclusive("format", "json")
	}
}

func (f *answerFlags) addReport(command *cobra.Command) {
	command.Flags().StringVar(&f.report, "report", "", "write a report of all episodes to a `file`: .json for programs and chapmark merge, .html for people")
}

// printers are those of the answer and the report. What is written besides stays inside the site's folder, too.
func (f *answerFlags) printers(o output.Options, s job.Selection, besides ...string) ([]run.Printer, error) {
	for _, path := range append(besides, f.report) {
		if err := s.Output(path); err != nil {
			return nil, failed(err)
		}
	}
	o.Version = version()
	list := []run.Printer{o.Console.Progress(o.Verb, s), output.New(f.form, o)}
	if f.report == "" {
		return list, nil
	}
	report, err := output.NewReport(f.report, o.Command)
	var folder *output.FolderError
	switch {
	case errors.As(err, &folder):
		return nil, failed(err)
	case err != nil:
		return nil, job.Usage("%w", err)
	}
	return append(list, report), nil
}
