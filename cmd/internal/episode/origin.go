package episode

import (
	"fmt"
	"slices"
	"strings"

	"github.com/chapmark/chapmark/chapters/format"
	"github.com/chapmark/chapmark/chapters/markdown"
	"github.com/chapmark/chapmark/cmd/internal/job"
	"github.com/chapmark/chapmark/cmd/internal/site"
)

// SetSource says what the chapters come from: a format, or of a text the place where its topics stand.
func (o *Options) SetSource(value string) error {
	switch markdown.Place(value) {
	case markdown.FromFrontMatter, markdown.FromBody:
		o.Text.From = markdown.Place(value)
		return nil
	}
	names := []string{string(markdown.FromFrontMatter), string(markdown.FromBody), job.Markdown, job.MP3}
	for _, f := range format.All() {
		if f.Reads() {
			names = append(names, f.Name)
		}
	}
	if !slices.Contains(names, value) {
		near := ""
		if name := site.Nearest(value, names); name != "" {
			near = fmt.Sprintf("; did you mean %s?", name)
		}
		return fmt.Errorf("there is no such source%s (there are %s)", near, strings.Join(names, ", "))
	}
	o.Format = value
	return nil
}
