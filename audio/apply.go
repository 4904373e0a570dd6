package audio

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/id3"
	"github.com/chapmark/chapmark/chapters"
)

// Apply carries the plan out. Either the file then holds the new tag and the old audio, or it is as it was and the
// error says why. A plan that changes nothing touches nothing.
func (p Plan) Apply() error { return p.ApplyOn(disk.OS{}) }

// ApplyOn is Apply on a disk that may fail.
func (p Plan) ApplyOn(system disk.System) error {
	switch p.Method {
	case Replace:
		return disk.Replace(system, p.file.Name, p.fill, p.verify)
	case InPlace:
		return disk.Overwrite(system, p.file.Name, p.file.rawTag, p.newTag, p.checkUnchanged)
	}
	return nil
}

// fill writes the new tag, and behind it everything that stood behind the old one.
func (p Plan) fill(old *os.File, replacement disk.File) error {
	if err := p.checkUnchanged(old); err != nil {
		return err
	}
	if _, err := replacement.Write(p.newTag); err != nil {
		return err
	}
	return replacement.CopyFrom(old, p.file.TagBytes, p.file.Size-p.file.TagBytes)
}

var errChanged = errors.New("the file was changed by another program meanwhile; try again")

// checkUnchanged refuses a file that is no longer the one that was planned for.
func (p Plan) checkUnchanged(old *os.File) error {
	info, err := old.Stat()
	if err != nil {
		return err
	}
	if info.Size() != p.file.Size || !info.ModTime().Equal(p.file.modified) {
		return errChanged
	}
	tag := make([]byte, p.file.TagBytes)
	if _, err := old.ReadAt(tag, 0); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if !bytes.Equal(tag, p.file.rawTag) {
		return errChanged
	}
	return nil
}

// verify reads the new file back: its chapters must be those of the plan, and its audio that of the old file.
func (p Plan) verify(old *os.File, replacement disk.File) error {
	if _, err := replacement.ReadAt(make([]byte, 1), p.BytesAfter); !errors.Is(err, io.EOF) {
		return fmt.Errorf("it is longer than %d bytes", p.BytesAfter)
	}
	written := make([]byte, len(p.newTag))
	if _, err := replacement.ReadAt(written, 0); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if len(written) > 0 {
		tag, err := id3.Parse(written)
		if err != nil {
			return err
		}
		if !sameChapters(plain(tag.Chapters()), p.After) {
			return errors.New("its chapters are not the ones that were written")
		}
	}
	if !bytes.Equal(written, p.newTag) {
		return errors.New("its tag is not the one that was written")
	}
	length := p.file.Size - p.file.TagBytes
	return sameBytes(io.NewSectionReader(old, p.file.TagBytes, length), io.NewSectionReader(replacement, int64(len(p.newTag)), length))
}

func sameChapters(a, b []chapters.Chapter) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Start != b[i].Start || a[i].End != b[i].End || a[i].Title != b[i].Title || a[i].URL != b[i].URL || a[i].Hidden != b[i].Hidden {
			return false
		}
	}
	return true
}

// sameBytes compares two readers to their ends.
func sameBytes(a, b io.Reader) error {
	const chunk = 256 << 10
	left, right := make([]byte, chunk), make([]byte, chunk)
	for {
		n, errLeft := io.ReadFull(a, left)
		m, errRight := io.ReadFull(b, right)
		if !bytes.Equal(left[:n], right[:m]) {
			return errors.New("its audio differs from the old file's")
		}
		for _, err := range []error{errLeft, errRight} {
			if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
				return err
			}
		}
		if errLeft != nil || errRight != nil {
			return nil
		}
	}
}
