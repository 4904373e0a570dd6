package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/cmd/internal/job"
	"github.com/chapmark/chapmark/cmd/internal/output"
	"github.com/chapmark/chapmark/cmd/internal/run"
)

// exit ends a command: with a code, and where the machine failed, with an error that was not printed yet.
type exit struct {
	code int
	err  error
}

func (e exit) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit code %d", e.code)
	}
	return e.err.Error()
}

// ended is how a command ends that has printed all there is to say.
func ended(summary run.Summary, err error) error {
	switch {
	case err != nil:
		return exit{run.ExitFailure, err}
	case summary.ExitCode == run.ExitClean:
		return nil
	}
	return exit{code: summary.ExitCode}
}

// failed is how a command ends that could not begin: for a mistake in the command line or in a config, or because the
// machine failed.
func failed(err error) error {
	var usage job.UsageError
	var config *job.ConfigError
	switch {
	case err == nil, errors.As(err, &usage), errors.As(err, &config), errors.As(err, new(exit)):
		return err
	}
	if errors.As(err, new(*audio.RefusedError)) {
		return exit{run.ExitProblems, err}
	}
	return exit{run.ExitFailure, err}
}

// execute is the whole program, but for the process around it.
func execute(args []string, stdout, stderr io.Writer) int {
	out := &checkedWriter{Writer: stdout}
	console := &output.Console{Out: out, Err: stderr}
	root := newRoot(console)
	if len(args) > 0 && strings.HasPrefix(args[0], cobra.ShellCompRequestCmd) { // a shell asks; others need not wait for it
		output.Complete(root)
	}
	root.SetArgs(withNegative(args))
	root.SetOut(out)
	root.SetErr(stderr)
	output.Shells(root)
	command, err := root.ExecuteC()
	end, config, form := exit{}, (*job.ConfigError)(nil), new(output.Form)
	switch errors.As(err, &end); {
	case end.code == run.ExitInterrupted:
		console.Note("chapmark: interrupted; the current file is complete, and no other was started")
		return run.ExitInterrupted
	case out.err != nil:
		console.Error(fmt.Errorf("print the answer: %w", out.err))
		return run.ExitFailure
	case err == nil:
		return run.ExitClean
	case end.code != 0:
		if end.err != nil {
			console.Error(end.err)
		}
		return end.code
	case errors.As(err, &config):
		if flag := command.Flags().Lookup("format"); flag != nil {
			form, _ = flag.Value.(*output.Form)
		} else if command.Flags().Changed("json") {
			*form = output.Lines
		}
		console.Problems(*form, config.Problems)
		return run.ExitProblems
	}
	// Whatever is left is a mistake in the command line, found by cobra or by a command.
	console.Usage(err, command.CommandPath())
	return run.ExitUsage
}

// checkedWriter remembers that the answer could not be printed.
type checkedWriter struct {
	io.Writer
	err error
}

func (w *checkedWriter) Write(b []byte) (int, error) {
	n, err := w.Writer.Write(b)
	if w.err == nil {
		w.err = err
	}
	return n, err
}

// Unwrap gives the writer after it, which may be a terminal.
func (w *checkedWriter) Unwrap() io.Writer { return w.Writer }
