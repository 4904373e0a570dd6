package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/cmd/internal/baseline"
	"github.com/chapmark/chapmark/cmd/internal/report"
)

// baselineOptions are the flags about problems that were accepted.
type baselineOptions struct {
	file   string
	update bool
}

func addBaseline(command *cobra.Command, o *baselineOptions) {
	command.Flags().StringVar(&o.file, "baseline", "", "report only problems that this `file` does not accept")
	command.Flags().BoolVar(&o.update, "update-baseline", false, "with --baseline: accept the problems of today, and no others")
}

// openBaseline reads the baseline, where there is one.
func (o checkOptions) openBaseline() (*baseline.Baseline, error) {
	switch {
	case o.baseline.file == "" && o.baseline.update:
		return nil, usageError{errors.New("--update-baseline goes with --baseline FILE")}
	case o.baseline.file == "":
		return nil, nil
	case o.baseline.update && o.site.shard != "":
		return nil, usageError{errors.New("--update-baseline needs all episodes, and --shard takes some")}
	}
	accepted, err := baseline.Read(o.baseline.file)
	switch {
	case o.baseline.update && (err == nil || errors.Is(err, fs.ErrNotExist)):
		return baseline.Accepting(accepted, o.site.all), nil
	case errors.Is(err, fs.ErrNotExist):
		return nil, failureError{error: fmt.Errorf("%w; --update-baseline makes it", err)}
	case err != nil:
		return nil, failureError{error: err}
	}
	return accepted, nil
}

// closeBaseline writes it where that was asked for, else says that some of it is of no use any more.
func (o checkOptions) closeBaseline(stderr io.Writer) error {
	if o.accepted == nil {
		return nil
	}
	if !o.baseline.update {
		if gone := o.accepted.Gone(); gone > 0 && o.site.all && o.site.shard == "" {
			fmt.Fprintf(stderr, "note: gone of what %s accepts: %s; --update-baseline forgets\n", report.Clean(o.baseline.file), report.Plural(gone, "problem"))
		}
		return nil
	}
	count, err := o.accepted.Write(o.baseline.file)
	if err != nil {
		return failureError{error: err}
	}
	fmt.Fprintf(stderr, "%s: accepts %s\n", report.Clean(o.baseline.file), report.Plural(count, "problem"))
	return nil
}
