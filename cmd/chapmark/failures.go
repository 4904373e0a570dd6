package main

import (
	"errors"
	"io"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/cmd/internal/report"
)

// failed is the JSON object of a file that could not be read or written.
type failed struct {
	Status   string           `json:"status"`
	File     string           `json:"file"`
	Error    string           `json:"error"`
	Problems []report.Problem `json:"problems"`
}

func failedJSON(w io.Writer, name string, err error) {
	_ = report.JSON(w, failed{"failed", name, err.Error(), report.Problems(nil)})
}

// jsonLine prints a result.
func jsonLine(w io.Writer, value any) error {
	if err := report.JSON(w, value); err != nil {
		return failureError{error: err}
	}
	return nil
}

// failing prints the JSON object of a failure, where JSON was asked for, and passes the error on.
func failing(asJSON bool, stdout io.Writer, name string, err error) error {
	var failure failureError
	if asJSON && errors.As(err, &failure) && !failure.reported {
		failedJSON(stdout, name, failure.error)
	}
	return err
}

// broken sorts the errors of a change: what was refused, so as not to lose anything, was reported to be so; all else is
// a failure of the machine.
func broken(asJSON bool, name string, err error, stdout, stderr io.Writer) error {
	var why *audio.RefusedError
	if !errors.As(err, &why) {
		return failureError{error: err}
	}
	printError(stderr, err)
	if asJSON {
		if err := jsonLine(stdout, failed{"refused", name, err.Error(), report.Problems(nil)}); err != nil {
			return err
		}
	}
	return errProblems
}

// eachFile runs a command on each of several files. What fails does not stop the rest; the worst outcome counts.
func eachFile(names []string, asJSON bool, stdout, stderr io.Writer, run func(name string) error) error {
	var outcome error
	for _, name := range names {
		err := run(name)
		var failure failureError
		switch {
		case errors.Is(err, errInterrupted):
			return err
		case errors.As(err, &failure):
			printError(stderr, failure.error)
			if asJSON {
				failedJSON(stdout, name, failure.error)
			}
			outcome = failureError{failure.error, true}
		case err != nil && outcome == nil:
			outcome = err
		}
	}
	return outcome
}
