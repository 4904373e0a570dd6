package main

import (
	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/mpeg"
	"github.com/chapmark/chapmark/cmd/internal/job"
	"github.com/chapmark/chapmark/cmd/internal/output"
	"github.com/chapmark/chapmark/cmd/internal/run"
)

type showFlags struct {
	selectFlags
	sourceFlags
	answerFlags
	webFlags
	output.ShowOptions
}

func newShow(console *output.Console) *cobra.Command {
	var f showFlags
	command := &cobra.Command{
		Use:     "show FILE.mp3|EPISODE.md... | --all",
		GroupID: "work",
		Short:   "Show what is in a file: chapters, duration, tag",
		Long: `Show prints what is in an MP3 (chapters, real duration, audio, tag) or in an episode's
Markdown (its topics, with the titles and links of their chapters).`,
		Example: `  chapmark show episode.mp3
  chapmark show --tag episode.mp3
  chapmark show --wave episode.mp3
  chapmark show --why episode.md
  chapmark show --json episode.md episode.mp3`,
		Args: f.selectFlags.args("FILE.mp3 or EPISODE.md"),
		RunE: func(_ *cobra.Command, args []string) error { return runShow(f, args, console) },
	}
	f.answerFlags.add(command, false)
	f.selectFlags.add(command)
	f.webFlags.add(command)
	f.sourceFlags.add(command)
	command.Flags().BoolVar(&f.Why, "why", false, "say which timestamps in a text are topics, which are not, and why")
	command.Flags().BoolVar(&f.Wave, "wave", false, "draw the loudness of the audio over time, and the starts of chapters")
	command.Flags().BoolVar(&f.Tag, "tag", false, "list every frame of the tag, and everything around the audio")
	return command
}

func runShow(f showFlags, args []string, console *output.Console) error {
	f.request.ReadsWeb, f.request.Offline, f.request.Source = true, f.offline, f.sourceFlags.options.Format
	f.storage.Quick, f.storage.Timeout, f.noCache = f.quick, f.timeout, true // what is drawn is not remembered
	s, err := f.files(args, f.request.All)
	if err != nil {
		return err
	}
	chosen := f.sourceFlags.options.Text.From != "" || len(f.sourceFlags.options.Text.Sections) > 0
	if s, err = s.WithSites(f.request, !chosen); err != nil {
		return failed(err)
	}
	printers, err := f.printers(output.Options{Console: console, Command: "show", Asked: f.ShowOptions}, s)
	if err != nil {
		return err
	}
	source := f.sourceFlags.options
	source.Reader = &audio.Reader{Walker: mpeg.Walker{Marks: output.ChartMarks}, Listen: f.Wave}
	source.Web = f.webFlags.client(true)
	return ended(run.All(s, run.Options{Command: "show", Workers: 1}, func(j job.Job) run.Outcome { return run.Show(j, source, f.Wave) }, printers...))
}
