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
		r := replacing{Plan: p}
		return disk.Replace(system, p.file.Name, r.fill, r.verify)
	case InPlace:
		return disk.Overwrite(system, p.file.Name, p.file.rawTag, p.newTag, p.checkUnchanged)
	}
	return nil
}

// replacing is a Replace that goes on: while one stretch of the audio is copied, the one before it is compared.
type replacing struct {
	Plan
	copied   chan int64 // how many bytes there are to compare by now
	compared chan error
}

// fill writes the new tag, and behind it everything that stood behind the old one.
func (r *replacing) fill(old *os.File, replacement disk.File) error {
	if err := r.checkUnchanged(old); err != nil {
		return err
	}
	if _, err := replacement.Write(r.newTag); err != nil {
		return err
	}
	r.copied, r.compared = make(chan int64, 1<<10), make(chan error, 1)
	defer close(r.copied)
	go func() {
		var from int64
		var different error
		for to := range r.copied {
			if different == nil {
				different = sameBytes(old, r.file.TagBytes+from, replacement, int64(len(r.newTag))+from, to-from)
			}
			from = to
		}
		if want := r.file.Size - r.file.TagBytes; different == nil && from != want {
			different = fmt.Errorf("only %d of %d bytes could be compared", from, want)
		}
		r.compared <- different
	}()
	return replacement.CopyFrom(old, r.file.TagBytes, r.file.Size-r.file.TagBytes, func(copied int64) { r.copied <- copied })
}

// checkUnchanged refuses a file that is no longer the one that was planned for.
func (p Plan) checkUnchanged(old *os.File) error {
	info, err := old.Stat()
	if err != nil {
		return err
	}
	if info.Size() != p.file.Size || !info.ModTime().Equal(p.file.modified) {
		return disk.ErrChanged
	}
	if err := sameBytes(bytes.NewReader(p.file.rawTag), 0, old, 0, p.file.TagBytes); err != nil {
		return disk.ErrChanged
	}
	return nil
}

// verify reads the new file back: its chapters must be those of the plan, and its audio that of the old file.
func (r *replacing) verify(_ *os.File, replacement disk.File) error {
	p := r.Plan
	if _, err := replacement.ReadAt(make([]byte, 1), p.BytesAfter); !errors.Is(err, io.EOF) {
		return fmt.Errorf("it is longer than %d bytes", p.BytesAfter)
	}
	if err := sameBytes(bytes.NewReader(p.newTag), 0, replacement, 0, int64(len(p.newTag))); err != nil {
		return fmt.Errorf("its tag is not the one that was written: %w", err)
	}
	if len(p.newTag) > 0 {
		tag, err := id3.Parse(p.newTag) // which is what stands in the file
		if err != nil {
			return err
		}
		if !sameChapters(plain(tag.Chapters()), p.After) {
			return errors.New("its chapters are not the ones that were planned")
		}
	}
	if err := <-r.compared; err != nil {
		return fmt.Errorf("its audio is not the old file's: %w", err)
	}
	return nil
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

// sameBytes compares length bytes of two files.
func sameBytes(a io.ReaderAt, aOffset int64, b io.ReaderAt, bOffset, length int64) error {
	const chunk = 128 << 10
	left, right := make([]byte, min(chunk, length)), make([]byte, min(chunk, length))
	for at := int64(0); at < length; at += chunk {
		n := min(chunk, length-at)
		if _, err := a.ReadAt(left[:n], aOffset+at); err != nil {
			return err
		}
		if _, err := b.ReadAt(right[:n], bOffset+at); err != nil {
			return err
		}
		if !bytes.Equal(left[:n], right[:n]) {
			return fmt.Errorf("bytes %d to %d differ", bOffset+at, bOffset+at+n)
		}
	}
	return nil
}
