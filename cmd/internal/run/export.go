package run

import (
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/format"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/job"
)

// Stops is the outcome of an export whose source is at fault.
func Stops(j job.Job, e episode.Episode, set format.Set, err error) (Outcome, bool) {
	blocking := e.BlockingExport()
	switch {
	case err != nil:
		return Failure(j, err), true
	case len(blocking) == 0 && len(set.Chapters) == 0:
		blocking = []chapters.Diagnostic{chapters.Report(chapters.NoTopics, chapters.NewSource(j.Name(), nil), chapters.Span{}, "there are no chapters in it")}
	}
	return Refusal(j, blocking), len(blocking) > 0
}
