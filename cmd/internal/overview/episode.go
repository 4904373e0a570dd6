package overview

import (
	"path/filepath"
	"strings"

	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/report"
)

// Fill notes what is known of an episode.
func (e *Episode) Fill(from episode.Episode) {
	e.Title = title(from)
	e.Bytes, e.DurationS = from.Facts.Bytes, report.Seconds(from.Facts.Duration)
	e.Chapters = report.Chapters(from.Chapters)
	if from.TextPath == "" {
		e.Chapters = report.Chapters(from.Facts.Embedded)
	}
	e.Problems = Problems(from.Problems)
}

// title is that of the front matter, else the name of the file.
func title(from episode.Episode) string {
	if field, ok := from.Document.FrontMatter.Field("title"); ok && strings.TrimSpace(field.Value) != "" {
		return cut(field.Value)
	}
	path := from.TextPath
	if path == "" {
		path = from.AudioPath
	}
	return fileTitle(path)
}

func fileTitle(path string) string {
	return report.Valid(strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)))
}
