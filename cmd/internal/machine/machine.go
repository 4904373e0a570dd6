// Package machine puts problems into the forms of other programs: annotations of GitHub, SARIF, JUnit. In go the outcomes of
// files; out comes what these programs read, which no text of an episode can break out of.
package machine

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/report"
)

// Outcome is what became of one episode, or of one file.
type Outcome struct {
	Name     string
	Problems []chapters.Diagnostic
	Failure  error // of the machine; nil where the file was checked
}

// words are what is said of a problem.
func words(d chapters.Diagnostic) (message, hint string) {
	return report.WithoutCredentials(d.Message), report.WithoutCredentials(d.Hint)
}

// rules is where each rule is explained.
const rules = "https://github.com/chapmark/chapmark/blob/main/docs/checks.md#"

// Place is where a problem is, counted from 1; all numbers are 0 where the file as a whole is meant. Ends are exclusive.
type Place struct {
	File                             string
	Line, Column, EndLine, EndColumn int
}

// place finds a span in a source.
func place(source *chapters.Source, span chapters.Span) Place {
	p := Place{File: source.Name}
	if !span.IsWhole() && len(source.Text) > 0 {
		start, end := source.Position(span.Start), source.Position(span.End)
		p.Line, p.Column, p.EndLine, p.EndColumn = start.Line, start.Column, end.Line, end.Column
	}
	return p
}

// from makes a path one from a folder, with slashes: what a program that looks at a whole repository needs. Web addresses, and
// paths that lead out of the folder, stay.
func from(folder, path string) string {
	if strings.Contains(path, "://") {
		return path
	}
	absolute, err := filepath.Abs(path)
	if folder == "" {
		folder, _ = os.Getwd()
	}
	if err == nil {
		if relative, err := filepath.Rel(folder, absolute); err == nil && relative != ".." && !strings.HasPrefix(relative, ".."+string(filepath.Separator)) {
			path = relative
		}
	}
	return filepath.ToSlash(path)
}

// uri is a path from a folder as a relative reference (RFC 3986 §4.2).
func uri(folder, path string) string {
	if strings.Contains(path, "://") {
		return path
	}
	return (&url.URL{Path: from(folder, path)}).String()
}
