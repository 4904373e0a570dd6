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
	topic, text := document.Topics[index], document.Source.Text
	if topic.Title == "" {
		return nil, false
	}
	keys := markdown.RetitledKeys(document, index, title)
	for _, edit := range titleEdits(document, topic, title) {
		changed, err := chapters.ApplyEdits(text, append(keys, edit))
		if err != nil {
			return nil, false
		}
		again, _ := markdown.Again(document, changed)
		if len(again.Topics) != len(document.Topics) {
			continue
		}
		same := true
		for i, t := range again.Topics {
			was := document.Topics[i]
			if i == index {
				was.Title = title
			}
			same = same && t.Title == was.Title && t.Start == was.Start && t.End == was.End && t.URL == was.URL && sameImage(t.Image, was.Image)
		}
		if same {
			return changed, true
		}
	}
	return nil, false
}

// titleEdits are the ways to write another title, the plainest first.
func titleEdits(document chapters.Document, topic chapters.Topic, title string) (edits []chapters.Edit) {
	if topic.Stamp.Start < document.FrontMatter.Span.End {
		edits = fieldEdits(document.Source.Text, document.FrontMatter, topic, title)
	}
	entry := string(document.Source.Text[topic.Span.Start:topic.Span.End])
	escapes := []func(string) string{plainText, backslashed, cautious, everything}
	for _, written := range append([]func(string) string{strings.Clone}, escapes...) { // it may have been escaped when it was written
		if old := written(topic.Title); strings.Count(entry, old) == 1 {
			for _, escape := range escapes {
				edits = append(edits, chapters.Edit{Span: topic.Span, Text: strings.Replace(entry, old, escape(title), 1)})
			}
			return edits
		}
	}
	return edits
}

// fieldEdits are those of the field of the front matter that stands beside the topic's start and holds its title.
func fieldEdits(text []byte, front chapters.FrontMatter, topic chapters.Topic, title string) (edits []chapters.Edit) {
	parent := func(key string) string { return key[:strings.LastIndexByte(key, '.')+1] }
	at := slices.IndexFunc(front.Fields, func(f chapters.Field) bool {
		return f.Span.Start <= topic.Stamp.Start && topic.Stamp.End <= f.Span.End
	})
	if at < 0 {
		return nil
	}
	for _, f := range front.Fields {
		if f.Value == topic.Title && (f.Editable || isQuoted(text, f)) && parent(f.Key) == parent(front.Fields[at].Key) && parent(f.Key) != "" {
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

// isQuoted reports whether a field stands between quotes, whatever is escaped in them.
func isQuoted(text []byte, f chapters.Field) bool {
	raw := text[f.Span.Start:f.Span.End]
	return len(raw) >= 2 && (raw[0] == '"' || raw[0] == '\'') && raw[len(raw)-1] == raw[0]
}

func sameImage(a, b *chapters.Image) bool {
	return a == nil && b == nil || a != nil && b != nil && a.Source == b.Source
}
