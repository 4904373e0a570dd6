package change

import (
	"errors"
	"slices"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/episode"
)

// WriteOptions are the choices that a person makes about writing chapters.
type WriteOptions struct {
	audio.Options
	Stamp bool // bring the front matter up to date, too
}

// Write is the change that puts an episode's chapters into its MP3. What stops it is in the diagnostics.
func Write(e episode.Episode, o WriteOptions) (Change, []chapters.Diagnostic, error) {
	if blocking := e.Blocking(); len(blocking) > 0 {
		return Change{}, blocking, nil
	}
	return tag(e, e.Chapters, o)
}

// Strip is the change that removes the chapters from an MP3.
func Strip(e episode.Episode, o audio.Options) (Change, []chapters.Diagnostic, error) {
	blocking := e.BlockingStrip()
	if e.Audio == nil && len(blocking) == 0 {
		blocking = []chapters.Diagnostic{chapters.Report(chapters.NotMP3, e.Document.Source, chapters.Span{}, "this is a text, not an MP3").
			WithHint("name the MP3 to remove chapters from")}
	}
	if len(blocking) > 0 {
		return Change{}, blocking, nil
	}
	return tag(e, nil, WriteOptions{Options: o})
}

// tag is the change that makes a list the chapters of the MP3, and stamps the text if that is asked for.
func tag(e episode.Episode, list []chapters.Chapter, o WriteOptions) (c Change, blocking []chapters.Diagnostic, err error) {
	o.Text = e.TextPath
	plan, err := e.Audio.Plan(list, o.Options)
	var refused *audio.RefusedError
	if errors.As(err, &refused) {
		return c, []chapters.Diagnostic{chapters.Report(chapters.UnsupportedTag, e.Audio.Source, chapters.Span{}, "%s", refused.Reason)}, nil
	}
	if err != nil {
		return c, nil, err
	}
	c.Audio = &plan
	if o.Stamp {
		facts := e.Facts
		facts.Bytes = plan.BytesAfter
		blocking = c.stamp(e, facts, false)
	}
	return c, blocking, nil
}

// Remaining are the problems of an episode that a change of its tag does not cure: those of its text and its audio as
// they were found, those of the new tag, and the front matter's claims about the new file.
func (c Change) Remaining(e episode.Episode, severities episode.Severities) []chapters.Diagnostic {
	cured := append(audio.TagRules(), chapters.ChaptersStale, chapters.ChaptersMissing, chapters.BytesMismatch, chapters.DurationMismatch, chapters.SwappedFields)
	if c.Audio == nil { // the text alone was stamped
		cured = []chapters.Rule{chapters.BytesMismatch, chapters.DurationMismatch, chapters.SwappedFields}
		return slices.DeleteFunc(slices.Clone(e.Problems), func(d chapters.Diagnostic) bool { return slices.Contains(cured, d.Rule) })
	}
	remaining := slices.DeleteFunc(slices.Clone(e.Problems), func(d chapters.Diagnostic) bool { return slices.Contains(cured, d.Rule) })
	found := c.Audio.Problems()
	if e.Document.Source != nil && len(c.Stamping.Changes) == 0 {
		facts := e.Facts
		facts.Bytes = c.Audio.BytesAfter
		found = append(found, chapters.CheckClaims(e.Document, facts, e.Options.Options)...)
	}
	remaining = append(remaining, severities.Judge(e.Job, e.Document, found)...)
	chapters.SortDiagnostics(remaining)
	return remaining
}
