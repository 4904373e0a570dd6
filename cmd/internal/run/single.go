package run

import (
	"cmp"
	"time"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/objects"
	"github.com/chapmark/chapmark/audio/remote"
	"github.com/chapmark/chapmark/cmd/internal/change"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/job"
)

// Single does the commands that look at one file after the other.
type Single struct {
	DryRun      bool
	LockTimeout time.Duration
	Apply       func(job.Job) change.Options
	Recovered   func(disk.State) string // says what was done about a write that was cut short
}

// Show examines one file, to show it; its waveform, too, if that is wanted.
func Show(j job.Job, source episode.Options, wave bool) Outcome {
	if j.Text == "" {
		source = episode.Options{Reader: source.Reader, Web: source.Web} // what topics are in a text concerns texts
	}
	source.TextOnly = j.Text != "" && j.Audio == ""
	e, err := episode.Examine(j, source)
	if err != nil {
		return Failure(j, err)
	}
	if wave && e.Audio != nil && j.Text == "" && !remote.IsURL(e.Audio.Name) {
		sound, err := e.Audio.Envelope()
		if err != nil {
			return Failure(j, err)
		}
		e.Sound = &sound
	}
	return Outcome{Job: j, Audio: e.AudioPath, Status: OK, Problems: e.Problems, Found: &e}
}

// Strip removes the chapters from an MP3.
func (s Single) Strip(j job.Job, o audio.Options) Outcome {
	return Hold(j, s.LockTimeout, s.DryRun, s.Recovered, func() Outcome {
		e, err := episode.Examine(j, episode.Options{})
		if err != nil {
			return Failure(j, err)
		}
		c, blocking, err := change.Strip(e, o)
		switch {
		case err != nil:
			return Failure(j, err)
		case len(blocking) > 0:
			return Refusal(j, blocking)
		}
		outcome := Apply(j, c, s.Apply(j), s.DryRun)
		outcome.Digest = DigestOf(e)
		return outcome
	})
}

// Stamp brings the front matter of a text up to date, and with missing adds the fields that it does not have.
func (s Single) Stamp(j job.Job, reader *audio.Reader, missing bool) Outcome {
	e, err := episode.Examine(j, episode.Options{Reader: reader})
	if err != nil {
		return Failure(j, err)
	}
	c, blocking := change.Stamp(e, missing)
	if len(blocking) > 0 {
		return Refusal(j, blocking)
	}
	outcome := Apply(j, c, s.Apply(j), s.DryRun)
	outcome.Fails, outcome.Digest = len(c.Stamping.Missing) > 0, DigestOf(e)
	return outcome
}

// Undo restores what a store kept of a file.
func (s Single) Undo(j job.Job, from, last *change.Store) Outcome {
	return Hold(j, s.LockTimeout, s.DryRun, s.Recovered, func() Outcome {
		undone, err := change.Undo(cmp.Or(j.Text, j.Audio), from, last, j.Objects)
		if err != nil {
			return Failure(j, err)
		}
		outcome := Apply(j, undone.Change, change.Options{}, s.DryRun)
		if outcome.Found = undone; outcome.Status == Written {
			undone.Drop(last)
		}
		return outcome
	})
}

// Recovery is what was left of a write that was cut short, and was cleaned up.
type Recovery struct {
	State   disk.State
	Uploads []objects.Unfinished // in object storage
}

// Recover cleans up after a write that was cut short.
func (s Single) Recover(j job.Job) Outcome {
	outcome := Outcome{Job: j, Audio: j.Audio, Status: Unchanged, DryRun: s.DryRun}
	found, done, err := Recovery{}, false, error(nil)
	if remote.IsObject(j.Audio) {
		if found.Uploads, err = j.Objects.Recover(j.Audio, s.DryRun); err != nil {
			return Failure(j, err)
		}
		for _, u := range found.Uploads {
			done = done || u.Ends()
		}
	} else {
		found.State, err = audio.Pending(j.Name())
		if err == nil && !s.DryRun {
			err = change.Hold(j.Name(), s.LockTimeout, nil, func(left disk.State) error { found.State = left; return nil })
		}
		if err != nil {
			return Failure(j, err)
		}
		done = found.State == disk.Torn || s.DryRun && found.State != disk.NoJournal
	}
	if outcome.Found = found; done {
		outcome.Status = Written
		if s.DryRun {
			outcome.Status = Planned
		}
	}
	return outcome
}
