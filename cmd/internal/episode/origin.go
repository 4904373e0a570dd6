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
		return fmt.Errorf("there is no such source%s (there are %s)", DidYouMean(value, names), strings.Join(names, ", "))
	}
	o.Format = value
	return nil
}

// DidYouMean asks whether another of some names was meant, by what people call it, or by its letters; "" where none is near.
func DidYouMean(name string, names []string) string {
	meant := format.Nickname(name)
	if !slices.Contains(names, meant) {
		meant = site.Nearest(name, names)
	}
	if meant == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %s?", meant)
}
