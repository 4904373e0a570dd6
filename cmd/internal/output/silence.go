package output

import (
	"fmt"
	"slices"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/run"
)

// silence keeps back what need not be said of each episode: that a site's audio is not there.
type silence struct {
	first chapters.Diagnostic
	count int
}

// filter is what is said of an outcome.
func (s *silence) filter(o run.Outcome) []chapters.Diagnostic {
	if o.Job.Named == "" {
		return o.Problems
	}
	return slices.DeleteFunc(slices.Clone(o.Problems), func(d chapters.Diagnostic) bool {
		silent := d.Rule == chapters.AudioMissing && d.Severity == chapters.Advice
		if silent {
			if s.count++; s.count == 1 {
				s.first = d
			}
		}
		return silent
	})
}

// once says it of all of them; of one, as it was said.
func (s *silence) once() []chapters.Diagnostic {
	if s.count == 0 {
		return nil
	}
	d := s.first
	if s.count > 1 {
		d.Message = missingWords(s.count)
	}
	return []chapters.Diagnostic{d}
}

func missingWords(episodes int) string {
	if episodes == 1 {
		return "the audio of 1 episode is missing: this one's"
	}
	return fmt.Sprintf("the audio of %d episodes is missing; this is the first", episodes)
}
