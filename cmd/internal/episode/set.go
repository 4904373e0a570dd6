package episode

import (
	"path/filepath"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/format"
)

// Set are the episode's chapters as formats of other programs take them: those of its text, or of its tag where it has no
// text.
func (e Episode) Set(template string) format.Set {
	set := format.Set{Chapters: e.Chapters, Members: e.Document.Members, Duration: e.Facts.Duration, Template: template}
	if e.AudioPath != "" {
		set.Audio, _ = chapters.CleanTitle(filepath.Base(e.AudioPath))
	}
	if e.TextPath == "" {
		if set.Chapters = e.Facts.Embedded; e.Audio != nil && e.Options.FixTitles {
			set.Chapters = e.Audio.ChaptersAsMeant()
		}
		if len(set.Chapters) == 0 && e.Audio != nil {
			set.Chapters, _ = chaptersOf(e.Audio)
		}
	}
	return set
}
