package output

import (
	"fmt"
	"strings"
	"time"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/chapters"
)

// Parts says where the parts of a joined MP3 begin, and what stands before each.
func (c *Console) Parts(parts []audio.Part) {
	for i, p := range parts {
		at := chapters.FormatTimestamp(p.Start)
		if !p.Copied {
			c.Note("part %d: %s at %s, by the lengths of the parts, because the audio was re-encoded", i+1, Clean(p.File.Name), at)
			continue
		}
		var before []string
		if n := p.Before.Other; n >= 100*time.Millisecond {
			before = append(before, fmt.Sprintf("%.1f s of audio that is not from any part", n.Seconds()))
		}
		if n := p.Before.TagBytes; n > 0 {
			before = append(before, "tags of "+Thousands(n)+" bytes")
		}
		if n := p.Before.JunkBytes; n > 0 {
			before = append(before, Thousands(n)+" bytes that are not audio")
		}
		if n := p.Before.Headers; n > 0 {
			before = append(before, Plural(n, "header frame"))
		}
		if n := p.Before.Silence; n > 0 {
			before = append(before, fmt.Sprintf("%d ms of silence that decoders play for that and for the encoder's delay", (n+time.Millisecond/2)/time.Millisecond))
		}
		words := ""
		if len(before) > 0 {
			words = ", after " + strings.Join(before, ", ")
		}
		c.Note("part %d: %s at %s (byte %d)%s", i+1, Clean(p.File.Name), at, p.Offset, words)
		if p.After >= 100*time.Millisecond {
			c.Note("after the last part: %.1f s of audio that is not from any part", p.After.Seconds())
		}
	}
}

// Pictures says which pictures of chapters were written: as the answer, or beside another one.
func (c *Console) Pictures(paths []string, without int, aside bool, err error) error {
	for _, path := range paths {
		if aside {
			c.Note("wrote %s", Clean(path))
		} else if failed := c.Say("%s", Clean(path)); err == nil {
			err = failed
		}
	}
	switch {
	case err != nil:
		return err
	case without > 0:
		c.Note("note: the pictures of %s are on the web or of an unknown kind, and were not written", Plural(without, "chapter"))
	case len(paths) == 0:
		c.Note("note: no chapter has a picture")
	}
	return nil
}
