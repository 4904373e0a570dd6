package run

import (
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/remote"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/limits"
	"github.com/chapmark/chapmark/cmd/internal/change"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/job"
)

// Retimer moves an episode's topics to where they are in another recording.
type Retimer struct {
	Old       string // path, web address or object of the recording that the source fits
	Source    episode.Options
	Web       *remote.Client
	Drop      bool     // remove topics that were cut completely
	Again     bool     // move times that were moved to this recording before
	Text, Tag bool     // what is to be changed
	Along     []string // files that go along
	InPlace   bool
	DryRun    bool
	Patience  time.Duration
	Apply     func(job.Job) change.Options
	Recovered func(disk.State) string // says what was done about a write that was cut short

	along map[string]change.Change // of the files that go along, once all of them are known to be movable
	done  string                   // the recording, once the source was moved to it
}

// Retime does it for the source of a job, and the new recording, which is its audio.
func (r *Retimer) Retime(j job.Job) Outcome {
	dry := r.DryRun || !r.Tag
	return Hold(j, r.Patience, dry, r.Recovered, func() Outcome { return r.retime(j) })
}

func (r *Retimer) retime(j job.Job) Outcome {
	texts := r.Source
	texts.TextOnly = true
	e, err := episode.Examine(job.Job{Text: j.Text, Objects: j.Objects}, texts)
	if err != nil {
		return Failure(j, err)
	}
	blocking := slices.DeleteFunc(e.BlockingText(), func(d chapters.Diagnostic) bool { return d.Rule == chapters.BadImage && !r.Tag })
	if len(blocking) > 0 {
		return Refusal(j, blocking)
	}
	if len(e.Document.Topics) == 0 {
		return Refusal(j, []chapters.Diagnostic{chapters.Report(chapters.NoTopics, e.Document.Source, chapters.Span{}, "there is nothing to move: the text has no topics")})
	}
	next, err := episode.Examine(job.Job{Audio: j.Audio, Objects: j.Objects}, episode.Options{Reader: r.Source.Reader})
	if err != nil {
		return Failure(j, err)
	}
	if next.Audio == nil || next.Audio.Stream.Frames == 0 {
		return Refusal(j, next.Problems)
	}
	if moved, err := r.movedAlready(e, next); err != nil || len(moved) > 0 {
		if err != nil {
			return Failure(j, err)
		}
		return Refusal(j, moved)
	}
	compared, problem, err := Compare(Listener{r.Source.Reader, r.Web, j.Objects}, r.Old, e, next.Audio, len(r.Along) > 0)
	if err != nil {
		return Failure(j, err)
	}
	if problem != nil {
		return Refusal(j, []chapters.Diagnostic{*problem})
	}
	if late := past(e, compared.Old); len(late) > 0 {
		return Refusal(j, late)
	}
	found := compared.Found
	found.NewName, found.Dropped = j.Audio, r.Drop
	if !found.Stands() {
		return Outcome{Job: j, Audio: j.Audio, Status: Refused, Found: found, Change: new(change.Change), DryRun: true}
	}
	if blocking, err := r.plan(found); err != nil || len(blocking) > 0 {
		if err != nil {
			return Failure(j, err)
		}
		return Refusal(j, blocking)
	}
	c, blocking, err := r.change(e, next, found)
	if err != nil {
		return Failure(j, err)
	}
	if len(blocking) > 0 {
		return Refusal(j, blocking)
	}
	options := r.Apply(j)
	options.For = recording(next)
	outcome := Apply(j, c, options, r.DryRun)
	if outcome.Err != nil {
		return outcome
	}
	outcome.Found, r.done = found, options.For
	if e.Document.Format == "" && c.Text != nil {
		if n := c.StaleLinks(e); n > 0 {
			outcome.Notes = append(outcome.Notes, fmt.Sprintf("note: %s contains links to old times (%d); chapmark check lists them", j.Text, n))
		}
	}
	return outcome
}

// past finds topics that start after the end of the old recording: they were not made for it.
func past(e episode.Episode, old *audio.File) (found []chapters.Diagnostic) {
	for _, t := range e.Document.Topics {
		if t.Start > old.Duration()+time.Second {
			found = append(found, chapters.Report(chapters.PastEnd, e.Document.Source, t.Stamp, "%s starts at %s, and %s ends at %s", chapters.Quoted(t.Title), chapters.FormatTimestamp(t.Start), filepath.Base(old.Name), chapters.FormatTimestamp(old.Duration().Truncate(time.Second))).
				WithHint("OLD.mp3 must be the recording that the times were written for"))
		}
	}
	return found
}

// recording tells one recording from another, whatever is in their tags.
func recording(e episode.Episode) string {
	return fmt.Sprintf("%d bytes, %v", e.Audio.RestBytes(), e.Audio.Duration())
}

// movedAlready finds the texts whose times fit the new recording already: chapmark moved them to it, or they state its size.
func (r *Retimer) movedAlready(e, next episode.Episode) (found []chapters.Diagnostic, err error) {
	store := change.UserStore()
	if r.Again || e.Document.Format == job.MP3 || r.Old == next.AudioPath {
		return nil, nil
	}
	report := func(source *chapters.Source, path string) {
		found = append(found, chapters.Report(chapters.MovedAlready, source, chapters.Span{}, "its times were already moved to %s", next.AudioPath).
			WithHint("`chapmark undo %s` reverses the move; --again moves the times once more", job.Shell(path)))
	}
	switch {
	case store.Did(e.TextPath, e.Document.Source.Text, recording(next)):
		report(e.Document.Source, e.TextPath)
	case fits(e, next):
		found = append(found, chapters.Report(chapters.MovedAlready, e.Document.Source, chapters.Span{}, "its front matter has the size or duration of %s, so its times may fit already", next.AudioPath).
			WithHint("if they do not fit, use --again"))
	}
	for _, path := range r.Along {
		content, err := disk.ReadFile(path, limits.TextBytes)
		if err != nil {
			return nil, err
		}
		if store.Did(path, content, recording(next)) {
			report(chapters.NewSource(path, content), path)
		}
	}
	return found, nil
}

// change is what is asked for; without that, what moving the text would be.
func (r *Retimer) change(e, next episode.Episode, found change.Retiming) (c change.Change, blocking []chapters.Diagnostic, err error) {
	facts := next.Facts
	if r.Tag {
		c, blocking, err = change.RetimeTag(next, found, change.WriteOptions{Options: audio.Options{InPlace: r.InPlace}}, e.Options.Intro)
		if err != nil || len(blocking) > 0 {
			return c, blocking, err
		}
		facts.Bytes = c.Audio.BytesAfter
	}
	if e.Document.Format == job.MP3 || r.Tag && !r.Text {
		return c, nil, nil
	}
	text, blocking := change.RetimeText(e, found, facts)
	c.Text, c.Moved, c.Stamping = text.Text, text.Moved, text.Stamping
	return c, blocking, nil
}

// fits reports whether a text states facts about its audio, and they are those of another episode.
func fits(e, other episode.Episode) bool {
	stated := chapters.CheckClaims(e.Document, chapters.Facts{Known: true, Bytes: 1, Duration: time.Millisecond}, e.Options.Options)
	return len(stated) > 0 && len(chapters.CheckClaims(e.Document, other.Facts, e.Options.Options)) == 0
}

// plan finds out what would become of all files that go along, before anything is changed.
func (r *Retimer) plan(found change.Retiming) (blocking []chapters.Diagnostic, err error) {
	along := map[string]change.Change{}
	for _, path := range r.Along {
		content, err := disk.ReadFile(path, limits.TextBytes)
		if err != nil {
			return nil, err
		}
		c, problems := change.RetimeAlong(path, content, found)
		blocking = append(blocking, problems...)
		along[path] = c
	}
	r.along = along
	return blocking, nil
}

// Also moves the times of a file that goes along: another text, a chapter file, or a transcript.
func (r *Retimer) Also(j job.Job) Outcome {
	c, planned := r.along[j.Text]
	if !planned || c.Text == nil || r.done == "" {
		return Outcome{Job: j, Status: NotBegun}
	}
	delete(r.along, j.Text)
	options := r.Apply(j)
	options.For = r.done
	return Apply(j, c, options, r.DryRun || !r.Text)
}
