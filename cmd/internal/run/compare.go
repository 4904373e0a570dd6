package run

import (
	"errors"
	"math"
	"runtime/debug"
	"time"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/align"
	"github.com/chapmark/chapmark/audio/loudness"
	"github.com/chapmark/chapmark/audio/objects"
	"github.com/chapmark/chapmark/audio/remote"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/change"
	"github.com/chapmark/chapmark/cmd/internal/episode"
)

// Comparison is what two recordings have in common.
type Comparison struct {
	Old                *audio.File
	OldSound, NewSound loudness.Envelope
	Found              change.Retiming // what became of an episode's topics
}

// Listener listens to audio on a disk, on the web, and in object storage.
type Listener struct {
	Reader  *audio.Reader
	Web     *remote.Client
	Objects *objects.Client
}

func (l Listener) listen(name string) (f *audio.File, s *audio.Sound, err error) {
	switch {
	case remote.IsURL(name):
		return l.Web.Listen(l.Reader, name)
	case remote.IsObject(name):
		f, _, err = l.Objects.Open(l.Reader, name)
	default:
		f, err = l.Reader.Open(name)
	}
	if err == nil {
		s, err = f.Sound()
	}
	return f, s, err
}

// Compare listens to a recording, wherever it is, and to the one that came of it, at the same time; then closely to both
// where topics of the episode stand at edges; or everywhere, for files with more times than those. What it needs grows with their
// lengths, so that garbage is measured by that. The problem is that the old one is not an MP3.
func Compare(l Listener, old string, e episode.Episode, next *audio.File, everywhere bool) (c Comparison, problem *chapters.Diagnostic, err error) {
	debug.SetGCPercent(105)
	debug.SetMemoryLimit(math.MaxInt64)
	if c.Found.OldName = old; remote.IsURL(old) {
		c.Found.OldName = remote.Redacted(old)
	}
	var before *audio.Sound
	done := make(chan error, 1)
	go func() {
		var err error
		c.Old, before, err = l.listen(old)
		done <- err
	}()
	now, err := next.Sound()
	failed := <-done
	for _, s := range []*audio.Sound{before, now} {
		if s != nil {
			defer func() { _ = s.Close() }()
		}
	}
	if d, ok := audio.AsDiagnostic(failed); ok {
		return c, &d, nil
	}
	if err = errors.Join(failed, err); err != nil {
		return c, nil, err
	}
	c.OldSound, c.NewSound = before.Envelope, now.Envelope
	if e.Document.Format == "" { // a text counts seconds; the old one's tag may know more
		e.Chapters = chapters.Refine(e.Chapters, c.Old.Facts().Embedded)
	}
	result := align.Envelopes(before.Envelope, now.Envelope)
	var marks []time.Duration
	for _, chapter := range e.Chapters {
		marks = append(marks, chapter.Start)
	}
	for at := time.Duration(0); everywhere && at < result.Old; at += time.Second / 2 {
		marks = append(marks, at)
	}
	if !result.Different() {
		err = result.Settle(marks, before.Spectrum, now.Spectrum)
	}
	name := c.Found.OldName
	c.Found = change.Topics(e, result)
	c.Found.OldName = name
	return c, nil, err
}
