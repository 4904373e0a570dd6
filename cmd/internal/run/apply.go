package run

import (
	"errors"
	"fmt"
	"time"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/objects"
	"github.com/chapmark/chapmark/audio/remote"
	"github.com/chapmark/chapmark/cmd/internal/change"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/job"
)

// Apply makes a change, or with dryRun only says what it would do.
func Apply(j job.Job, c change.Change, o change.Options, dryRun bool) Outcome {
	outcome := Outcome{Job: j, Audio: j.Audio, Change: &c, DryRun: dryRun, Status: Unchanged}
	o.Leftovers, o.Objects = j.Leftovers, j.Objects
	if c.Audio != nil && c.Audio.Method == audio.Replace && c.Audio.File().Names > 1 {
		outcome.Notes = append(outcome.Notes, fmt.Sprintf("note: %s has %d names (hard links); the other names keep the old file", c.Audio.File().Name, c.Audio.File().Names))
	}
	if dryRun {
		if err := c.Rehearse(o); err != nil {
			return Failure(j, err)
		}
		if c.Changes() {
			outcome.Status = Planned
		}
		if c.Audio != nil && c.Audio.Changes() && c.Audio.File().Elsewhere != nil {
			expected := j.Objects.Expect(*c.Audio)
			outcome.Stored = &expected
		}
		return outcome
	}
	if c.Audio != nil && c.Audio.Changes() && c.Audio.File().Elsewhere != nil {
		outcome.Stored = new(objects.Written)
		o.Stored = outcome.Stored
	}
	changed, err := c.Apply(o)
	if err != nil {
		return Failure(j, err)
	}
	if changed {
		outcome.Status = Written
	}
	return outcome
}

// Hold does a job while the lock of its audio is held, unless that would change nothing anyhow.
func Hold(j job.Job, timeout time.Duration, dryRun bool, recovered func(disk.State) string, task func() Outcome) Outcome {
	if dryRun || j.Audio == "" {
		return task()
	}
	var outcome Outcome
	if j.Objects != nil && remote.IsObject(j.Audio) {
		unlock, err := j.Objects.Lock(j.Audio, timeout)
		if err != nil {
			return Failure(j, err)
		}
		defer func() { _ = unlock() }()
	}
	err := change.Hold(j.Audio, timeout, j.Leftovers, func(left disk.State) error {
		if outcome = task(); recovered(left) != "" {
			outcome.Notes = append([]string{j.Audio + ": " + recovered(left)}, outcome.Notes...)
		}
		return nil
	})
	if errors.Is(err, change.ErrInterrupted) {
		outcome.Interrupted = true
	} else if err != nil {
		return Failure(j, err)
	}
	return outcome
}

// MissingAudio is the outcome of a site's episode whose audio is not there, and false for all others.
func MissingAudio(j job.Job, s job.Selection) (Outcome, bool) {
	if s.Site == nil || j.Err != nil || j.Audio != "" || j.Named == "" || len(j.Problems) > 0 {
		return Outcome{}, false
	}
	outcome := Outcome{Job: j, Status: WithoutAudio}
	e, err := episode.Examine(j, episode.Options{TextOnly: true})
	if err != nil {
		return Failure(j, err), true
	}
	outcome.Digest, outcome.Problems = DigestOf(e), e.Problems
	return outcome, true
}
