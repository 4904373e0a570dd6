package change

import (
	"bytes"
	"errors"
	"io"
	"os"

	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/cmd/internal/job"
)

var errPiped = errors.New("standard input cannot be changed; name the file that the text is in")

// writeText replaces a text by a new version of it, whole or not at all, and not if anybody changed it meanwhile. What it was is kept
// before.
func writeText(path string, before, after []byte, left *disk.Leftovers, keep func() error) (err error) {
	unlock, err := disk.Lock(path, Patience)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	if err := left.Remove(disk.OS{}, path); err != nil {
		return err
	}
	return disk.Replace(disk.OS{}, path, func(old *os.File, replacement disk.File) error {
		now, err := job.ReadText(old)
		if err == nil && !bytes.Equal(now, before) {
			err = disk.ErrChanged
		}
		if err == nil {
			err = keep() // now it is known that nobody else has changed it
		}
		if err == nil {
			_, err = replacement.Write(after)
		}
		return err
	}, func(_ *os.File, replacement disk.File) error {
		written := make([]byte, len(after)+1)
		n, err := replacement.ReadAt(written, 0)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if !bytes.Equal(written[:n], after) {
			return errors.New("it is not what was written")
		}
		return nil
	})
}

// tidyText removes what a run that was killed left beside a text.
func tidyText(path string) error { return disk.Tidy(disk.OS{}, path) }
