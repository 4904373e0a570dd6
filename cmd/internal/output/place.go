package output

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/chapmark/chapmark/chapters"
)

// problemWords are what is said of a problem.
func problemWords(d chapters.Diagnostic) (message, hint string) {
	return WithoutSecrets(d.Message), WithoutSecrets(d.Hint)
}

// rulesAddress is where each rule is explained.
const rulesAddress = "https://github.com/chapmark/chapmark/blob/main/docs/checks.md#"

// Place is where a problem is, counted from 1; all numbers are 0 where the file as a whole is meant. Ends are exclusive.
type Place struct {
	File                             string
	Line, Column, EndLine, EndColumn int
}

// placeOf finds a span in a source.
func placeOf(source *chapters.Source, span chapters.Span) Place {
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
