package main

import (
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/audio/remote"
	"github.com/chapmark/chapmark/chapters/format"
	"github.com/chapmark/chapmark/cmd/internal/change"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/job"
	"github.com/chapmark/chapmark/cmd/internal/output"
	"github.com/chapmark/chapmark/cmd/internal/run"
)

type exportFlags struct {
	sourceFlags
	changeFlags
	to, out  string
	into     string // an episode's text
	template string
	address  string // where the chapters will be on the web
	list     bool
	images   string // a folder for pictures
	parts    partsFlag
}

func newExport(console *output.Console) *cobra.Command {
	var f exportFlags
	command := &cobra.Command{
		Use:     "export SOURCE [AUDIO.mp3] --to FORMAT",
		GroupID: "work",
		Short:   "Write chapters in the format of another program or platform",
		Long: `Export reads chapters from an episode's text, an MP3 or a chapter file, and prints them in the
format of another program or platform. It reports on stderr what the format cannot carry, and
refuses chapters that a platform would ignore.

With --to markdown, --into replaces the topics of an episode's text.

docs/formats.md and --list list the formats. Use - for a text or a chapter file from a pipe.`,
		Example: `  chapmark export --list
  chapmark export episode.md episode.mp3 --to json -o chapters.json
  chapmark export --intro Welcome --to youtube episode.md
  chapmark export old.mp3 --to markdown --into episode.md
  chapmark export labels.txt --to psc
  chapmark export episode.mp3 --images pictures
  chapmark export --from-parts disc1.mp3 disc2.mp3 book.mp3 --to json`,
		Args: func(_ *cobra.Command, args []string) error { return f.check(args) },
		RunE: func(_ *cobra.Command, args []string) error { return runExport(f, args, console) },
	}
	f.sourceFlags.addIntro(command)
	f.sourceFlags.add(command)
	f.addFixTitles(command)
	f.changeFlags.add(command)
	flags := command.Flags()
	flags.StringVar(&f.to, "to", "", "the `format`")
	flags.StringVarP(&f.out, "output", "o", "-", "the `file` to write; - means standard output")
	flags.BoolVar(&f.list, "list", false, "list the formats")
	flags.StringVar(&f.into, "into", "", "with --to markdown: replace the topics of this `text`")
	flags.StringVar(&f.images, "images", "", "write the chapters' pictures into this `folder`; with --to, the chapters refer to them")
	f.parts.add(command)
	flags.StringVar(&f.template, "template", "", "with --to markdown: the `line` of a topic, with {start}, {padded} or {full}, {title}, {url} and {link}; by default, as in the text, or '"+format.DefaultTemplate+"'")
	flags.StringVar(&f.address, "feed-url", "", "with --to json and -o: print the <podcast:chapters> element for the feed, with the `address` of the file")
	return command
}

// check finds out whether the flags go together.
func (f *exportFlags) check(args []string) error {
	to, known := format.ByName(f.to)
	names := format.Names(format.Format.Writes)
	switch {
	case f.list && len(args) == 0:
	case len(args) == 0 || len(args) > 2 && !bool(f.parts):
		return job.Usage("export needs one source: an episode's text (with its MP3 if you like), an MP3, or a chapter file")
	case f.to == "" && f.into != "":
		f.to = job.Markdown
		return f.check(args)
	case f.to == "" && (f.images == "" || f.out != "-"):
		return job.Usage("export needs --to FORMAT, such as json, psc or youtube; `chapmark export --list` lists them all")
	case f.to != "" && !known:
		return job.Usage("there is no format %q%s", f.to, episode.DidYouMean(f.to, names))
	case f.to != "" && !to.Writes():
		return job.Usage("%s can be read but not written; these can be written: %s", f.to, strings.Join(names, ", "))
	case (f.into != "" || f.template != "") && f.to != job.Markdown:
		return job.Usage("--into and --template need --to markdown")
	case f.into != "" && f.out != "-":
		return job.Usage("--into cannot be combined with --output")
	case f.into == "" && (f.dryRun || f.backup != "" || f.noUndo || f.report != "" || f.form == output.Lines):
		return job.Usage("--dry-run, --json, --report, --backup and --no-undo need --into")
	case f.address != "" && (f.to != "json" || f.out == "-"):
		return job.Usage("--feed-url needs --to json and --output")
	case f.address != "" && !remote.IsURL(f.address):
		return job.Usage("--feed-url %q is not an https address", f.address)
	}
	return nil
}

func runExport(f exportFlags, args []string, console *output.Console) error {
	if f.list {
		return failed(console.Formats(format.All()))
	}
	s, err := f.parts.jobs(new(selectFlags), args, f.sourceFlags.options.Format, console)
	if err != nil {
		return err
	}
	j, err := s.One("export")
	if err != nil {
		return failed(err)
	}
	e, err := episode.Examine(j, f.sourceFlags.options)
	set := e.Set(f.template)
	switch o, stopped := run.Stops(j, e, set, err); {
	case stopped && f.into != "":
		return f.each(s, output.Options{Console: console, Command: "export"}, 1, false, func(job.Job) run.Outcome { return o })
	case err != nil:
		return failed(err)
	case stopped:
		console.Refused(j.Name(), o.Problems)
		return exit{code: run.ExitProblems}
	}
	console.Remarks(e.Problems)
	if f.images != "" {
		paths, without, err := change.PutPictures(&set, f.images, filepath.Dir(f.out))
		if err = console.Pictures(paths, without, f.to != "", err); err != nil || f.to == "" {
			return failed(err)
		}
	}
	if f.into != "" {
		return f.putInto(j, set, console)
	}
	to, _ := format.ByName(f.to)
	content, lost, err := to.Encode(set)
	if err != nil {
		return notEncoded(j.Name(), err, console)
	}
	if console.Lost(to.Name, lost); f.out == "-" {
		return failed(console.Content(content))
	}
	if err := job.Overwritable(f.out, f.to, args); err != nil {
		return err
	}
	return f.put(content, len(set.Chapters), console)
}
