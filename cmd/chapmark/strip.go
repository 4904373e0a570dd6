package main

import (
	"io"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/chapters/markdown"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/report"
)

type stripOptions struct {
	change changeOptions
	dryRun bool
	json   bool
}

func newStrip() *cobra.Command {
	var o stripOptions
	command := &cobra.Command{
		Use:     "strip FILE.mp3...",
		GroupID: "work",
		Short:   "Remove the chapters from MP3s, and nothing else",
		Long: `Strip removes chapters and their table of contents from MP3s. All other frames of the
tag and all audio stay as they are, byte for byte. The room in the tag is kept, so that
the file keeps its size; a tag that held chapters alone is removed whole.`,
		Example: `  chapmark strip episode.mp3
  chapmark strip --dry-run *.mp3`,
		Args: atLeastOne("FILE.mp3"),
		RunE: func(command *cobra.Command, args []string) error {
			return runStrip(o, args, command.OutOrStdout(), command.ErrOrStderr())
		},
	}
	addJSON(command, &o.json)
	addChange(command, &o.change)
	command.Flags().BoolVarP(&o.dryRun, "dry-run", "n", false, "show what would change, and change nothing")
	return command
}

func runStrip(o stripOptions, args []string, stdout, stderr io.Writer) error {
	return eachFile(args, o.json, stdout, stderr, func(name string) error {
		strip := func() error { return stripOne(o, name, stdout, stderr) }
		if o.dryRun {
			return strip()
		}
		return changing(name, o.change.lockTimeout, stderr, strip)
	})
}

func stripOne(o stripOptions, name string, stdout, stderr io.Writer) error {
	p := pair{audio: name}
	e, err := p.load(new(audio.Reader), episode.Options{})
	if err != nil {
		return err
	}
	if problems := blocking(e); len(problems) > 0 {
		return refuse(o.json, p, problems, stdout, stderr)
	}
	if o.dryRun {
		if err := rehearsable(e.Audio); err != nil {
			return err
		}
	}
	plan, err := e.Audio.Plan(nil, audio.Options{InPlace: o.change.inPlace})
	if err != nil {
		return failureError{error: err}
	}
	if !o.dryRun {
		if err := applyPlan(plan, o.change); err != nil {
			return broken(o.json, name, err, stdout, stderr)
		}
	}
	noteLinks(stderr, e, plan)
	style := report.StyleFor(stdout)
	switch {
	case o.json:
		return printWritten(writeOptions{dryRun: o.dryRun}, p, plan, markdown.Stamping{}, nil, stdout)
	case o.dryRun:
		report.Planned(stdout, style, name, plan)
	default:
		report.Written(stdout, style, name, plan)
	}
	return nil
}
