package change

import (
	"slices"
	"time"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/format"
	"github.com/chapmark/chapmark/chapters/markdown"
	"github.com/chapmark/chapmark/cmd/internal/episode"
)

// Edited is a list of chapters that a person made of an episode's, in the order of time. Origins say which topic each was;
// -1 for a new one.
type Edited struct {
	Chapters []chapters.Chapter
	Origins  []int
	Stood    []format.Line // lines that have to come back
	Exact    bool          // fractions of seconds go into a text that had none
}

// Save is the change that brings an edited list into the episode's text.
func Save(e episode.Episode, edited Edited) (Change, error) {
	text, err := format.Revise(e.Document, format.Set{Chapters: edited.Chapters, Exact: edited.Exact, Stood: edited.Stood, Described: true}, edited.Origins)
	return Change{Text: &Edit{e.TextPath, e.Document.Source.Text, text}}, err
}

// SaveAll is the change that brings an edited list into the tag, to the millisecond, and into the text.
func SaveAll(e episode.Episode, edited Edited) (Change, []chapters.Diagnostic, error) {
	c, err := Save(e, edited)
	if err != nil {
		return c, nil, err
	}
	// The list was held against the audio: what the text says that is past the end, it says no longer.
	blocking := slices.DeleteFunc(e.Blocking(), func(d chapters.Diagnostic) bool { return d.Rule == chapters.PastEnd })
	if len(blocking) > 0 {
		return Change{}, blocking, nil
	}
	if again, _ := markdown.Again(e.Document, c.Text.After); len(again.Topics) == len(edited.Chapters) {
		for i := range edited.Chapters { // an end that is stated moves with the start after it
			if c, t := &edited.Chapters[i], again.Topics[format.TopicOf(again, edited.Origins, i)]; c.End > 0 && t.Title == c.Title {
				c.End = t.End
			}
		}
	}
	both, blocking, err := tag(e, edited.full(e), WriteOptions{})
	both.Text = c.Text
	return both, blocking, err
}

// full are the chapters of an edited list with their ends, after the opening one that the episode may have.
func (edited Edited) full(e episode.Episode) []chapters.Chapter {
	var all []chapters.Chapter
	if len(e.Chapters) > 0 && e.Options.Intro != "" && len(e.Chapters) == len(e.Document.Topics)+1 && edited.Chapters[0].Start > 0 {
		all = append(all, e.Chapters[0])
	}
	all = append(all, edited.Chapters...)
	for i := range all {
		if all[i].End > all[i].Start && (i > 0 || len(all) == len(edited.Chapters)) {
			continue // it is stated
		}
		all[i].End = max(e.Facts.Duration.Truncate(time.Millisecond), all[i].Start)
		if implied, ok := chapters.ImpliedEnd(all, i); ok {
			all[i].End = implied
		}
	}
	return all
}
