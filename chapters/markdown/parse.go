// Package markdown reads an episode's text. In goes a Source, out come a chapters.Document (its front matter and its
// topics, each with the bytes that it came from) and the problems found on the way. Parsing never fails on content.
package markdown

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/limits"
)

var byteOrderMark = []byte("\xEF\xBB\xBF")

// Parse reads the text. What is wrong with it becomes a diagnostic; a text that cannot be read at all has no topics.
func Parse(source *chapters.Source) (chapters.Document, []chapters.Diagnostic) {
	return Options{}.Parse(source)
}

// Again reads another version of a document's text as that was read.
func Again(document chapters.Document, text []byte) (chapters.Document, []chapters.Diagnostic) {
	return Options{AnyOrder: document.AnyOrder}.Parse(chapters.NewSource(document.Source.Name, text))
}

// Parse is the package's Parse, with a choice of where the topics are.
func (o Options) Parse(source *chapters.Source) (chapters.Document, []chapters.Diagnostic) {
	document := chapters.Document{Source: source}
	if problem := checkText(source); problem != nil {
		return document, []chapters.Diagnostic{*problem}
	}
	if problem := refusedMarkup(source); problem != nil {
		return document, []chapters.Diagnostic{*problem}
	}
	block, problem := splitFrontMatter(source)
	switch {
	case problem == nil:
		document.FrontMatter, problem = parseFrontMatter(source, block)
	case block.content.End > 0: // too large to be read; the text after it is none the worse
		document.FrontMatter = chapters.FrontMatter{Syntax: block.syntax, Span: block.content, Values: map[string]any{}}
	default:
		return document, []chapters.Diagnostic{*problem}
	}
	document.Fields = o.Fields.Known(document.FrontMatter)
	problems := findTopics(&document, block.body, o)
	problems = append(problems, addImages(&document)...)
	problems = append(problems, readOptOuts(&document, block.body)...)
	if document.AnyOrder = document.AnyOrder || o.AnyOrder; document.AnyOrder {
		slices.SortStableFunc(document.Topics, func(a, b chapters.Topic) int { return cmp.Compare(a.Start, b.Start) })
	}
	if problem != nil {
		problems = append(problems, *problem)
	}
	chapters.SortDiagnostics(problems)
	return document, problems
}

// checkText refuses what is not text: too large, or not UTF-8.
func checkText(source *chapters.Source) *chapters.Diagnostic {
	if n := len(source.Text); n > limits.TextBytes {
		d := chapters.Report(chapters.NotMarkdown, source, chapters.Span{}, "the file is larger than %d MiB, so it is probably not an episode's text", limits.TextBytes>>20)
		return &d
	}
	if n := bytes.Count(source.Text, []byte("\n")); n > limits.TextLines {
		d := chapters.Report(chapters.NotMarkdown, source, chapters.Span{}, "the file has more than %d lines, so it is probably not an episode's text", limits.TextLines)
		return &d
	}
	if n := marks(source.Text); n > limits.TextMarks {
		d := chapters.Report(chapters.NotMarkdown, source, chapters.Span{}, "the file has more than %d list items, quotes and cells, so it is probably not an episode's text", limits.TextMarks)
		return &d
	}
	if span, why := source.NotText(); why != "" {
		d := chapters.Report(chapters.NotMarkdown, source, span, "%s", why).WithHint("save the file as UTF-8 text")
		return &d
	}
	return nil
}
