package main

import (
	"io"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/markdown"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/report"
)

type stampOptions struct {
	add    bool
	dryRun bool
	json   bool
	site   siteOptions
	batch  batchOptions
}

func newStamp() *cobra.Command {
	var o stampOptions
	command := &cobra.Command{
		Use:     "stamp EPISODE.md AUDIO.mp3 | --all",
		GroupID: "work",
		Short:   "Write the MP3's size and duration into the front matter",
		Long: `Stamp writes the real size and duration of the MP3 into the fields mp3_bytes and
mp3_duration of the episode's front matter. Only the bytes of these two values change:
quotes, comments, order and line endings stay, and a value keeps its shape (1:09:49,
01:09:49 or 4189). A field that is missing is added only with --add.`,
		Example: `  chapmark stamp episode.md episode.mp3
  chapmark stamp --add episode.md episode.mp3
  chapmark stamp --all`,
		Args: o.site.args(exactly("EPISODE.md", "AUDIO.mp3")),
		RunE: func(command *cobra.Command, args []string) error {
			if o.site.all {
				return stampAll(o, command.OutOrStdout(), command.ErrOrStderr())
			}
			return runStamp(o, args, command.OutOrStdout(), command.ErrOrStderr())
		},
	}
	addJSON(command, &o.json)
	addAll(command, &o.site)
	addBatch(command, &o.batch)
	command.Flags().BoolVar(&o.add, "add", false, "add the fields where they are missing")
	command.Flags().BoolVarP(&o.dryRun, "dry-run", "n", false, "show what would change, and change nothing")
	return command
}

// stamped is the result in JSON.
type stamped struct {
	Status   string           `json:"status"`
	File     string           `json:"file"`
	Audio    string           `json:"audio"`
	Changed  bool             `json:"changed"`
	Stamped  []report.Field   `json:"stamped"`
	Missing  []string         `json:"missing"`
	Problems []report.Problem `json:"problems"`
}

func runStamp(o stampOptions, args []string, stdout, stderr io.Writer) error {
	p, err := onePair(args)
	if err == nil {
		_, err = stampOne(o, new(audio.Reader), p, stdout, stderr)
	}
	return failing(o.json, stdout, args[0], err)
}

// stampAll brings the front matter of all episodes of a site up to date.
func stampAll(o stampOptions, stdout, stderr io.Writer) error {
	all, err := o.site.open(stdout)
	if err != nil {
		return err
	}
	reader := newReader(false)
	b := batch{jobs: o.batch.jobs, failFast: o.batch.failFast}
	verb := "stamped"
	if o.dryRun {
		verb = "would stamp"
	}
	err = b.run(all.pairs, verb, stdout, stderr, func(p pair, stdout, stderr io.Writer) (bool, error) {
		changed, err := stampOne(o, reader, p, stdout, stderr)
		return changed, failing(o.json, stdout, p.name(), err)
	})
	_ = reader.Facts.Save()
	return err
}

func stampOne(o stampOptions, reader *audio.Reader, p pair, stdout, stderr io.Writer) (changed bool, err error) {
	e, err := p.load(reader, episode.Options{})
	if err != nil {
		return false, err
	}
	if problems := blockingStamp(e); len(problems) > 0 {
		return false, refuse(o.json, p, problems, stdout, stderr)
	}
	stamping, err := markdown.Stamp(e.Document, e.Facts, o.add)
	if err != nil {
		return false, refuse(o.json, p, []chapters.Diagnostic{cannotStamp(e, err)}, stdout, stderr)
	}
	changed = len(stamping.Changes) > 0
	if changed && !o.dryRun {
		if err := episode.WriteText(p.text, e.Document.Source.Text, stamping.Text); err != nil {
			return false, failureError{error: err}
		}
	}
	if o.json {
		result := stamped{Status: "unchanged", File: p.text, Audio: p.audio, Changed: changed,
			Stamped: report.Fields(stamping.Changes), Missing: list(stamping.Missing), Problems: report.Problems(nil)}
		switch {
		case changed && o.dryRun:
			result.Status = "planned"
		case changed:
			result.Status = "written"
		}
		if err := report.JSON(stdout, result); err != nil {
			return false, failureError{error: err}
		}
	} else if !o.site.all || changed {
		report.Stamped(stdout, report.StyleFor(stdout), p.text, stamping, o.dryRun)
	}
	if len(stamping.Missing) > 0 {
		return changed, errProblems
	}
	return changed, nil
}

// blockingStamp is what stops a stamp: a text or an audio file that cannot be read.
func blockingStamp(e episode.Episode) []chapters.Diagnostic {
	var found []chapters.Diagnostic
	for _, d := range e.Problems {
		switch d.Rule {
		case chapters.NotMarkdown, chapters.BadFrontMatter, chapters.NotMP3:
			found = append(found, d)
		case chapters.DamagedTag:
			if e.Audio.Stream.Frames == 0 {
				found = append(found, d)
			}
		}
	}
	return found
}

// cannotStamp is the problem of a front matter whose fields cannot be edited.
func cannotStamp(e episode.Episode, err error) chapters.Diagnostic {
	return chapters.Report(chapters.BadFrontMatter, e.Document.Source, e.Document.FrontMatter.Span, "%v", err)
}
