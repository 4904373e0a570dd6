package audio

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/chapmark/chapmark/audio/disk"
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
		return disk.Overwrite(system, p.file.Name, p.file.head, p.newHead, p.checkUnchanged)
	}
	return nil
}

// replacing is a Replace that goes on: while one stretch of the audio is copied, the one before it is compared.
type replacing struct {
	Plan
	copied   chan int64 // how many bytes there are to compare by now
	compared chan error
}

// fill writes the new tag, and after it everything that stood after the old one.
func (r *replacing) fill(old *os.File, replacement disk.File) error {
	if err := r.checkUnchanged(old); err != nil {
		return err
	}
	if _, err := replacement.Write(r.newHead); err != nil {
		return err
	}
	r.copied, r.compared = make(chan int64, 1<<10), make(chan error, 1)
	defer close(r.copied)
	go func() {
		var from int64
		var different error
		for to := range r.copied {
			if different == nil {
				different = sameBytes(old, int64(len(r.file.head))+from, replacement, int64(len(r.newHead))+from, to-from)
			}
			from = to
		}
		if want := r.file.Size - int64(len(r.file.head)); different == nil && from != want {
			different = fmt.Errorf("only %d of %d bytes could be compared", from, want)
		}
		r.compared <- different
	}()
	return replacement.CopyFrom(old, int64(len(r.file.head)), r.file.Size-int64(len(r.file.head)), func(copied int64) { r.copied <- copied })
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
	if err := sameBytes(bytes.NewReader(p.file.head), 0, old, 0, int64(len(p.file.head))); err != nil {
		return disk.ErrChanged
	}
	return nil
}

// verify reads the new file back: its tag must be the planned one, which was checked when it was planned, and its audio
// that of the old file.
func (r *replacing) verify(_ *os.File, replacement disk.File) error {
	p := r.Plan
	if _, err := replacement.ReadAt(make([]byte, 1), p.BytesAfter); !errors.Is(err, io.EOF) {
		return fmt.Errorf("it is longer than %d bytes", p.BytesAfter)
	}
	if err := sameBytes(bytes.NewReader(p.newHead), 0, replacement, 0, int64(len(p.newHead))); err != nil {
		return fmt.Errorf("its tag is not what was written: %w", err)
	}
	if err := <-r.compared; err != nil {
		return fmt.Errorf("its audio differs from the old file: %w", err)
	}
	return nil
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
