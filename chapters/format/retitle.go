package format

import (
	"slices"
	"strings"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/markdown"
)

// Retitled returns a text in which one topic is called something else, and nothing but the title's bytes is changed; false where
// the old title does not stand there literally, or the text would then be read in another way.
func Retitled(document chapters.Document, index int, title string) ([]byte, bool) {
	topic := document.Topics[index]
	if topic.Title == "" {
		return nil, false
	}
	keys := markdown.RetitledKeys(document, index, title)
	want := topic
	want.Title = title
	for _, edit := range titleEdits(document, topic, title) {
		if changed, ok := alike(document, append(keys, edit), index, want); ok {
			return changed, true
		}
	}
	return nil, false
}

// Relinked returns a text in which one topic's link leads elsewhere, or nowhere, or in which it has one, and nothing else is changed; false
// where the text would then be read in another way.
func Relinked(document chapters.Document, index int, url string) ([]byte, bool) {
	topic := document.Topics[index]
	entry, want := string(document.Source.Text[topic.Span.Start:topic.Span.End]), topic
	want.URL = url
	var edits []string
	if topic.URL == "" {
		words := wordsOf(topic.Title)
		if !places(entry, topic.Stamp.End-topic.Span.Start, words) {
			return nil, false
		}
		start, end := words[0].at.Start, words[len(words)-1].at.End
		start = withMarks(entry, start, "*_`~")
		for end < len(entry) && strings.IndexByte("*_`~", entry[end]) >= 0 {
			end++
		}
		edits = append(edits, entry[:start]+"["+entry[start:end]+"]("+linkTarget(url)+")"+entry[end:])
	}
	for _, written := range []func(string) string{strings.Clone, linkTarget} {
		old := written(topic.URL)
		at := strings.Index(entry, "]("+old)
		switch {
		case old == "" || strings.Count(entry, old) != 1:
		case url != "":
			edits = append(edits, strings.Replace(entry, old, linkTarget(url), 1))
		case at > 0:
			open, end := strings.LastIndexByte(entry[:at], '['), strings.IndexByte(entry[at:], ')')
			if open >= 0 && end > 0 {
				edits = append(edits, entry[:open]+entry[open+1:at]+entry[at+end+1:])
			}
		}
	}
	for _, text := range edits {
		if changed, ok := alike(document, []chapters.Edit{{Span: topic.Span, Text: text}}, index, want); ok {
			return changed, true
		}
	}
	return nil, false
}

// alike makes edits, and holds the text against what one topic should be by them, and all others as they were.
func alike(document chapters.Document, edits []chapters.Edit, index int, want chapters.Topic) ([]byte, bool) {
	changed, err := chapters.ApplyEdits(document.Source.Text, edits)
	if err != nil {
		return nil, false
	}
	again, _ := markdown.Again(document, changed)
	return changed, slices.EqualFunc(again.Topics, document.Topics, func(t, was chapters.Topic) bool {
		if was.Span == document.Topics[index].Span && was.Stamp == document.Topics[index].Stamp {
			was = want
		}
		return t.Title == was.Title && t.Start == was.Start && t.End == was.End && t.URL == was.URL && t.Linked == was.Linked && t.Hidden == was.Hidden && sameImage(t.Image, was.Image)
	})
}

// titleEdits are the ways to write another title, the plainest first.
func titleEdits(document chapters.Document, topic chapters.Topic, title string) (edits []chapters.Edit) {
	if topic.Stamp.Start < document.FrontMatter.Span.End {
		edits = fieldEdits(document.Source.Text, document.FrontMatter, topic, title)
	}
	entry := string(document.Source.Text[topic.Span.Start:topic.Span.End])
	escapes := []func(string) string{plainText, backslashed, cautious, everything}
	for _, p := range changedParts(topic.Title, title) {
		for _, written := range append([]func(string) string{strings.Clone}, escapes...) { // it may have been escaped when it was written
			if old := written(p.old); strings.Count(entry, old) == 1 {
				for _, escape := range escapes {
					edits = append(edits, chapters.Edit{Span: topic.Span, Text: strings.Replace(entry, old, escape(p.new), 1)})
				}
				break
			}
		}
	}
	return append(edits, wordEdits(entry, topic, title)...)
}

type part struct{ old, new string }

// changedParts are the words in which two titles differ, with none, one and two of those around them, and the titles as a whole:
// what is emphasised or linked elsewhere in a title stays so.
func changedParts(old, title string) (parts []part) {
	a, b := strings.SplitAfter(old, " "), strings.SplitAfter(title, " ")
	before, behind := sharedEnds(a, b, func(a, b string) bool { return a == b })
	for around := range 3 {
		from, to := max(before-around, 0), max(behind-around, 0)
		p := part{strings.Join(a[from:len(a)-to], ""), strings.Join(b[from:len(b)-to], "")}
		if strings.HasSuffix(p.new, " ") { // markup may end before it
			p = part{strings.TrimSuffix(p.old, " "), strings.TrimSuffix(p.new, " ")}
		}
		if p.old != "" && p.old != old && !slices.Contains(parts, p) {
			parts = append(parts, p)
		}
	}
	return append(parts, part{old, title})
}

// fieldEdits are those of the field of the front matter that stands beside the topic's start and holds its title.
func fieldEdits(text []byte, front chapters.FrontMatter, topic chapters.Topic, title string) (edits []chapters.Edit) {
	at := front.FieldAt(topic.Stamp)
	if at < 0 {
		return nil
	}
	for _, f := range front.Fields {
		if f.Value == topic.Title && (f.Editable || f.IsQuoted(text)) && f.Parent() == front.Fields[at].Parent() && f.Parent() != "" {
			if f.Quote == "" {
				edits = append(edits, chapters.Edit{Span: f.Span, Text: title})
			} else if f.Quote == "'" {
				edits = append(edits, chapters.Edit{Span: f.Span, Text: "'" + strings.ReplaceAll(title, "'", "''") + "'"})
			}
			edits = append(edits, chapters.Edit{Span: f.Span, Text: markdown.Quoted(title)})
		}
	}
	if own := front.Fields[at]; len(edits) == 0 && own.Editable && strings.Count(own.Value, topic.Title) == 1 { // a stamp and its title as one text
		value := strings.Replace(own.Value, topic.Title, title, 1)
		edits = append(edits, chapters.Edit{Span: own.Span, Text: own.Quote + value + own.Quote}, chapters.Edit{Span: own.Span, Text: markdown.Quoted(value)})
	}
	return edits
}

func sameImage(a, b *chapters.Image) bool {
	return a == nil && b == nil || a != nil && b != nil && a.Source == b.Source
}
