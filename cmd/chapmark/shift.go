package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/markdown"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/report"
)

type shiftOptions struct {
	options episode.Options
	dryRun  bool
	behind  string
}

func newShift() *cobra.Command {
	var o shiftOptions
	command := &cobra.Command{
		Use:     "shift EPISODE.md TIME",
		GroupID: "work",
		Short:   "Move all timestamps of a text by the same time",
		Long: `Shift adds a time to the timestamps of a text, or takes it off: after an intro was added to
the audio, or cut from it. Only the timestamps change, and links that lead to the same times;
each keeps its shape.`,
		Example: `  chapmark shift episode.md +16s
  chapmark shift episode.md -1m30s
  chapmark shift --after 10:00 episode.md +0:42`,
		Args: func(command *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usageError{errors.New("shift needs an episode's text, and a time such as +16s or -0:16")}
			}
			return nil
		},
		RunE: func(command *cobra.Command, args []string) error {
			return runShift(o, args, command.OutOrStdout(), command.ErrOrStderr())
		},
	}
	addSource(command, &o.options)
	command.Flags().BoolVarP(&o.dryRun, "dry-run", "n", false, "show what would change, and change nothing")
	command.Flags().StringVar(&o.behind, "after", "", "move only the topics that start at this `time` or later")
	return command
}

// isMinusTime reports what the library of flags would take for flags: a time with a minus.
func isMinusTime(arg string) bool {
	return len(arg) > 1 && arg[0] == '-' && strings.IndexByte(".0123456789", arg[1]) >= 0
}

// withNegative lets times with a minus pass as arguments: whatever follows -- is none but an argument.
func withNegative(args []string) []string {
	if len(args) == 0 || args[0] != "shift" || slices.Contains(args, "--") {
		return args
	}
	i := slices.IndexFunc(args, isMinusTime)
	if i < 0 {
		return args
	}
	time := args[i]
	return append(append(slices.Delete(slices.Clone(args), i, i+1), "--"), time)
}

// parseShift reads +16s, -1m30s, +0:16 or 16.
func parseShift(text string) (time.Duration, error) {
	plain := strings.TrimPrefix(strings.TrimPrefix(text, "+"), "-")
	t, ok := chapters.ParseTimestamp(plain)
	if !ok {
		var err error
		if t, err = time.ParseDuration(plain); err != nil {
			if t, err = time.ParseDuration(plain + "s"); err != nil {
				return 0, usageError{fmt.Errorf("%q is no time such as +16s, -1m30s or +0:16", text)}
			}
		}
	}
	if t < 0 || t > 100*time.Hour || t%time.Millisecond != 0 {
		return 0, usageError{fmt.Errorf("%q is no time that timestamps could be moved by", text)}
	}
	if strings.HasPrefix(text, "-") {
		return -t, nil
	}
	return t, nil
}

func runShift(o shiftOptions, args []string, stdout, stderr io.Writer) error {
	by, err := parseShift(args[1])
	if err != nil {
		return err
	}
	if by == 0 {
		return usageError{fmt.Errorf("%s moves nothing", args[1])}
	}
	behind := time.Duration(0)
	if o.behind != "" {
		var ok bool
		if behind, ok = chapters.ParseTimestamp(o.behind); !ok {
			return usageError{fmt.Errorf("--after %q is no timestamp", o.behind)}
		}
	}
	e, err := episode.LoadText(args[0], o.options)
	if err != nil {
		return failureError{error: err}
	}
	name, source := report.Clean(args[0]), e.Document.Source
	var problems []chapters.Diagnostic
	for _, d := range e.Problems {
		if d.Rule.Blocks() {
			problems = append(problems, d)
		}
	}
	if e.Document.Format != "" {
		return usageError{fmt.Errorf("%s is a chapter file; shift moves the timestamps of texts", args[0])}
	}
	var starts []time.Duration
	moved := 0
	for _, t := range e.Document.Topics {
		start := t.Start
		if start >= behind {
			start += by
			moved++
		}
		if start < 0 {
			problems = append(problems, chapters.Report(chapters.OutOfOrder, source, t.Stamp, "%s cannot be moved by %s: that is before the start", chapters.FormatTimestamp(t.Start), signed(by)))
			start = t.Start
		}
		if n := len(starts); n > 0 && start < starts[n-1] && t.Start >= e.Document.Topics[n-1].Start {
			problems = append(problems, chapters.Report(chapters.OutOfOrder, source, t.Stamp, "%s would come before the topic above it", chapters.FormatTimestamp(start)))
		}
		starts = append(starts, start)
	}
	if len(problems) == 0 && len(starts) == 0 {
		problems = append(problems, chapters.Report(chapters.NoTopics, source, chapters.Span{}, "no list of timestamps was found"))
	}
	var text []byte
	if len(problems) == 0 {
		if text, err = markdown.Retime(e.Document, starts); err != nil {
			problems = append(problems, chapters.Report(chapters.AmbiguousTopics, source, chapters.Span{}, "the timestamps cannot be moved: %v", err))
		}
	}
	if len(problems) > 0 {
		report.Diagnostics(stderr, report.StyleFor(stderr), problems)
		fmt.Fprintf(stderr, "%s: nothing was written\n", name)
		return errProblems
	}
	if o.dryRun {
		_, err = io.WriteString(stdout, report.Diff(args[0], source.Text, text))
		return err
	}
	if err := episode.WriteText(args[0], source.Text, text); err != nil {
		return failureError{error: err}
	}
	if again, err := episode.LoadText(args[0], o.options); err == nil && mismatches(again) > mismatches(e) {
		fmt.Fprintf(stderr, "note: %s to the old times; chapmark check names them\n", links(mismatches(again)-mismatches(e)))
	}
	_, err = fmt.Fprintf(stdout, "%s: moved %s by %s\n", name, report.Plural(moved, "timestamp"), signed(by))
	return err
}

func links(n int) string {
	if n == 1 {
		return "1 link still leads"
	}
	return fmt.Sprintf("%d links still lead", n)
}

// mismatches counts links that lead to other times than their timestamps.
func mismatches(e episode.Episode) (n int) {
	for _, d := range e.Problems {
		if d.Rule == chapters.AnchorMismatch {
			n++
		}
	}
	return n
}
