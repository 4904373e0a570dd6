package format

import (
	"cmp"
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
	list := slices.Clone(set.Chapters)
	document, origins = withStood(document, set, origins)
	text, err := relisted(document, set, origins)
	if err != nil || !set.Described {
		return text, err
	}
	return described(document, text, list, origins)
}

// withStood is a document in which the lines that come back stand again, as they were, and which topic of it each chapter is. Where
// a text does not take them, it stays as it is.
func withStood(document chapters.Document, set Set, origins []int) (chapters.Document, []int) {
	for i, line := range set.Stood { // in the place of the one that was written anew
		if origins[i] < 0 || line.Text == "" {
			continue
		}
		topic := document.Topics[origins[i]]
		changed, err := chapters.ApplyEdits(document.Source.Text, []chapters.Edit{{Span: document.Source.Lines(topic.Span), Text: line.Text}})
		again, _ := markdown.Again(document, changed)
		if expected := slices.Clone(document.Topics); err == nil {
			expected[origins[i]].Title, expected[origins[i]].URL = line.Topic.Title, line.Topic.URL
			if slices.EqualFunc(again.Topics, expected, sameWords) {
				document = again
			}
		}
	}
	var all Set
	var of []int // which chapter of the set each is; -1: it goes
	for i, t := range document.Topics {
		all.Chapters, all.Stood, of = append(all.Chapters, chapters.Chapter{Start: t.Start, End: t.End, Title: t.Title, URL: t.URL}), append(all.Stood, Line{}), append(of, slices.Index(origins, i))
	}
	for i, line := range set.Stood {
		if origins[i] >= 0 || line.Text == "" {
			continue
		}
		at := slices.IndexFunc(all.Chapters, func(c chapters.Chapter) bool { return c.Start > line.Topic.Start })
		if at < 0 {
			at = len(of)
		}
		all.Chapters, all.Stood, of = slices.Insert(all.Chapters, at, line.Topic), slices.Insert(all.Stood, at, line), slices.Insert(of, at, i)
	}
	if len(of) == len(document.Topics) {
		return document, origins
	}
	text, err := Into(document, all)
	again, _ := markdown.Again(document, text)
	if err != nil || !slices.EqualFunc(again.Topics, all.Chapters, func(t chapters.Topic, c chapters.Chapter) bool { return t.Title == c.Title && t.URL == c.URL }) {
		return document, origins
	}
	now := slices.Repeat([]int{-1}, len(origins))
	for at, i := range of {
		if i >= 0 {
			now[i] = at
		}
	}
	return again, now
}

func sameWords(a, b chapters.Topic) bool { return a.Title == b.Title && a.URL == b.URL }

// TopicOf is which topic of a text that was revised a chapter of its list is: lists come in the order of time, and a text may have been left
// in one of its own. Origins say which topic each was.
func TopicOf(document chapters.Document, origins []int, i int) int {
	if origins[i] < 0 || slices.IsSortedFunc(document.Topics, func(a, b chapters.Topic) int { return cmp.Compare(a.Start, b.Start) }) {
		return i
	}
	return origins[i]
}

// described gives the topics of a text that was revised their pictures and hidden marks, where these are others.
func described(document chapters.Document, text []byte, list []chapters.Chapter, origins []int) ([]byte, error) {
	document, _ = markdown.Again(document, text)
	source := func(image *chapters.Image) string {
		if image == nil {
			return ""
		}
		return image.Source
	}
	for i, c := range list {
		i = TopicOf(document, origins, i)
		var edits []chapters.Edit
		var err error
		want := document.Topics[i]
		if source(c.Image) != source(want.Image) {
			var there bool
			if edits, there = inLine(document, i, source(c.Image)); !there {
				edits, err = markdown.Pictured(document, i, source(c.Image))
			}
			if want.Image = c.Image; source(c.Image) == "" {
				want.Image = nil
			}
		}
		if err == nil && c.Hidden != want.Hidden {
			var more []chapters.Edit
			more, err = markdown.Hiding(document, i, c.Hidden)
			edits, want.Hidden = append(edits, more...), c.Hidden
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", chapters.Quoted(c.Title), err)
		}
		if len(edits) == 0 {
			continue
		}
		changed, ok := alike(document, edits, i, want)
		if !ok {
			return nil, fmt.Errorf("%s: its picture and whether it is hidden cannot be changed from here: edit the front matter", chapters.Quoted(c.Title))
		}
		document, _ = markdown.Again(document, changed)
	}
	return document.Source.Text, nil
}

// relisted is the text with the list in it, without what else is known of the chapters.
func relisted(document chapters.Document, set Set, origins []int) ([]byte, error) {
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
	before := document.Topics
	text, err := markdown.Retime(document, starts)
	if err != nil && len(document.Topics) == len(rounded) {
		return nil, err
	}
	if err == nil { // the rest is changed in a text in which the topics that stay are in their places
		document, _ = markdown.Again(document, text)
	}
	inPlace := err == nil && len(rounded) == len(document.Topics)
	for i := range rounded {
		if inPlace = inPlace && (origins[i] == i || origins[i] >= 0 && asOrdered(document.Topics, before)); origins[i] >= 0 {
			var same bool
			document, same = reworded(document, origins[i], rounded[i])
			inPlace = inPlace && same
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
	set.Chapters, set.Stood = rounded, nil
	return Into(document, set)
}

// asOrdered reports whether of each two neighbours the same one is the earlier: then no line has to move, whatever their order is.
func asOrdered(now, before []chapters.Topic) bool {
	for i := 1; i < len(now); i++ {
		if cmp.Compare(now[i].Start, now[i-1].Start) != cmp.Compare(before[i].Start, before[i-1].Start) {
			return false
		}
	}
	return true
}

// reworded is a document in which one topic is called what the chapter is, and leads where that does, as far as this needs no other
// line; false where it does.
func reworded(document chapters.Document, index int, c chapters.Chapter) (chapters.Document, bool) {
	done := true
	if c.URL != document.Topics[index].URL {
		text, ok := Relinked(document, index, c.URL)
		if done = ok; ok {
			document, _ = markdown.Again(document, text)
		}
	}
	if c.Title != document.Topics[index].Title {
		text, ok := Retitled(document, index, c.Title)
		if done = done && ok; ok {
			document, _ = markdown.Again(document, text)
		}
	}
	return document, done
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
