package main

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/cmd/internal/job"
	"github.com/chapmark/chapmark/cmd/internal/output"
	"github.com/chapmark/chapmark/cmd/internal/run"
)

// baselineFlags are about problems that were accepted.
type baselineFlags struct {
	file   string
	update bool
}

func (f *baselineFlags) add(command *cobra.Command) {
	command.Flags().StringVar(&f.file, "baseline", "", "report only problems that are not in this `file`")
	command.Flags().BoolVar(&f.update, "update-baseline", false, "with --baseline: accept today's problems, and only these")
}

// open reads the baseline, where there is one.
func (f *baselineFlags) open(r job.Request) (*run.Baseline, error) {
	switch {
	case f.file == "" && f.update:
		return nil, job.Usage("--update-baseline needs --baseline FILE")
	case f.file == "":
		return nil, nil
	case f.update && r.Shard != "":
		return nil, job.Usage("--update-baseline cannot be combined with --shard: it needs all episodes")
	}
	accepted, err := run.ReadBaseline(f.file)
	switch {
	case f.update && (err == nil || errors.Is(err, fs.ErrNotExist)):
		return run.AcceptingBaseline(accepted, r.All), nil
	case errors.Is(err, fs.ErrNotExist):
		return nil, failed(fmt.Errorf("%w; --update-baseline creates it", err))
	}
	return accepted, failed(err)
}

// close writes the baseline where that was asked for, else says that some of it is of no use any more.
func (f *baselineFlags) close(accepted *run.Baseline, r job.Request, console *output.Console) error {
	if accepted == nil {
		return nil
	}
	if !f.update {
		if gone := accepted.Gone(); gone > 0 && r.All && r.Shard == "" {
			console.Note("note: %s accepts problems that are gone (%s); --update-baseline removes them", f.file, output.Plural(gone, "problem"))
		}
		return nil
	}
	count, err := accepted.Write(f.file)
	if err == nil {
		console.Note("%s: accepts %s", f.file, output.Plural(count, "problem"))
	}
	return err
}
