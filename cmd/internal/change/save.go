package change

import (
	"fmt"
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
}

// Save is the change that brings an edited list into the episode's text.
func Save(e episode.Episode, edited Edited) (Change, error) {
	text, err := newText(e, edited.Chapters, edited.Origins)
	return Change{Text: &Edit{e.TextPath, e.Document.Source.Text, text}}, err
}

// SaveAll is the change that brings an edited list into the tag, to the millisecond, and into the text.
func SaveAll(e episode.Episode, edited Edited) (Change, []chapters.Diagnostic, error) {
	c, err := Save(e, edited)
	if err != nil {
		return c, nil, err
	}
	e.Chapters = edited.full(e)
	both, blocking, err := Write(e, WriteOptions{})
	both.Text = c.Text
	return both, blocking, err
}

// full are the chapters of an edited list with their ends, behind the opening one that the episode may have.
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

// newText is the text with the chapters: of topics that were only moved, nothing but the timestamps changes.
func newText(e episode.Episode, list []chapters.Chapter, origins []int) ([]byte, error) {
	document := e.Document
	exact := slices.ContainsFunc(document.Topics, func(t chapters.Topic) bool { return t.Start%time.Second != 0 })
	starts := make([]time.Duration, len(document.Topics))
	for i, t := range document.Topics {
		starts[i] = t.Start
	}
	rounded := slices.Clone(list)
	for i := range rounded {
		if !exact { // as the text has them
			rounded[i].Start = rounded[i].Start.Truncate(time.Second)
		}
		if origin := origins[i]; origin >= 0 {
			starts[origin] = rounded[i].Start
		}
	}
	for i := 1; i < len(rounded); i++ {
		asBefore := origins[i] >= 0 && origins[i-1] >= 0 && document.Topics[origins[i]].Start == document.Topics[origins[i-1]].Start
		if rounded[i].Start == rounded[i-1].Start && !asBefore && !rounded[i].Hidden && !rounded[i-1].Hidden {
			return nil, fmt.Errorf("two chapters would start at %s", chapters.FormatTimestamp(rounded[i].Start))
		}
	}
	text, err := markdown.Retime(document, starts)
	if err != nil && len(document.Topics) == len(list) {
		return nil, err
	}
	if err == nil { // the rest is changed in a text in which the topics that stay are in their places
		document, _ = markdown.Parse(chapters.NewSource(document.Source.Name, text))
	}
	inPlace := len(list) == len(document.Topics)
	for i := range rounded {
		inPlace = inPlace && origins[i] == i
	}
	for i := range rounded {
		if !inPlace || rounded[i].Title == document.Topics[i].Title {
			continue
		}
		renamed, ok := format.Retitled(document, i, rounded[i].Title)
		if inPlace = ok; ok {
			document, _ = markdown.Parse(chapters.NewSource(document.Source.Name, renamed))
		}
	}
	if inPlace {
		return document.Source.Text, nil
	}
	for i := range rounded {
		rounded[i].End = rounded[i].Start
		if implied, ok := chapters.ImpliedEnd(rounded, i); ok {
			rounded[i].End = implied
		}
		if origin := origins[i]; origin >= 0 && document.Topics[origin].End > 0 && err == nil { // a range stays one
			rounded[i].End = document.Topics[origin].End
		}
	}
	return format.Into(document, format.Set{Chapters: rounded})
}
