package format

import (
	"fmt"
	"slices"
	"time"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/markdown"
)

// Revise puts a list of chapters, in the order of time, into a text in the place of its topics. Origins are as many, and say
// which topic each was; -1 for a new one. Of topics that were only moved, nothing but the timestamps changes, which stay whole seconds where
// all of them were, unless the set says that they are exact. The error says what the text has no place for; *IntoError names that place.
func Revise(document chapters.Document, set Set, origins []int) ([]byte, error) {
	exact := set.Exact || !document.WholeSeconds()
	starts := make([]time.Duration, len(document.Topics))
	for i, t := range document.Topics {
		starts[i] = t.Start
	}
	rounded := slices.Clone(set.Chapters)
	for i := range rounded {
		if !exact { // as the text has them
			rounded[i].Start = chapters.WholeSecond(rounded[i].Start)
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
	if err != nil && len(document.Topics) == len(rounded) {
		return nil, err
	}
	if err == nil { // the rest is changed in a text in which the topics that stay are in their places
		document, _ = markdown.Again(document, text)
	}
	inPlace := len(rounded) == len(document.Topics)
	for i := range rounded {
		inPlace = inPlace && origins[i] == i
	}
	for i := range rounded {
		if inPlace = inPlace && rounded[i].URL == document.Topics[i].URL; !inPlace || rounded[i].Title == document.Topics[i].Title {
			continue
		}
		renamed, ok := Retitled(document, i, rounded[i].Title)
		if inPlace = ok; ok {
			document, _ = markdown.Again(document, renamed)
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
	if document, err = withKeys(document, rounded, origins); err != nil {
		return nil, err
	}
	set.Chapters = rounded
	return Into(document, set)
}

// withKeys renames and removes the front matter's keys for pictures of topics that are called otherwise, or are gone.
func withKeys(document chapters.Document, list []chapters.Chapter, origins []int) (chapters.Document, error) {
	var edits []chapters.Edit
	for i, t := range document.Topics {
		if at := slices.Index(origins, i); at < 0 {
			edits = append(edits, markdown.WithoutKeys(document, i)...)
		} else if list[at].Title != t.Title {
			edits = append(edits, markdown.RetitledKeys(document, i, list[at].Title)...)
		}
	}
	text, err := chapters.ApplyEdits(document.Source.Text, edits)
	if err != nil || len(edits) == 0 {
		return document, err
	}
	document, _ = markdown.Again(document, text)
	return document, nil
}
