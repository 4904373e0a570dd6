package output

import (
	"fmt"
	"slices"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/job"
	"github.com/chapmark/chapmark/cmd/internal/run"
)

// silence keeps back what need not be said of each episode: that a site's audio is not there.
type silence struct{ kept []chapters.Diagnostic }

// filter is what is said of an outcome.
func (s *silence) filter(o run.Outcome) []chapters.Diagnostic {
	if o.Job.Named == "" {
		return o.Problems
	}
	return slices.DeleteFunc(slices.Clone(o.Problems), func(d chapters.Diagnostic) bool {
		silent := d.Rule == chapters.AudioMissing && d.Severity == chapters.Advice
		if silent {
			s.kept = append(s.kept, d)
		}
		return silent
	})
}

// once says it of all of them; of one, as it was said.
func (s *silence) once() []chapters.Diagnostic {
	if len(s.kept) == 0 {
		return nil
	}
	d := s.kept[0]
	if n := len(s.kept); n > 1 {
		d.Message = missingWords(n)
	}
	return []chapters.Diagnostic{d}
}

func missingWords(episodes int) string {
	if episodes == 1 {
		return "the audio of 1 episode is missing: this one's"
	}
	return fmt.Sprintf("the audio of %d episodes is missing; this is the first", episodes)
}

// besides are the problems that belong to no single episode, each as an outcome of its file.
func besides(s run.Summary, silence *silence) (list []run.Outcome) {
	for _, d := range append(slices.Clone(s.Problems), silence.once()...) {
		list = append(list, run.Outcome{Job: job.Job{Audio: d.Source.Name}, Problems: []chapters.Diagnostic{d}})
	}
	return list
}
