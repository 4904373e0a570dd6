package run

import (
	"fmt"

	"github.com/chapmark/chapmark/cmd/internal/change"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/job"
)

// Checker checks episodes, and fixes what is safe to fix.
type Checker struct {
	Source  episode.Options
	Fix     bool
	DryRun  bool
	Apply   func(job.Job) change.Options
	Digests bool                                  // a report wants them
	Page    func(episode.Episode) (string, error) // writes one about the episode, and says where; nil: none
	Memory  *Memory
	Site    bool // all episodes of a site are checked
}

// Known finds out by what earlier runs remember that there is nothing to say of an episode.
func (c Checker) Known(j job.Job) (Outcome, bool) {
	return Outcome{Job: j, Audio: shownAudio(j), Status: OK, DryRun: c.DryRun}, c.Memory.Has(j.Key)
}

// Key is what an episode is remembered by; "" where it has to be looked at.
func (c Checker) Key(j job.Job) string {
	if c.Fix || c.Digests || c.Page != nil || j.Text == "" || j.Audio == "" || j.Err != nil || len(j.Problems) > 0 {
		return ""
	}
	s, site := c.Source, ""
	if j.Site != nil {
		site = fmt.Sprint(j.Site.Build, j.Site.Text, j.Site.Rules)
	}
	return c.Memory.Key(j, fmt.Sprint("check ", j.Text, s.Options, s.Text, s.Format, s.Timeline, s.TextOnly, s.FixTitles, s.Severities, s.Platforms, s.Decode, site, c.Site))
}

// Check checks one episode, and once more after its fixes were made.
func (c Checker) Check(j job.Job) Outcome {
	o := Outcome{Job: j, Audio: shownAudio(j), Status: OK, DryRun: c.DryRun}
	e, err := episode.Examine(j, c.Source)
	if err == nil && c.Fix {
		var fix change.Change
		fix, o.Fixed, err = change.Fix(e)
		switch {
		case err != nil || fix.Text == nil:
		case c.DryRun:
			o.Change = &fix
			o.Fixed = 0
		default:
			if _, err = fix.Apply(c.Apply(j)); err == nil && fix.Changes() {
				e, err = episode.Examine(j, c.Source)
			}
		}
	}
	if err != nil {
		return Failure(j, err)
	}
	o.Lacks = lacks(e)
	o.Audio, o.Problems = e.AudioPath, e.Problems
	if c.Site {
		o.withoutTopics(e)
	}
	if c.Digests {
		o.Digest = DigestOf(e)
	}
	if c.Page != nil {
		if o.Digest.Page, err = c.Page(e); err != nil {
			return Failure(j, err)
		}
	}
	if len(o.Problems)+len(o.Lacks) == 0 && !o.Topicless && !namesPictures(e.Document) {
		c.Memory.Add(j.Key)
	}
	if e.Audio != nil { // outcomes hold no files: many may wait for their turn
		c.Source.Reader.Recycle(e.Audio)
	}
	return o
}
