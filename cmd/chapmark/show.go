package main

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/mpeg"
	"github.com/chapmark/chapmark/audio/remote"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/report"
	"github.com/chapmark/chapmark/cmd/internal/site"
)

type showOptions struct {
	json    bool
	tag     bool
	why     bool
	wave    bool
	options episode.Options
	site    siteOptions
	web     webOptions

	config *site.Config // or nil
}

func newShow() *cobra.Command {
	var o showOptions
	command := &cobra.Command{
		Use:     "show FILE.mp3|EPISODE.md... | --all",
		GroupID: "work",
		Short:   "Show what is in a file: chapters, duration, tag",
		Long: `Show prints what is in an MP3 (its real duration, its audio, its tags, its chapters) or
in an episode's Markdown (its topics, with the titles and links that chapters would get).`,
		Example: `  chapmark show episode.mp3
  chapmark show --tag episode.mp3
  chapmark show --wave episode.mp3
  chapmark show --why episode.md
  chapmark show --json episode.md episode.mp3`,
		Args: o.site.args("FILE.mp3 or EPISODE.md"),
		RunE: func(command *cobra.Command, args []string) error {
			return runShow(o, args, command.OutOrStdout(), command.ErrOrStderr())
		},
	}
	addJSON(command, &o.json)
	addAll(command, &o.site)
	addWeb(command, &o.web)
	addSource(command, &o.options)
	command.Flags().BoolVar(&o.why, "why", false, "say which timestamps in a text were taken for topics, which were not, and why")
	command.Flags().BoolVar(&o.wave, "wave", false, "draw how loud the audio is over time, and where chapters start")
	command.Flags().BoolVar(&o.tag, "tag", false, "lay the file open: every frame of its tag, and what stands around the audio")
	return command
}

func runShow(o showOptions, args []string, stdout, stderr io.Writer) error {
	names, err := o.names(args, stdout)
	if err != nil {
		return err
	}
	var failure error
	wrong := false
	for i, name := range names {
		e, isText, err := readOne(o, name)
		if err != nil {
			printError(stderr, err)
			if o.json {
				failedJSON(stdout, pair{audio: name}.name(), err)
			}
			failure = failureError{err, true}
			continue
		}
		wrong = wrong || fails(e.Problems, false)
		if !o.json && i > 0 {
			fmt.Fprintln(stdout)
		}
		if err := showOne(o, e, isText, pair{audio: name}.name(), stdout); err != nil {
			return failureError{error: err}
		}
		if !o.json {
			report.Diagnostics(stderr, report.StyleFor(stderr), e.Problems)
		}
	}
	if failure != nil {
		return failure
	}
	if wrong {
		return errProblems
	}
	return nil
}

// names are the files to show. Where a site says where the topics of a text are, its config is noted.
func (o *showOptions) names(args []string, stdout io.Writer) ([]string, error) {
	if !o.site.all {
		args, err := expandGlobs(args)
		if err == nil && o.options.Text.From == "" && len(o.options.Text.Sections) == 0 {
			o.config, err = o.site.lookUp(stdout)
		}
		return args, err
	}
	o.site.web = !o.web.offline
	s, err := o.site.selected(nil, stdout)
	if err != nil {
		return nil, err
	}
	for _, p := range s.audio() {
		args = append(args, p.audio)
	}
	return args, nil
}

// readOne reads one file by itself.
func readOne(o showOptions, name string) (e episode.Episode, isText bool, err error) {
	reader, options := &audio.Reader{Walker: mpeg.Walker{Marks: report.ChartMarks}}, episode.Options{}
	if remote.IsURL(name) && o.web.offline {
		return e, false, fmt.Errorf("%s: %w", remote.Redacted(name), errOffline)
	}
	if remote.IsURL(name) {
		options.Web = o.web.client(true) // what is drawn is not remembered
		e, err = episode.Load(reader, "", name, options)
		return e, false, err
	}
	isText = o.options.Format != "" && o.options.Format != episode.MP3
	if o.options.Format == "" {
		isText, err = episode.IsText(name)
	}
	if err != nil {
		return e, false, err
	}
	if name == episode.StandardInput {
		if o.options.Piped, err = episode.ReadText(os.Stdin); err != nil {
			return e, true, err
		}
	}
	if isText {
		if o.config != nil && o.config.Owns(name) {
			o.options.Text = o.config.Text
		}
		e, err = episode.LoadText(name, o.options)
		return e, true, err
	}
	e, err = episode.Load(reader, "", name, options)
	return e, false, err
}

func showOne(o showOptions, e episode.Episode, isText bool, name string, stdout io.Writer) error {
	style := report.StyleFor(stdout)
	switch {
	case isText && o.json:
		return report.JSON(stdout, report.Text(e.Document, e.Problems))
	case isText:
		report.ShowText(stdout, style, e.Document)
		if o.why {
			report.ShowWhy(stdout, e.Document)
		}
	case e.Audio == nil && o.json:
		return report.JSON(stdout, refused{Status: "problems", File: name, Problems: report.Problems(e.Problems)})
	case e.Audio == nil:
		return nil // the diagnostics say it all
	case o.json:
		result := report.Audio(e.Audio)
		if o.tag {
			result.Layout = report.Layout(e.Audio)
		}
		return report.JSON(stdout, result)
	default:
		report.ShowAudio(stdout, style, e.Audio)
		if o.wave {
			if err := showWave(e.Audio, style, stdout); err != nil {
				return err
			}
		}
		if o.tag {
			report.ShowLayout(stdout, e.Audio)
		}
	}
	return nil
}

// showWave listens to a file, and draws it. What is on the web would be read twice for it.
func showWave(f *audio.File, style report.Style, stdout io.Writer) error {
	if remote.IsURL(f.Name) {
		fmt.Fprintln(stdout, "  wave      it is drawn of files alone")
		return nil
	}
	sound, err := f.Sound()
	if err != nil {
		return err
	}
	defer sound.Close()
	report.ShowWave(stdout, style, sound.Envelope, f.Chapters(), f.Duration(), report.Width(stdout))
	return nil
}
