package format

import (
	"strings"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/markdown"
)

// Retitled returns a text in which one topic is called something else, and nothing but the title's bytes is changed; false where
// the old title does not stand there literally, or the text would then be read in another way.
func Retitled(document chapters.Document, index int, title string) ([]byte, bool) {
	topic, text := document.Topics[index], document.Source.Text
	entry := string(text[topic.Span.Start:topic.Span.End])
	if topic.Title == "" || strings.Count(entry, topic.Title) != 1 {
		return nil, false
	}
	for _, escape := range []func(string) string{plainText, backslashed, cautious, everything} {
		edit := chapters.Edit{Span: topic.Span, Text: strings.Replace(entry, topic.Title, escape(title), 1)}
		changed, err := chapters.ApplyEdits(text, append(markdown.RetitledKeys(document, index, title), edit))
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

func sameImage(a, b *chapters.Image) bool {
	return a == nil && b == nil || a != nil && b != nil && a.Source == b.Source
}
