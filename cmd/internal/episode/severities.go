package episode

import (
	"slices"
	"strings"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/job"
	"github.com/chapmark/chapmark/cmd/internal/site"
)

// Severities say how severe problems are: as the command line asks, else the site's config, else the table of rules. What
// the text opts out of is left out. They decide nothing about what stops a write.
type Severities map[chapters.Rule]site.Level

// ParseSeverities reads words such as too-short=off.
func ParseSeverities(words []string, requireAudio bool) (Severities, error) {
	s := Severities{}
	if requireAudio {
		s[chapters.AudioMissing] = site.Level{Severity: chapters.Error}
	}
	for _, word := range words {
		id, severity, _ := strings.Cut(word, "=")
		level, ok := site.ParseLevel(severity)
		known := slices.ContainsFunc(chapters.Rules(), func(info chapters.RuleInfo) bool { return info.Rule == chapters.Rule(id) })
		if !known {
			return s, job.Usage("--rule %s: there is no rule %q%s", word, id, DidYouMean(id, site.RuleNames()))
		}
		if !ok {
			return s, job.Usage("--rule %s: write %s=off, advice, warning or error", word, id)
		}
		s[chapters.Rule(id)] = level
	}
	return s, nil
}

// Judge gives the problems of an episode, or of a site without one, their severities.
func (s Severities) Judge(j job.Job, document chapters.Document, problems []chapters.Diagnostic) []chapters.Diagnostic {
	kept := problems[:0:0]
	for _, d := range problems {
		if document.Silences(d) {
			continue
		}
		level, changed := s[d.Rule]
		if !changed && j.Site != nil {
			level, changed = j.Site.Level(d.Rule, j.Name())
		}
		if changed && level.Off {
			continue
		}
		if changed {
			d.Severity = level.Severity
		}
		kept = append(kept, d)
	}
	return kept
}

// Site judges problems that belong to no single episode.
func (s Severities) Site(selection job.Selection) func(chapters.Diagnostic) []chapters.Diagnostic {
	return func(d chapters.Diagnostic) []chapters.Diagnostic {
		return s.Judge(job.Job{Audio: d.Source.Name, Site: selection.Site}, chapters.Document{}, []chapters.Diagnostic{d})
	}
}
