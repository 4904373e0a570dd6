package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/chapmark/chapmark/cmd/internal/report"
)

// Exit codes: a promise to scripts (docs/json.md).
const (
	exitClean    = 0
	exitProblems = 1 // in the content, or a tag that was refused
	exitUsage    = 2 // wrong flags or arguments
	exitFailure  = 3 // a named path is missing or forbidden, or reading or writing failed

	exitInterrupted = 130 // as shells count: 128 and the number of SIGINT
)

// errProblems ends a command whose problems were already reported.
var errProblems = errors.New("problems were found")

// errInterrupted ends a command that was asked to stop, after the file in hand was finished.
var errInterrupted = errors.New("interrupted")

// usageError is a mistake in the command line.
type usageError struct{ error }

// failureError is a failure of the machine. Reported says that it was already printed.
type failureError struct {
	error
	reported bool
}

func (f failureError) Unwrap() error { return f.error }

// run is the whole program, but for the process around it.
func run(args []string, stdout, stderr io.Writer) int {
	root := newRoot()
	root.SetArgs(withNegative(args))
	out := &checkedWriter{Writer: stdout}
	root.SetOut(out)
	root.SetErr(stderr)
	command, err := root.ExecuteC()
	var failure failureError
	switch {
	case errors.Is(err, errInterrupted):
		if errors.As(err, &failure) && !failure.reported {
			printError(stderr, failure.error)
		}
		fmt.Fprintln(stderr, "chapmark: interrupted; the file in hand is done, and no other was begun")
		return exitInterrupted
	case out.err != nil:
		printError(stderr, fmt.Errorf("print the answer: %w", out.err))
		return exitFailure
	case err == nil:
		return exitClean
	case errors.Is(err, errProblems):
		return exitProblems
	case errors.As(err, &failure):
		if !failure.reported {
			printError(stderr, failure.error)
		}
		return exitFailure
	}
	// Whatever cobra itself objects to is a mistake in the command line.
	fmt.Fprintf(stderr, "chapmark: %s\n", report.CleanLines(err.Error()))
	fmt.Fprintf(stderr, "hint: `%s --help` shows how it is used\n", command.CommandPath())
	return exitUsage
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

// Unwrap gives the writer behind it, which may be a terminal.
func (w *checkedWriter) Unwrap() io.Writer { return w.Writer }

// printError prints a failure of the machine.
func printError(w io.Writer, err error) {
	text := err.Error()
	var path *fs.PathError
	if errors.As(err, &path) {
		text = strings.Replace(text, path.Error(), fmt.Sprintf("%s %s: %v", path.Op, path.Path, path.Err), 1)
	}
	fmt.Fprintf(w, "chapmark: %s\n", report.Clean(text))
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "chapmark",
		Short: "Chapters for podcast MP3s, from the timestamps in an episode's Markdown",
		Long: `Chapmark reads the topic timestamps in an episode's Markdown, checks them against
the real duration of its MP3, and writes them into the MP3 as ID3 chapters.
It changes nothing else: every other tag and every byte of audio stays as it is.`,
		Example: `  chapmark check episode.md episode.mp3
  chapmark write episode.md episode.mp3
  chapmark show episode.mp3`,
		Version:                    version(),
		SilenceUsage:               true,
		SilenceErrors:              true,
		SuggestionsMinimumDistance: 2,
	}
	root.SetVersionTemplate("chapmark {{.Version}}\n")
	root.AddGroup(&cobra.Group{ID: "work", Title: "Commands:"}, &cobra.Group{ID: "more", Title: "More:"})
	root.SetCompletionCommandGroupID("more")
	root.SetFlagErrorFunc(suggestFlag)
	root.SetHelpCommand(newHelp())
	root.AddCommand(newCheck(), newWrite(), newShow(), newStamp(), newStrip(), newExport(), newSnap(), newShift(), newPreview(), newInit(), newMerge(), newMan(), newRecover(), newUndo())
	return root
}

// newHelp is cobra's help command, but for a topic that does not exist, which is a mistake.
func newHelp() *cobra.Command {
	return &cobra.Command{
		Use:     "help [COMMAND]",
		GroupID: "more",
		Short:   "Help about any command",
		RunE: func(command *cobra.Command, args []string) error {
			found, rest, err := command.Root().Find(args)
			if err == nil && len(rest) > 0 {
				err = fmt.Errorf("there is no command %q", strings.Join(args, " "))
			}
			if err != nil {
				return usageError{err}
			}
			return found.Help()
		},
	}
}

// version is the module's version, as the build recorded it.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(unknown)"
}

// suggestFlag names the flag that a mistyped one was probably meant to be.
func suggestFlag(command *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) {
		return err
	}
	var names []string
	command.Flags().VisitAll(func(flag *pflag.Flag) { names = append(names, flag.Name) })
	if near := report.Nearest(unknown.GetSpecifiedName(), names); near != "" {
		return fmt.Errorf("%w; did you mean --%s?", err, near)
	}
	return err
}

// atLeastOne demands an argument.
func atLeastOne(name string) cobra.PositionalArgs {
	return func(command *cobra.Command, args []string) error {
		if len(args) == 0 {
			return usageError{fmt.Errorf("%s needs at least one %s", command.Name(), name)}
		}
		return nil
	}
}
