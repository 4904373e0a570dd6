package preview

import (
	"fmt"
	"slices"
	"time"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/format"
	"github.com/chapmark/chapmark/chapters/markdown"
	"github.com/chapmark/chapmark/cmd/internal/episode"
)

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
		if rounded[i].Start == rounded[i-1].Start && !asBefore {
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
		if i+1 < len(rounded) {
			rounded[i].End = rounded[i+1].Start
		}
		if origin := origins[i]; origin >= 0 && document.Topics[origin].End > 0 && err == nil { // a range stays one
			rounded[i].End = document.Topics[origin].End
		}
	}
	return format.Into(document, format.Set{Chapters: rounded})
}
