package markdown

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/chapmark/chapmark/chapters"
)

// fieldText is a text in the front matter, such as a description, and what it holds, read as a body is.
type fieldText struct {
	path     []string
	document chapters.Document
	problems []chapters.Diagnostic
}

// textTopics reads the topics of a text in the front matter: of the one that holds the most.
func textTopics(document *chapters.Document, options Options) []chapters.Diagnostic {
	var best fieldText
	eachText(document.FrontMatter.Values, nil, func(path []string, value string) {
		text := fieldText{path: path, document: chapters.Document{Source: chapters.NewSource(document.Source.Name, []byte(value)), FrontMatter: document.FrontMatter}}
		if text.problems = bodyTopics(&text.document, 0, options); len(text.document.Topics) > max(1, len(best.document.Topics)) {
			best = text
		}
	})
	if best.path == nil {
		return nil
	}
	finder := fieldFinder{document: document, at: document.FrontMatter.Span.Start}
	finder.skipTo(best.path)
	first := finder.at
	document.Candidates = append(document.Candidates, chapters.Candidate{Kind: frontMatter, Span: chapters.Span{Start: first, End: first}, Stamps: len(best.document.Topics), Taken: true})
	for _, topic := range best.document.Topics {
		topic.Stamp = finder.word(best.document.Source.Text, topic.Stamp)
		topic.Span = topic.Stamp
		document.Topics = append(document.Topics, topic)
	}
	for i := range best.problems {
		d := &best.problems[i]
		finder.at = first
		span := finder.word(best.document.Source.Text, d.Span)
		if d.Source, d.Related = document.Source, nil; len(d.Fix) != 1 || d.Fix[0].Span != d.Span || span.IsWhole() {
			d.Fix = nil
		} else {
			d.Fix[0].Span = span
		}
		d.Span = span
	}
	return best.problems
}

// word finds where a stretch of a field's text is written.
func (f *fieldFinder) word(text []byte, span chapters.Span) chapters.Span {
	return f.find(`(?:^|[^0-9:])(` + regexp.QuoteMeta(string(text[span.Start:span.End])) + `)`)
}

// eachText calls a function for texts of several lines that may hold stamps, in the order of their keys.
func eachText(values map[string]any, path []string, do func(path []string, value string)) {
	for _, key := range slices.Sorted(maps.Keys(values)) {
		inner := append(slices.Clone(path), key)
		switch value := values[key].(type) {
		case string:
			if strings.Count(strings.TrimSpace(value), "\n") > 0 && strings.ContainsAny(value, ":：") {
				do(inner, value)
			}
		case map[string]any:
			if len(inner) < deepestList {
				eachText(value, inner, do)
			}
		}
	}
}
