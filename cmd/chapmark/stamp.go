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
}

func newStamp() *cobra.Command {
	var o stampOptions
	command := &cobra.Command{
		Use:     "stamp EPISODE.md AUDIO.mp3",
		GroupID: "work",
		Short:   "Write the MP3's size and duration into the front matter",
		Long: `Stamp writes the real size and duration of the MP3 into the fields mp3_bytes and
mp3_duration of the episode's front matter. Only the bytes of these two values change:
quotes, comments, order and line endings stay, and a value keeps its shape (1:09:49,
01:09:49 or 4189). A field that is missing is added only with --add.`,
		Example: `  chapmark stamp episode.md episode.mp3
  chapmark stamp --add episode.md episode.mp3`,
		Args: exactly("EPISODE.md", "AUDIO.mp3"),
		RunE: func(command *cobra.Command, args []string) error {
			return runStamp(o, args, command.OutOrStdout(), command.ErrOrStderr())
		},
	}
	addJSON(command, &o.json)
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
		err = stampOne(o, p, stdout, stderr)
	}
	return failing(o.json, stdout, args[0], err)
}

func stampOne(o stampOptions, p pair, stdout, stderr io.Writer) error {
	e, err := p.load(new(audio.Reader), episode.Options{})
	if err != nil {
		return err
	}
	if problems := blockingStamp(e); len(problems) > 0 {
		return refuse(o.json, p, problems, stdout, stderr)
	}
	stamping, err := markdown.Stamp(e.Document, e.Facts, o.add)
	if err != nil {
		return refuse(o.json, p, []chapters.Diagnostic{cannotStamp(e, err)}, stdout, stderr)
	}
	changed := len(stamping.Changes) > 0
	if changed && !o.dryRun {
		if err := episode.WriteText(p.text, e.Document.Source.Text, stamping.Text); err != nil {
			return failureError{error: err}
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
			return failureError{error: err}
		}
	} else {
		report.Stamped(stdout, report.StyleFor(stdout), p.text, stamping, o.dryRun)
	}
	if len(stamping.Missing) > 0 {
		return errProblems
	}
	return nil
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
