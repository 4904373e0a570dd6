package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/platform"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/report"
)

// choosePlatforms finds out which platforms --platform names.
func (o *checkOptions) choosePlatforms() error {
	names := platform.Names()
	if slices.Contains(o.platforms, "all") {
		o.platforms = names
	}
	for _, name := range o.platforms {
		if slices.Contains(names, name) {
			continue
		}
		near := ""
		if close := report.Nearest(name, names); close != "" {
			near = fmt.Sprintf("; did you mean %s?", close)
		}
		return usageError{fmt.Errorf("--platform %q is none of %s, or all%s", name, strings.Join(names, ", "), near)}
	}
	return nil
}

// onPlatforms finds what listeners will miss.
func (o *checkOptions) onPlatforms(e episode.Episode) []chapters.Diagnostic {
	source, list := e.Document.Source, e.Chapters
	if source == nil {
		source, list = e.Facts.Source, e.Facts.Embedded
	}
	return platform.Check(o.platforms, source, platform.Episode{Chapters: list, Duration: e.Facts.Duration, Problems: e.Problems})
}
