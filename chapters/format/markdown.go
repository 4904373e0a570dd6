package format

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/markdown"
)

// DefaultTemplate is a topic as most episodes' texts have it.
const DefaultTemplate = "- {start} -- {link}"

// encodeMarkdown writes a list of topics, each a line by the template.
func encodeMarkdown(set Set) ([]byte, error) {
	var b strings.Builder
	for _, c := range set.Chapters {
		line, err := MarkdownLine(set.Template, c)
		if err != nil {
			return nil, err
		}
		b.WriteString(line + "\n")
	}
	return []byte(b.String()), nil
}

// TemplateError says what is wrong with a template.
type TemplateError struct{ Reason string }

func (e *TemplateError) Error() string { return e.Reason }

var placeholder = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\{[a-z]*\}`) })

// MarkdownLine writes a chapter as one line of Markdown that is read as that same chapter. The template has the places {start}
// (1:32), {padded} (01:32), {full} (00:01:32), {title}, {url} and {link}, which is the title, as a link if the chapter has one;
// "" is DefaultTemplate.
func MarkdownLine(template string, c chapters.Chapter) (string, error) {
	if template == "" {
		template = DefaultTemplate
	}
	if strings.ContainsAny(template, "\r\n") {
		return "", &TemplateError{"a template is one line"}
	}
	for _, name := range placeholder().FindAllString(template, -1) {
		if !strings.Contains("{start} {padded} {full} {title} {url} {link}", name) {
			return "", &TemplateError{fmt.Sprintf("a template has no %s; it has {start}, {padded}, {full}, {title}, {url} and {link}", name)}
		}
	}
	if !timed().MatchString(template) || !strings.Contains(template, "{title}") && !strings.Contains(template, "{link}") {
		return "", &TemplateError{"a template needs {start}, {padded} or {full}, and {title} or {link}"}
	}
	start := chapters.FormatTimestamp(c.Start.Truncate(time.Millisecond))
	_, fraction, _ := strings.Cut(start, ".")
	full := strings.TrimSuffix(clock(c.Start, 0)+"."+fraction, ".")
	padded := strings.TrimPrefix(full, "00:")
	fill := func(title, target string) string {
		link := title
		if c.URL != "" {
			link = "[" + title + "](" + target + ")"
		}
		line := strings.NewReplacer("{start}", start, "{padded}", padded, "{full}", full, "{title}", title, "{url}", c.URL, "{link}", link).Replace(template)
		if strings.HasSuffix(template, " ") { // which breaks the line
			return line
		}
		return strings.TrimRight(line, " ")
	}
	linked := hasLinks(template)
	for _, target := range []func(string) string{plainText, linkTarget} {
		for _, escape := range []func(string) string{plainText, backslashed, cautious, everything} {
			if line := fill(escape(c.Title), target(c.URL)); readsAs(line, c, linked) {
				return line, nil
			}
		}
	}
	line := fill(everything(c.Title), linkTarget(c.URL))
	if c.Title == "" { // a topic without a title is read with a warning, or not at all
		return line, nil
	}
	if readsAs(fill("x", linkTarget(c.URL)), chapters.Chapter{Start: c.Start, Title: "x", URL: c.URL}, linked) {
		return line, nil // the title has what Markdown cannot say, such as a timestamp at its start
	}
	return "", &TemplateError{fmt.Sprintf("lines such as %s would not be read as topics", chapters.Quoted(line))}
}

var timed = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\{(?:start|padded|full)\}`) })

// hasLinks reports whether a template has a place for them.
func hasLinks(template string) bool {
	return template == "" || strings.Contains(template, "{link}") || strings.Contains(template, "{url}")
}

// readsAs reports whether a line, among others like it, is read as a chapter.
func readsAs(line string, c chapters.Chapter, linked bool) bool {
	// Three lines, since one line alone may be anything.
	document, problems := markdown.Parse(chapters.NewSource("", []byte("## Topics\n\n"+line+"\n"+line+"\n"+line+"\n")))
	if len(document.Topics) != 3 {
		return false
	}
	for _, d := range problems {
		// The three are alike on purpose.
		if d.Rule.Blocks() && d.Rule != chapters.OutOfOrder && d.Rule != chapters.PlaceholderStamps {
			return false
		}
	}
	topic := document.Topics[0]
	return topic.Start == c.Start.Truncate(time.Millisecond) && topic.Title == c.Title && (!linked || topic.URL == c.URL) && topic.End == 0
}

func plainText(text string) string { return text }

// backslashed escapes what Markdown would take for its own.
func backslashed(text string) string {
	return strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "~", `\~`, "|", `\|`).Replace(text)
}

// cautious escapes what Markdown, HTML or Liquid would take for their own.
func cautious(text string) string {
	return strings.NewReplacer("<", "&lt;", "&", "&amp;", "{", "&#123;", "}", "&#125;").Replace(backslashed(text))
}

// everything writes all ASCII punctuation as entities (CommonMark §2.5), which nothing else takes for its own.
func everything(text string) string {
	var b strings.Builder
	for _, r := range text {
		if r > ' ' && r < 0x7F && !(r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z') {
			fmt.Fprintf(&b, "&#%d;", r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// linkTarget is an address in the round brackets of a link (CommonMark §6.3).
func linkTarget(url string) string {
	return strings.NewReplacer("(", `\(`, ")", `\)`, "&", "&amp;", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`).Replace(url)
}
