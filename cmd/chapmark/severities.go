package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/site"
)

// severities say how severe the problems are that are found: as the command line asks, else the site's config, else the
// table of rules. What the text opts out of is left out. They decide nothing about what stops a write.
type severities struct {
	flags map[chapters.Rule]site.Level
}

// severities reads the flags.
func (o siteOptions) severities() (severities, error) {
	s := severities{map[chapters.Rule]site.Level{}}
	if o.requireAudio {
		s.flags[chapters.AudioMissing] = site.Level{Severity: chapters.Error}
	}
	for _, word := range o.rules {
		id, severity, _ := strings.Cut(word, "=")
		level, ok := site.ParseLevel(severity)
		known := slices.ContainsFunc(chapters.Rules(), func(info chapters.RuleInfo) bool { return info.Rule == chapters.Rule(id) })
		if !ok || !known {
			return s, usageError{fmt.Errorf("--rule %s: write a rule of docs/checks.md, = and off, advice, warning or error", word)}
		}
		s.flags[chapters.Rule(id)] = level
	}
	return s, nil
}

// judge gives the problems of an episode, or of a site without one, their severities.
func (s severities) judge(p pair, document chapters.Document, problems []chapters.Diagnostic) []chapters.Diagnostic {
	kept := problems[:0:0]
	for _, d := range problems {
		if document.Silences(d) {
			continue
		}
		level, changed := s.flags[d.Rule]
		if !changed && p.config != nil {
			level, changed = p.config.Level(d.Rule, p.name())
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
