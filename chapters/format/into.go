package format

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/markdown"
)

// IntoError says why topics cannot be put into a text, and where.
type IntoError struct {
	Span   chapters.Span
	Reason string
}

func (e *IntoError) Error() string { return e.Reason }

// usualHeading is what a list of topics stands under where a text has no place for one.
const usualHeading = "## Topics Include"

// Into returns an episode's text with the chapters in the place of its topics. Lines of topics that stay as they are keep their
// bytes, new ones look like those that were there, and nothing else changes. A text without topics gets them under its heading
// for them, else at its end. What could not be read back is refused with an *IntoError.
func Into(document chapters.Document, set Set) ([]byte, error) {
	text, topics := document.Source.Text, document.Topics
	if other := markdown.OtherMarkup(document.Source.Name); other != "" {
		return nil, &IntoError{Reason: "the text is in " + other + ", and chapters are put into Markdown alone"}
	}
	region, lines, err := oldLines(document)
	if err != nil {
		return nil, err
	}
	template := set.Template
	if template == "" {
		template = likeLines(document, lines)
	}
	if between, apart := firstBetween(document, lines); apart {
		return amid(document, set, lines, template, between)
	}
	if mark := []byte("\xEF\xBB\xBF"); bytes.HasPrefix(text, mark) {
		region.Start = max(region.Start, len(mark)) // it stays the first of all
	}
	newline := newlineAt(text, region)
	var list bytes.Buffer
	used := -1
	for i, c := range set.Chapters {
		c.Title, _ = chapters.CleanTitle(c.Title)
		at := find(topics, c)
		if i > 0 {
			if at > 0 && used == at-1 {
				list.Write(text[lines[used].End:lines[at].Start]) // with the blank lines that stood there
			} else {
				list.WriteString(newline)
			}
		}
		if used = at; at >= 0 {
			list.Write(text[lines[at].Start:lines[at].End])
			continue
		}
		line, err := set.line(i, template)
		if err != nil {
			return nil, err
		}
		list.WriteString(line)
	}
	if n := len(topics); n > 0 && used != n-1 && hasMore(document.Source, lines[n-1]) {
		return nil, &IntoError{lines[n-1], "the last topic has text below it, which would go to another topic"}
	}
	var result bytes.Buffer
	result.Write(text[:region.Start])
	if len(topics) == 0 {
		result.WriteString(opening(document, region.Start, newline))
		list.WriteString(newline)
	}
	result.Write(list.Bytes())
	result.Write(text[region.End:])
	return result.Bytes(), readBack(result.Bytes(), set.Chapters)
}

// line is what a chapter that has none yet stands in: the line that comes back, or one like the others.
func (set Set) line(i int, template string) (string, error) {
	if i < len(set.Stood) && set.Stood[i].Text != "" {
		return set.Stood[i].Text, nil
	}
	line, err := MarkdownLine(template, set.Chapters[i])
	if err != nil && set.Template == "" {
		line, err = MarkdownLine("", set.Chapters[i])
	}
	return line, err
}

// oldLines finds the lines of the topics, and refuses where they are not a list.
func oldLines(document chapters.Document) (region chapters.Span, lines []chapters.Span, err error) {
	text := document.Source.Text
	for i, topic := range document.Topics {
		if topic.Stamp.Start < document.FrontMatter.Span.End {
			return region, nil, &IntoError{topic.Stamp, "the topics are in the front matter, where a Markdown list cannot replace them"}
		}
		line := document.Source.Lines(topic.Span)
		if first := bytes.TrimSpace(text[line.Start:line.End]); inTable(document) || bytes.HasPrefix(first, []byte("<")) {
			return region, nil, &IntoError{line, "the topics are in a table or in HTML, where a Markdown list cannot replace them"}
		}
		if i > 0 && line.Start < lines[i-1].End {
			return region, nil, &IntoError{line, "two topics are on one line"}
		}
		lines = append(lines, line)
	}
	if n := len(lines); n > 0 {
		return chapters.Span{Start: lines[0].Start, End: lines[n-1].End}, lines, nil
	}
	at := len(text)
	if section := document.Section; !section.IsWhole() {
		at = nextLine(document.Source, max(section.End-1, section.Start))
		if line, _ := document.Source.Line(at); at < len(text) && underline().Match(line) {
			at = nextLine(document.Source, at) // CommonMark §4.3
		}
	}
	return chapters.Span{Start: at, End: at}, nil, nil
}

var underline = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^ {0,3}(?:=+|-+)[ \t]*$`) })

// nextLine is where the line below begins.
func nextLine(source *chapters.Source, offset int) int {
	line, start := source.Line(offset)
	at := start + len(line)
	if bytes.HasPrefix(source.Text[at:], []byte("\r\n")) {
		return at + 2
	}
	return min(at+1, len(source.Text))
}

func inTable(document chapters.Document) bool {
	return slices.ContainsFunc(document.Candidates, func(c chapters.Candidate) bool { return c.Taken && c.Kind == "table" })
}

// hasMore reports whether what stands below a topic is indented more than it.
func hasMore(source *chapters.Source, topic chapters.Span) bool {
	return endBelow(source, topic) > topic.End
}

// opening is what stands above a first list of topics.
func opening(document chapters.Document, at int, newline string) string {
	before := ""
	if text := document.Source.Text[:at]; len(text) > 0 && text[len(text)-1] != '\n' {
		before = newline
	}
	if document.Section.IsWhole() {
		if at > 0 {
			before += newline
		}
		before += usualHeading + newline
	}
	return before + newline
}

// newlineAt is how lines end around a place.
func newlineAt(text []byte, region chapters.Span) string {
	behind, before := bytes.IndexByte(text[region.Start:], '\n'), bytes.LastIndexByte(text[:region.Start], '\n')
	if behind > 0 && text[region.Start+behind-1] == '\r' || behind < 0 && before > 0 && text[before-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}

// find finds the topic that is a chapter already.
func find(topics []chapters.Topic, c chapters.Chapter) int {
	for i, t := range topics {
		if t.Start == c.Start.Truncate(time.Millisecond) && t.Title == c.Title && t.URL == c.URL && (t.End == 0 || t.End == c.End) {
			return i
		}
	}
	return -1
}

// likeLines makes a template of the first line that one can be made of; "" where there is none.
func likeLines(document chapters.Document, lines []chapters.Span) string {
	text := document.Source.Text
	for i, topic := range document.Topics {
		stamp := topic.Stamp
		before, behind := string(text[lines[i].Start:stamp.Start]), string(text[stamp.End:lines[i].End])
		written := string(text[stamp.Start:stamp.End])
		place := placeOf(written)
		if topic.End > 0 || topic.Title == "" || place == "" || stamp.Start < lines[i].Start || stamp.End > lines[i].End {
			continue
		}
		if line := string(text[lines[i].Start:lines[i].End]); topic.Image != nil && (strings.Contains(line, "![") || strings.Contains(line, "<img")) {
			continue // its picture would become that of all
		}
		plain := topic.URL == ""
		switch {
		case plain && strings.Count(behind, topic.Title) == 1:
			behind = strings.Replace(behind, topic.Title, "{link}", 1)
		case plain && strings.Count(before, topic.Title) == 1:
			before = strings.Replace(before, topic.Title, "{link}", 1)
		default: // it has escapes, emphasis or a link: what separates it is the same
			between := separator().FindString(behind)
			if plain = false; between == "" {
				continue
			}
			behind = between + "{link}"
		}
		template := before + place + behind
		// What counts in a line would be the same in all.
		if rest := numbered().ReplaceAllString(strings.NewReplacer(place, "", "{link}", "").Replace(template), ""); strings.ContainsAny(rest, "0123456789{}") {
			continue
		}
		c := chapters.Chapter{Start: topic.Start, Title: topic.Title}
		if line, err := MarkdownLine(template, c); err == nil && (!plain || line == string(text[lines[i].Start:lines[i].End])) {
			return template
		}
	}
	return ""
}

var separator = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[*_)\]]*[ \t]*(?:-{1,3}|[–—|:])?[ \t]+`) })

// numbered is the mark of a numbered list's item.
var numbered = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\s*\d+[.)]`) })

// placeOf is the place in a template whose time would be written as this one is; "" where none is.
func placeOf(stamp string) string {
	switch len(strings.Split(stamp, ":")) {
	case 3:
		if stamp[0] == '0' && stamp[1] != ':' {
			return "{full}"
		}
		return "{start}"
	case 2:
		if stamp[0] == '0' && stamp[1] != ':' {
			return "{padded}"
		}
		return "{start}"
	}
	return ""
}

// readBack refuses a text that is not read as the chapters it was made of.
func readBack(text []byte, list []chapters.Chapter) error {
	document, problems := markdown.Parse(chapters.NewSource("", text))
	for _, d := range problems {
		if d.Rule == chapters.AmbiguousTopics {
			return &IntoError{document.Section, "the topics are in the front matter and in the text: chapmark would change only one of the lists"}
		}
	}
	if len(document.Topics) != len(list) {
		return &IntoError{document.Section, fmt.Sprintf("with these %d topics, chapmark would read %d from the text", len(list), len(document.Topics))}
	}
	for i, topic := range document.Topics {
		title, _ := chapters.CleanTitle(list[i].Title)
		if topic.Start != list[i].Start.Truncate(time.Millisecond) || topic.Title != title {
			return &IntoError{document.Section, fmt.Sprintf("topic %d would be read as %s %s", i+1, chapters.FormatTimestamp(topic.Start), chapters.Quoted(topic.Title))}
		}
	}
	return nil
}
