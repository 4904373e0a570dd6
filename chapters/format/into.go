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
	newline := "\n"
	if bytes.Contains(text, []byte("\r\n")) {
		newline = "\r\n"
	}
	region, lines, err := oldLines(document)
	if err != nil {
		return nil, err
	}
	template := set.Template
	if template == "" && len(topics) > 0 {
		template = likeLine(string(text[lines[0].Start:lines[0].End]), topics[0])
	}
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
		line, err := MarkdownLine(template, c)
		if err != nil && set.Template == "" {
			line, err = MarkdownLine("", c)
		}
		if err != nil {
			return nil, err
		}
		list.WriteString(line)
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

// oldLines finds the lines of the topics, and refuses where anything stands between them, or where they are no list.
func oldLines(document chapters.Document) (region chapters.Span, lines []chapters.Span, err error) {
	text := document.Source.Text
	for i, topic := range document.Topics {
		if topic.Stamp.Start < document.FrontMatter.Span.End {
			return region, nil, &IntoError{topic.Stamp, "the topics stand in the front matter, where no list of Markdown can take their place"}
		}
		_, start := document.Source.Line(topic.Span.Start)
		last, at := document.Source.Line(max(topic.Span.End-1, topic.Span.Start))
		line := chapters.Span{Start: start, End: at + len(last)}
		if first := bytes.TrimSpace(text[line.Start:line.End]); inTable(document) || bytes.HasPrefix(first, []byte("<")) {
			return region, nil, &IntoError{line, "the topics stand in a table or in HTML, where no list of Markdown can take their place"}
		}
		if i > 0 {
			if between := text[min(lines[i-1].End, line.Start):line.Start]; len(bytes.TrimSpace(between)) > 0 || line.Start < lines[i-1].End {
				return region, nil, &IntoError{chapters.Span{Start: lines[i-1].End, End: line.Start}, "between the topics stands what is none, and would be lost"}
			}
		}
		lines = append(lines, line)
	}
	if n := len(lines); n > 0 {
		return chapters.Span{Start: lines[0].Start, End: lines[n-1].End}, lines, nil
	}
	at := len(text)
	if section := document.Section; !section.IsWhole() {
		line, start := document.Source.Line(max(section.End-1, section.Start))
		at = start + len(line)
		if bytes.HasPrefix(text[at:], []byte("\r\n")) {
			at += 2
		} else if at < len(text) {
			at++
		}
	}
	return chapters.Span{Start: at, End: at}, nil, nil
}

func inTable(document chapters.Document) bool {
	return slices.ContainsFunc(document.Candidates, func(c chapters.Candidate) bool { return c.Taken && c.Kind == "table" })
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

// find finds the topic that is a chapter already.
func find(topics []chapters.Topic, c chapters.Chapter) int {
	for i, t := range topics {
		if t.Start == c.Start.Truncate(time.Millisecond) && t.Title == c.Title && t.URL == c.URL {
			return i
		}
	}
	return -1
}

var afterStamp = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[ \t]*(?:-{1,3}|[–—|:])?[ \t]+`)
})

// likeLine makes a template of a line whose title stands behind its stamp; "" where it is not of that kind.
func likeLine(line string, topic chapters.Topic) string {
	at := strings.IndexAny(line, "0123456789")
	if at < 0 || strings.ContainsAny(line[:at], "{}`<|[(") {
		return ""
	}
	end := at
	for end < len(line) && strings.IndexByte("0123456789:.", line[end]) >= 0 {
		end++
	}
	if start, ok := chapters.ParseTimestamp(line[at:end]); !ok || start != topic.Start {
		return ""
	}
	between := afterStamp().FindString(line[end:])
	if between == "" {
		return ""
	}
	return line[:at] + "{start}" + between + "{link}"
}

// readBack refuses a text that is not read as the chapters it was made of.
func readBack(text []byte, list []chapters.Chapter) error {
	document, _ := markdown.Parse(chapters.NewSource("", text))
	if len(document.Topics) != len(list) {
		return &IntoError{document.Section, fmt.Sprintf("with these %d topics in it, the text would be read as one with %d", len(list), len(document.Topics))}
	}
	for i, topic := range document.Topics {
		title, _ := chapters.CleanTitle(list[i].Title)
		if topic.Start != list[i].Start.Truncate(time.Millisecond) || topic.Title != title {
			return &IntoError{document.Section, fmt.Sprintf("topic %d would be read as %s %s", i+1, chapters.FormatTimestamp(topic.Start), chapters.Quoted(topic.Title))}
		}
	}
	return nil
}
