package main

import (
	"errors"
	"fmt"
	"html"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/remote"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/format"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/report"
)

type exportOptions struct {
	options  episode.Options
	to       string
	out      string
	into     string // an episode's text
	template string
	address  string // where the chapters will be on the web
	dryRun   bool
	list     bool
}

func newExport() *cobra.Command {
	var o exportOptions
	command := &cobra.Command{
		Use:     "export SOURCE [AUDIO.mp3] --to FORMAT",
		GroupID: "work",
		Short:   "Write chapters in the form of another program or platform",
		Long: `Export takes chapters from an episode's text, an MP3 or a chapter file, and prints them in the
form that another program or platform reads. What that form cannot carry is named on stderr,
never dropped in silence; chapters that a platform would ignore are refused.

With --to markdown, --into puts them into an episode's text, in the place of its topics.

docs/formats.md lists the formats, and so does --list. A - stands for a text or a chapter
file that is piped in.`,
		Example: `  chapmark export --list
  chapmark export episode.md episode.mp3 --to json -o chapters.json
  chapmark export --intro Welcome --to youtube episode.md
  chapmark export old.mp3 --to markdown --into episode.md
  chapmark export labels.txt --to psc`,
		Args: func(command *cobra.Command, args []string) error { return o.check(args) },
		RunE: func(command *cobra.Command, args []string) error {
			return runExport(o, args, command.OutOrStdout(), command.ErrOrStderr())
		},
	}
	addIntro(command, &o.options)
	addSource(command, &o.options)
	addMendTitles(command, &o.options.MendTitles)
	flags := command.Flags()
	flags.StringVar(&o.to, "to", "", "the `format`")
	flags.StringVarP(&o.out, "output", "o", "-", "the `file` to write; - is standard output")
	flags.BoolVar(&o.list, "list", false, "list the formats")
	flags.StringVar(&o.into, "into", "", "with --to markdown: put the topics into this `text`, in the place of those that it has")
	flags.BoolVarP(&o.dryRun, "dry-run", "n", false, "with --into: show what would change, and change nothing")
	flags.StringVar(&o.template, "template", "", "with --to markdown: the `line` of a topic, with {start}, {padded} or {full}, {title}, {url} and {link}; without it, that of the text, else '"+format.DefaultTemplate+"'")
	flags.StringVar(&o.address, "feed-url", "", "with --to json and -o: print the element <podcast:chapters> for the feed, with the `address` where the file will be")
	return command
}

// check finds out whether the flags go together.
func (o exportOptions) check(args []string) error {
	var wrong error
	_, known := format.ByName(o.to)
	switch {
	case o.list && len(args) == 0:
	case len(args) == 0 || len(args) > 2:
		wrong = errors.New("export needs one source of chapters: an episode's text, with its MP3 behind it if you like, an MP3, or a chapter file")
	case o.to == "":
		wrong = fmt.Errorf("export needs --to FORMAT: %s", strings.Join(formatNames(), ", "))
	case !known:
		wrong = fmt.Errorf("there is no format %q", o.to)
		if name := report.Nearest(o.to, formatNames()); name != "" {
			wrong = fmt.Errorf("%w; did you mean %s?", wrong, name)
		}
	case (o.into != "" || o.template != "") && o.to != episode.Markdown:
		wrong = errors.New("--into and --template go with --to markdown")
	case o.into != "" && o.out != "-":
		wrong = errors.New("--into and --output do not go together")
	case o.dryRun && o.into == "":
		wrong = errors.New("--dry-run goes with --into")
	case o.address != "" && (o.to != "json" || o.out == "-"):
		wrong = errors.New("--feed-url goes with --to json and --output")
	case o.address != "" && !remote.IsURL(o.address):
		wrong = fmt.Errorf("--feed-url %q is no https address", o.address)
	}
	if wrong != nil {
		return usageError{wrong}
	}
	return nil
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
			ways := "in and out"
			if !f.Reads() {
				ways = "out"
			}
			fmt.Fprintf(stdout, "%-11s %-11s %s\n", f.Name, ways, f.About)
		}
		return nil
	}
	name, set, err := o.source(args, stdout, stderr)
	if err != nil {
		return err
	}
	if o.into != "" {
		return o.putInto(name, set, stdout, stderr)
	}
	to, _ := format.ByName(o.to)
	content, lost, err := to.Encode(set)
	if err != nil {
		return o.refused(name, err, stderr)
	}
	sayLost(stderr, to.Name, lost)
	if o.out == "-" {
		_, err = stdout.Write(content)
		return err
	}
	if err := overwritable(o.out, args); err != nil {
		return err
	}
	if err := disk.Put(o.out, content, 0o644); err != nil {
		return failureError{error: err}
	}
	if o.address != "" {
		_, err = fmt.Fprintf(stdout, "<podcast:chapters url=\"%s\" type=\"application/json+chapters\"/>\n", html.EscapeString(o.address))
	}
	return err
}

// overwritable refuses to write over audio, and over what is being read.
func overwritable(path string, sources []string) error {
	there, err := os.Stat(path)
	if err != nil || !there.Mode().IsRegular() {
		return nil // disk.Put says what is wrong with it
	}
	for _, source := range sources {
		if info, err := os.Stat(source); err == nil && os.SameFile(there, info) {
			return usageError{fmt.Errorf("%s is what is exported, and would be overwritten", path)}
		}
	}
	if isText, err := episode.IsText(path); err == nil && !isText && there.Size() > 0 {
		return usageError{fmt.Errorf("%s is no text; it would be overwritten", path)}
	}
	return nil
}

func sayLost(stderr io.Writer, name string, lost []string) {
	for _, what := range lost {
		fmt.Fprintf(stderr, "note: %s cannot carry %s\n", name, what)
	}
}

// source reads the chapters.
func (o exportOptions) source(args []string, stdout, stderr io.Writer) (name string, set format.Set, err error) {
	s, err := siteOptions{jobs: 1, from: o.options.Format}.selected(args, stdout)
	if err != nil {
		return "", set, err
	}
	if len(s.pairs) != 1 {
		return "", set, usageError{errors.New("export takes one source of chapters: an episode's text, with its MP3 behind it if you like, an MP3, or a chapter file")}
	}
	p := s.pairs[0]
	e, err := p.load(new(audio.Reader), o.options)
	if err != nil {
		return "", set, err
	}
	name = report.Clean(p.name())
	if problems := blockingExport(e); len(problems) > 0 {
		report.Diagnostics(stderr, report.StyleFor(stderr), problems)
		fmt.Fprintf(stderr, "%s: nothing was written\n", name)
		return name, set, errProblems
	}
	set = format.Set{Chapters: e.Chapters, Members: e.Document.Members, Duration: e.Facts.Duration, Template: o.template}
	if e.AudioPath != "" {
		set.Audio, _ = chapters.CleanTitle(filepath.Base(e.AudioPath))
	}
	if p.text == "" {
		set.Chapters = e.Facts.Embedded
		if e.Audio != nil && o.options.MendTitles {
			set.Chapters = e.Audio.ChaptersAsMeant()
		}
	}
	if len(set.Chapters) == 0 {
		fmt.Fprintf(stderr, "%s: there are no chapters; nothing was written\n", name)
		return name, set, errProblems
	}
	return name, set, nil
}

// refused says why chapters cannot be written so.
func (o exportOptions) refused(name string, err error, stderr io.Writer) error {
	var rules *format.RulesError
	var limit *format.LimitError
	var template *format.TemplateError
	switch {
	case errors.As(err, &rules):
		for _, broken := range rules.Broken {
			fmt.Fprintf(stderr, "%s: %s would ignore these chapters: %s\n", name, rules.Format, broken)
		}
		return errProblems
	case errors.As(err, &limit):
		fmt.Fprintf(stderr, "%s: %v; nothing was written\n", name, err)
		return errProblems
	case errors.As(err, &template):
		return usageError{fmt.Errorf("--template: %w", err)}
	}
	return failureError{error: err}
}

// blockingExport is what stops an export: what stops a write, but for what concerns the tag or that there is no audio.
func blockingExport(e episode.Episode) []chapters.Diagnostic {
	var found []chapters.Diagnostic
	for _, d := range blocking(e) {
		switch d.Rule {
		case chapters.AudioMissing, chapters.DamagedTag, chapters.UnsupportedTag, chapters.WrappedAudio, chapters.BadImage:
			continue
		}
		found = append(found, d)
	}
	return found
}
