// Package change is what a command would do to an episode: an edit of its tag, of its text, or both. In goes an Episode,
// out comes a Change, made by a function of its own for each command. Apply is the one place of the application that
// changes files, and undo.go brings back what was there before.
package change

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/objects"
	"github.com/chapmark/chapmark/chapters/markdown"
	"github.com/chapmark/chapmark/cmd/internal/job"
)

// Change is what would become of an episode's files.
type Change struct {
	Audio    *audio.Plan       // nil: the MP3 is not concerned
	Text     *Edit             // nil: the text is not concerned
	Pictures []Picture         // files that the text names from then on
	Stamping markdown.Stamping // which fields of the front matter change
	Moved    int               // timestamps, or topics that are put in
	Gone     int               // cues of a transcript that went with what was cut
	Unsure   int               // cues of a transcript whose place is not sure
	By       time.Duration     // that timestamps are moved by
}

// Edit is a new version of a text.
type Edit struct {
	Path          string
	Before, After []byte
}

// Picture is a file for a chapter's picture, beside the text.
type Picture struct {
	Path    string
	Content []byte
}

// Changes reports whether the text differs.
func (e *Edit) Changes() bool { return e != nil && !bytes.Equal(e.Before, e.After) }

// Changes reports whether there is anything to do.
func (c Change) Changes() bool { return c.Audio != nil && c.Audio.Changes() || c.Text.Changes() }

// Options say how a change is applied.
type Options struct {
	Command   string       // that makes it, for the words of undo
	For       string       // what it was made for, where that must not be done twice
	Backup    string       // a folder that keeps the first state of each file; "" for none
	Undo      *Store       // keeps the last state of each file; nil: nothing is kept
	Outside   string       // where the audio lies, if that is not a place to write to
	FreeSpace func() error // asked before a file is replaced; nil: nobody is

	Objects *objects.Client  // writes audio in object storage, and backups there
	Stored  *objects.Written // takes what became of an object; nil: nobody asks

	Leftovers *disk.Leftovers // knows the folders of texts; nil: they are listed each time
}

// Apply makes the change: first the audio, then the text, so that a text is never ahead of its audio. It reports whether
// anything changed, also where it fails. The lock of the audio must be held (Hold). A change that changes nothing only
// removes what a killed program left beside the text.
func (c Change) Apply(o Options) (changed bool, err error) {
	if c.Text != nil && c.Text.Changes() && c.Text.Path == job.StandardInput {
		return false, errPiped // before anything else is written
	}
	if c.Audio != nil && c.Audio.Changes() {
		if err := o.permits(c.Audio.File()); err != nil {
			return false, err
		}
		if c.Audio.Method == audio.Replace && o.FreeSpace != nil && c.Audio.File().Elsewhere == nil {
			if err := o.FreeSpace(); err != nil {
				return false, err
			}
		}
		if err := o.keep(tagState(c.Audio.File(), c.Audio.Head())); err != nil {
			return false, err
		}
		if err := o.applyAudio(*c.Audio); err != nil {
			return false, err
		}
		changed = true
	}
	switch {
	case c.Text == nil:
		return changed, nil
	case !c.Text.Changes():
		return changed, tidyText(c.Text.Path)
	}
	for _, p := range c.Pictures {
		err = errors.Join(err, disk.PutNew(p.Path, p.Content))
	}
	if err == nil {
		err = writeText(c.Text.Path, c.Text.Before, c.Text.After, o.Leftovers, func() error { return o.keep(textState(c.Text)) })
	}
	if err != nil && changed {
		err = fmt.Errorf("the chapters are written, but the text is not: %w", err)
	}
	return changed || err == nil, err
}

// applyAudio writes the audio where it is.
func (o Options) applyAudio(plan audio.Plan) error {
	if plan.File().Elsewhere == nil {
		return plan.Apply()
	}
	written, err := o.Objects.Apply(plan)
	if o.Stored != nil {
		*o.Stored = written
	}
	return err
}

// Rehearse refuses a dry run where Apply would not get past what stands beside the audio, or where that lies.
func (c Change) Rehearse(o Options) error {
	switch {
	case c.Audio == nil:
		return nil
	case c.Audio.File().Journal == disk.Foreign:
		return fmt.Errorf("write %s: the journal beside it belongs to another file; `chapmark recover` says more", c.Audio.File().Name)
	case !c.Audio.Changes():
		return nil
	}
	return o.permits(c.Audio.File())
}

// permits refuses audio that a site's config names outside of the site's folder.
func (o Options) permits(f *audio.File) error {
	if o.Outside == "" {
		return nil
	}
	if o.Outside == f.Name { // an object
		return &audio.RefusedError{Reason: fmt.Sprintf("write %s: the config leads out of the site's folder; use --allow-outside", f.Name)}
	}
	return &audio.RefusedError{Reason: fmt.Sprintf("write %s: it is outside the site's folder, at %s; name it after its text, or use --allow-outside", f.Name, o.Outside)}
}

// keep keeps what undo needs. A backup that was asked for must succeed; what is kept besides is a convenience.
func (o Options) keep(s state) error {
	s.Command, s.For = o.Command, o.For
	if o.Backup != "" {
		if err := Backup(o.Backup, o.Objects).keep(s, o.Undo); err != nil {
			return err
		}
	}
	if o.Undo != nil {
		_ = o.Undo.keep(s, nil)
	}
	return nil
}
