package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/format"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/report"
)

type exportOptions struct {
	options episode.Options
	to      string
	out     string
	list    bool
}

func newExport() *cobra.Command {
	var o exportOptions
	command := &cobra.Command{
		Use:     "export SOURCE [AUDIO.mp3] --to FORMAT",
		GroupID: "work",
		Short:   "Write an episode's chapters for another program or platform",
		Long: `Export takes the chapters of an episode's text, or of an MP3, and prints them in the form that
another program or platform reads. What that form cannot carry is named on stderr, never
dropped in silence; chapters that a platform would ignore are refused.

docs/formats.md lists the formats, and so does --list.`,
		Example: `  chapmark export --list
  chapmark export episode.md episode.mp3 --to json -o chapters.json
  chapmark export --intro Welcome --to youtube episode.md
  chapmark export episode.mp3 --to audacity`,
		Args: func(command *cobra.Command, args []string) error {
			switch {
			case o.list && len(args) == 0:
				return nil
			case len(args) == 0 || len(args) > 2:
				return usageError{errors.New("export needs an episode's text, with its MP3 behind it if you like, or an MP3")}
			case o.to == "":
				return usageError{fmt.Errorf("export needs --to FORMAT: %s", strings.Join(formatNames(), ", "))}
			}
			return nil
		},
		RunE: func(command *cobra.Command, args []string) error {
			return runExport(o, args, command.OutOrStdout(), command.ErrOrStderr())
		},
	}
	addIntro(command, &o.options)
	addPlace(command, &o.options.Text)
	command.Flags().StringVar(&o.to, "to", "", "the `format`")
	command.Flags().StringVarP(&o.out, "output", "o", "-", "the `file` to write; - is standard output")
	command.Flags().BoolVar(&o.list, "list", false, "list the formats")
	return command
}

func formatNames() (names []string) {
	for _, f := range format.All() {
		names = append(names, f.Name)
	}
	return names
}

func runExport(o exportOptions, args []string, stdout, stderr io.Writer) error {
	if o.list {
		for _, f := range format.All() {
			fmt.Fprintf(stdout, "%-11s %s\n", f.Name, f.About)
		}
		return nil
	}
	to, ok := format.ByName(o.to)
	if !ok {
		near := ""
		if name := report.Nearest(o.to, formatNames()); name != "" {
			near = fmt.Sprintf("; did you mean %s?", name)
		}
		return usageError{fmt.Errorf("there is no format %q%s", o.to, near)}
	}
	s, err := siteOptions{jobs: 1}.selected(args, stdout)
	if err != nil {
		return err
	}
	if len(s.pairs) != 1 {
		return usageError{errors.New("export takes one episode: its text, with its MP3 behind it if you like, or an MP3")}
	}
	p := s.pairs[0]
	e, err := p.load(new(audio.Reader), o.options)
	if err != nil {
		return err
	}
	if problems := blockingExport(e); len(problems) > 0 {
		report.Diagnostics(stderr, report.StyleFor(stderr), problems)
		fmt.Fprintf(stderr, "%s: nothing was written\n", report.Clean(p.name()))
		return errProblems
	}
	list := e.Chapters
	if p.text == "" {
		list = e.Facts.Embedded
	}
	if len(list) == 0 {
		fmt.Fprintf(stderr, "%s: there are no chapters; nothing was written\n", report.Clean(p.name()))
		return errProblems
	}
	content, lost, err := to.Encode(list)
	var rules *format.RulesError
	if errors.As(err, &rules) {
		for _, broken := range rules.Broken {
			fmt.Fprintf(stderr, "%s: %s would ignore these chapters: %s\n", report.Clean(p.name()), rules.Format, broken)
		}
		return errProblems
	}
	if err != nil {
		return failureError{error: err}
	}
	for _, what := range lost {
		fmt.Fprintf(stderr, "note: %s cannot carry %s\n", to.Name, what)
	}
	if o.out != "-" {
		if err := disk.Put(o.out, content, 0o644); err != nil {
			return failureError{error: err}
		}
		return nil
	}
	_, err = stdout.Write(content)
	return err
}

// blockingExport is what stops an export: what stops a write, but for what concerns the tag or that there is no audio.
func blockingExport(e episode.Episode) []chapters.Diagnostic {
	var found []chapters.Diagnostic
	for _, d := range blocking(e) {
		if d.Rule != chapters.AudioMissing && d.Rule != chapters.DamagedTag && d.Rule != chapters.UnsupportedTag && d.Rule != chapters.WrappedAudio {
			found = append(found, d)
		}
	}
	return found
}
