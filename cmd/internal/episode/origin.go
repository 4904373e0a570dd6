package episode

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/chapmark/chapmark/chapters/format"
	"github.com/chapmark/chapmark/chapters/markdown"
	"github.com/chapmark/chapmark/cmd/internal/job"
	"github.com/chapmark/chapmark/cmd/internal/site"
)

// Origin says what the chapters come from: a format, or of a text the place where its topics stand. It is the value of a flag.
type Origin Options

func (o *Origin) String() string { return cmp.Or(o.Format, string(o.Text.From)) }

// Type is what help calls such a value.
func (o *Origin) Type() string { return "source" }

// Set refuses what there is not, and says what there is.
func (o *Origin) Set(value string) error {
	switch markdown.Place(value) {
	case markdown.FromFrontMatter, markdown.FromBody:
		o.Text.From = markdown.Place(value)
		return nil
	}
	names := []string{string(markdown.FromFrontMatter), string(markdown.FromBody), job.Markdown, job.MP3}
	names = append(names, format.Names(format.Format.Reads)...)
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
