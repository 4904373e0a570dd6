package mpeg

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// windowBytes is how much is read at a time.
const windowBytes = 256 << 10

// window is a stretch of a file held in memory, which moves forward as the walk does.
type window struct {
	file io.ReaderAt
	base int64 // offset of buf[0]
	end  int64 // nothing is read from here on
	buf  []byte
	err  error // the first failure to read
}

// from returns the bytes from an offset on: at least want of them, unless the end or an error comes first.
func (w *window) from(offset int64, want int) []byte {
	if offset >= w.base && offset+int64(want) <= w.base+int64(len(w.buf)) {
		return w.buf[offset-w.base:]
	}
	if offset >= w.end || w.err != nil {
		return nil
	}
	size := min(int64(windowBytes), w.end-offset)
	if int64(cap(w.buf)) < size {
		w.buf = make([]byte, size)
	}
	w.buf, w.base = w.buf[:size], offset
	n, err := w.file.ReadAt(w.buf, offset)
	if int64(n) < size {
		w.buf = w.buf[:n]
		if errors.Is(err, io.EOF) {
			err = errors.New("the file became shorter while it was read")
		}
		w.err = fmt.Errorf("read at byte %d: %w", offset+int64(n), err)
	}
	return w.buf
}

// word reads four bytes anywhere before the end without moving the window; false where there are none.
func (w *window) word(offset int64) (uint32, bool) {
	if offset < 0 || offset+HeaderBytes > w.end {
		return 0, false
	}
	if offset >= w.base && offset+HeaderBytes <= w.base+int64(len(w.buf)) {
		return binary.BigEndian.Uint32(w.buf[offset-w.base:]), true
	}
	var b [HeaderBytes]byte
	if _, err := w.file.ReadAt(b[:], offset); err != nil {
		return 0, false
	}
	return binary.BigEndian.Uint32(b[:]), true
}
