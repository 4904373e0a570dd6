package markdown

import (
	"bytes"
	"path"
	"strings"

	"github.com/chapmark/chapmark/chapters"
)

// Markups that are not Markdown, by the endings of their files.
const (
	org      = "Org"
	asciiDoc = "AsciiDoc"
	restText = "reStructuredText"
)

// OtherMarkup is what a file's ending says that it is in, if that is not Markdown.
func OtherMarkup(name string) string {
	switch strings.ToLower(path.Ext(strings.ReplaceAll(name, `\`, "/"))) {
	case ".org":
		return org
	case ".adoc", ".asciidoc", ".asc":
		return asciiDoc
	case ".rst":
		return restText
	}
	return ""
}

// refusedMarkup refuses a markup that is not read.
func refusedMarkup(source *chapters.Source) *chapters.Diagnostic {
	if OtherMarkup(source.Name) != restText {
		return nil
	}
	d := chapters.Report(chapters.NotMarkdown, source, chapters.Span{}, "this is reStructuredText, which chapmark does not read").
		WithHint("write the topics in Markdown, or in a chapter file")
	return &d
}

// asMarkdown writes the headings and lists of Org and AsciiDoc as Markdown has them, byte for byte as long. Other things of
// theirs stay as they stand.
func asMarkdown(name string, body []byte) []byte {
	mark := map[string]byte{org: '*', asciiDoc: '='}[OtherMarkup(name)]
	if mark == 0 {
		return body
	}
	result := bytes.Clone(body)
	for at := 0; at < len(body); {
		_, next := lineAt(body, at)
		line := result[at:next]
		n := len(line) - len(bytes.TrimLeft(line, string(mark)))
		items := 0 // of AsciiDoc, nested ones have more marks
		if mark == '=' {
			items = len(line) - len(bytes.TrimLeft(line, "*"))
		}
		switch {
		case n > 0 && n < 7 && n < len(line) && line[n] == ' ':
			copy(line, bytes.Repeat([]byte("#"), n))
		case items > 1 && items < 7 && items < len(line) && line[items] == ' ':
			copy(line, bytes.Repeat([]byte(" "), items-1))
		}
		at = next
	}
	return result
}
