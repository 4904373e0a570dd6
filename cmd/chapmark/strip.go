package main

import (
	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/cmd/internal/job"
	"github.com/chapmark/chapmark/cmd/internal/output"
	"github.com/chapmark/chapmark/cmd/internal/run"
)

type stripFlags struct {
	selectFlags
	changeFlags
}

func newStrip(console *output.Console) *cobra.Command {
	var f stripFlags
	command := &cobra.Command{
		Use:     "strip FILE.mp3... | --all",
		GroupID: "work",
		Short:   "Remove chapters from MP3s, and nothing else",
		Long: `Strip removes chapters and their table of contents from MP3s. It keeps all other frames of
the tag and all audio, byte for byte. The file keeps its size, unless the tag contained only
chapters: then strip removes the whole tag.`,
		Example: `  chapmark strip episode.mp3
  chapmark strip --dry-run *.mp3`,
		Args: f.selectFlags.args("FILE.mp3"),
		RunE: func(_ *cobra.Command, args []string) error { return runStrip(f, args, console) },
	}
	f.selectFlags.add(command)
	f.changeFlags.add(command)
	f.addTag(command)
	f.addVerify(command)
	f.addFailFast(command)
	return command
}

func runStrip(f stripFlags, args []string, console *output.Console) error {
	s, err := f.files(args, f.request.All)
	if err != nil {
		return err
	}
	o := output.Options{Console: console, Command: "strip", Many: f.request.All, Verb: f.verb("stripped", "would strip")}
	single := f.single("strip", f.request.All)
	return f.each(s, o, f.workers, true, func(j job.Job) run.Outcome { return single.Strip(j, audio.Options{InPlace: f.inPlace}) })
}
