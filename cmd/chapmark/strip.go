package main

import (
	"io"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/chapters/markdown"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/overview"
	"github.com/chapmark/chapmark/cmd/internal/report"
)

type stripOptions struct {
	change changeOptions
	dryRun bool
	json   bool
	site   siteOptions
	batch  batchOptions
}

func newStrip() *cobra.Command {
	var o stripOptions
	command := &cobra.Command{
		Use:     "strip FILE.mp3... | --all",
		GroupID: "work",
		Short:   "Remove the chapters from MP3s, and nothing else",
		Long: `Strip removes chapters and their table of contents from MP3s. All other frames of the
tag and all audio stay as they are, byte for byte. The room in the tag is kept, so that
the file keeps its size; a tag that held chapters alone is removed whole.`,
		Example: `  chapmark strip episode.mp3
  chapmark strip --dry-run *.mp3`,
		Args: o.site.args("FILE.mp3"),
		RunE: func(command *cobra.Command, args []string) error {
			return runStrip(o, args, command.OutOrStdout(), command.ErrOrStderr())
		},
	}
	addJSON(command, &o.json)
	addAll(command, &o.site)
	addFailFast(command, &o.batch)
	addChange(command, &o.change)
	command.Flags().BoolVarP(&o.dryRun, "dry-run", "n", false, "show what would change, and change nothing")
	return command
}

func runStrip(o stripOptions, args []string, stdout, stderr io.Writer) error {
	if !o.site.all {
		names, err := expandGlobs(args)
		for _, name := range names {
			if err == nil {
				err = notOnTheWeb([]pair{{audio: name}}, false)
			}
		}
		if err != nil {
			return err
		}
		return eachFile(names, o.json, stdout, stderr, func(name string) error {
			_, err := o.strip(name, stdout, stderr)
			return err
		})
	}
	s, err := o.site.selected(nil, stdout)
	if err != nil {
		return err
	}
	verb := "stripped"
	if o.dryRun {
		verb = "would strip"
	}
	s.pairs = s.audio()
	o.batch.rehearsal, o.batch.site = o.dryRun, o.site
	return o.batch.run(s, "strip", verb, stdout, stderr, func(p pair, _ *overview.Episode, stdout, stderr io.Writer) (bool, error) {
		changed, err := o.strip(p.audio, stdout, stderr)
		return changed, failing(o.json, stdout, p.audio, err)
	})
}

// strip strips one file, and reports whether anything changed, or would.
func (o stripOptions) strip(name string, stdout, stderr io.Writer) (changed bool, err error) {
	strip := func() (err error) {
		changed, err = stripOne(o, name, stdout, stderr)
		return err
	}
	if o.dryRun {
		err = strip()
	} else {
		err = changing(name, o.change.lockTimeout, stderr, strip)
	}
	return changed, err
}

func stripOne(o stripOptions, name string, stdout, stderr io.Writer) (changed bool, err error) {
	p := pair{audio: name}
	e, err := p.load(new(audio.Reader), episode.Options{})
	if err != nil {
		return false, err
	}
	if problems := blocking(e); len(problems) > 0 {
		return false, refuse(o.json, p, problems, stdout, stderr)
	}
	if o.dryRun {
		if err := rehearsable(e.Audio); err != nil {
			return false, err
		}
	}
	plan, err := e.Audio.Plan(nil, audio.Options{InPlace: o.change.inPlace})
	if err != nil {
		return false, failureError{error: err}
	}
	if !o.dryRun {
		if err := applyPlan(plan, o.change); err != nil {
			return false, broken(o.json, name, err, stdout, stderr)
		}
	}
	noteLinks(stderr, e, plan)
	style := report.StyleFor(stdout)
	switch {
	case o.json:
		return plan.Changes(), printWritten(writeOptions{dryRun: o.dryRun}, p, plan, markdown.Stamping{}, nil, stdout)
	case o.site.all:
		report.WrittenBriefly(stdout, style, name, plan, markdown.Stamping{}, o.dryRun)
	case o.dryRun:
		report.Planned(stdout, style, name, plan)
	default:
		report.Written(stdout, style, name, plan)
	}
	return plan.Changes(), nil
}
