package main

import (
	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/cmd/internal/job"
	"github.com/chapmark/chapmark/cmd/internal/output"
	"github.com/chapmark/chapmark/cmd/internal/run"
)

type stampFlags struct {
	selectFlags
	changeFlags
	missing bool
}

func newStamp(console *output.Console) *cobra.Command {
	var f stampFlags
	command := &cobra.Command{
		Use:     "stamp EPISODE.md [AUDIO.mp3]... | --all",
		GroupID: "work",
		Short:   "Write the MP3's size and duration into the front matter",
		Long: `Stamp writes the real size and duration of the MP3 into the fields mp3_bytes and
mp3_duration of the episode's front matter. It changes only these two values: quotes,
comments, order and line endings stay, and each value keeps its form (1:09:49, 01:09:49
or 4189). With --add, it adds missing fields.`,
		Example: `  chapmark stamp episode.md episode.mp3
  chapmark stamp --add episode.md episode.mp3
  chapmark stamp --all`,
		Args: f.selectFlags.args("EPISODE.md"),
		RunE: func(_ *cobra.Command, args []string) error { return runStamp(f, args, console) },
	}
	f.selectFlags.add(command)
	f.changeFlags.add(command)
	f.addFailFast(command)
	command.Flags().BoolVar(&f.missing, "add", false, "add missing fields")
	return command
}

func runStamp(f stampFlags, args []string, console *output.Console) error {
	s, err := f.jobs(args, "")
	if err != nil {
		return err
	}
	if err := job.NeedTexts(s.Jobs); err != nil && !f.request.All {
		return err
	}
	many := f.request.All || len(s.Jobs) > 1 || f.report != ""
	reader := newReader(!many)
	defer func() { _ = reader.Facts.Save() }()
	single := f.single("stamp", f.request.All)
	o := output.Options{Console: console, Command: "stamp", Many: many, Verb: f.verb("stamped", "would stamp")}
	return f.each(s, o, f.workers, many, func(j job.Job) run.Outcome {
		if missing, ok := run.MissingAudio(j, s); ok {
			return missing
		}
		return single.Stamp(j, reader, f.missing)
	})
}
