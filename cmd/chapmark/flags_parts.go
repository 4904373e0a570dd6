package main

import (
	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/job"
	"github.com/chapmark/chapmark/cmd/internal/output"
)

// partsFlag says that the MP3s before the last one are those that it was joined of.
type partsFlag bool

func (f *partsFlag) add(command *cobra.Command) {
	command.Flags().BoolVar((*bool)(f), "from-parts", false, "the last MP3 was joined from the ones before it: write a chapter for each, and keep their chapters")
}

// jobs are the selected episodes; of an MP3 that was joined of others, it is said where these begin.
func (f partsFlag) jobs(selected *selectFlags, args []string, source string, console *output.Console) (s job.Selection, err error) {
	if !f {
		return selected.jobs(args, source)
	}
	if selected.request.All || len(args) < 2 {
		return s, job.Usage("--from-parts needs the parts in order, then the joined MP3: PART.mp3... JOINED.mp3")
	}
	j, parts, err := episode.Joined(args, newReader(false))
	if err == nil {
		console.Parts(parts)
	}
	return job.Selection{Root: ".", Jobs: []job.Job{j}}, failed(err)
}
