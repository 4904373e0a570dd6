package main

import (
	"errors"
	"io"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/markdown"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/overview"
	"github.com/chapmark/chapmark/cmd/internal/report"
)

type stampOptions struct {
	add    bool
	dryRun bool
	json   bool
	site   siteOptions
	batch  batchOptions
	brief  bool // nothing about files that stay as they are
}

func newStamp() *cobra.Command {
	var o stampOptions
	command := &cobra.Command{
		Use:     "stamp EPISODE.md [AUDIO.mp3]... | --all",
		GroupID: "work",
		Short:   "Write the MP3's size and duration into the front matter",
		Long: `Stamp writes the real size and duration of the MP3 into the fields mp3_bytes and
mp3_duration of the episode's front matter. Only the bytes of these two values change:
quotes, comments, order and line endings stay, and a value keeps its shape (1:09:49,
01:09:49 or 4189). A field that is missing is added only with --add.`,
		Example: `  chapmark stamp episode.md episode.mp3
  chapmark stamp --add episode.md episode.mp3
  chapmark stamp --all`,
		Args: o.site.args("EPISODE.md"),
		RunE: func(command *cobra.Command, args []string) error {
			return runStamp(o, args, command.OutOrStdout(), command.ErrOrStderr())
		},
	}
	addJSON(command, &o.json)
	addAll(command, &o.site)
	addFailFast(command, &o.batch)
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
	s, err := o.site.selected(args, stdout)
	if err != nil {
		return err
	}
	if err := withTexts(s.pairs); err != nil && !o.site.all {
		return failing(o.json, stdout, s.pairs[0].name(), err)
	}
	reader := new(audio.Reader)
	if o.brief = o.site.all || len(s.pairs) > 1; !o.brief {
		_, err = stampOne(o, reader, s.pairs[0], stdout, stderr)
		return failing(o.json, stdout, s.pairs[0].name(), err)
	}
	reader = newReader(false)
	verb := "stamped"
	if o.dryRun {
		verb = "would stamp"
	}
	o.batch.rehearsal, o.batch.site = o.dryRun, o.site
	err = o.batch.run(s, "stamp", verb, stdout, stderr, func(p pair, _ *overview.Episode, stdout, stderr io.Writer) (bool, error) {
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
	stamping, err := stampText(e, e.Facts, o.add)
	if err != nil {
		return false, refuse(o.json, p, []chapters.Diagnostic{cannotStamp(e, err)}, stdout, stderr)
	}
	changed = len(stamping.Changes) > 0
	if changed && !o.dryRun {
		if err := episode.WriteText(p.text, e.Document.Source.Text, stamping.Text); err != nil {
			return false, failureError{error: err}
		}
	}
	if !changed && !o.dryRun {
		if err := episode.TidyText(p.text); err != nil {
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
	} else if !o.brief || changed || len(stamping.Missing) > 0 {
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
		case chapters.AudioMissing:
			d.Severity = chapters.Error // here it is one
			found = append(found, d)
		case chapters.NotMarkdown, chapters.BadFrontMatter, chapters.NotMP3, chapters.NoAudioName, chapters.SharedAudio:
			found = append(found, d)
		case chapters.DamagedTag:
			if e.Audio.Stream.Frames == 0 {
				found = append(found, d)
			}
		}
	}
	return found
}

// stampText brings a text's front matter up to date.
func stampText(e episode.Episode, facts chapters.Facts, add bool) (markdown.Stamping, error) {
	if e.Document.Format != "" {
		return markdown.Stamping{}, errors.New("a chapter file has no front matter that could be stamped")
	}
	return markdown.Stamp(e.Document, facts, add)
}

// cannotStamp is the problem of a front matter whose fields cannot be edited.
func cannotStamp(e episode.Episode, err error) chapters.Diagnostic {
	return chapters.Report(chapters.BadFrontMatter, e.Document.Source, e.Document.FrontMatter.Span, "%v", err)
}
