package mpeg

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sync"
)

const (
	// windowBytes is read at once: so little that it is still in the processor's own cache when it is looked at.
	windowBytes = 128 << 10
	// pageBytes is what reads begin at a multiple of.
	pageBytes = 4 << 10
)

// window holds a stretch of a file in memory.
type window struct {
	file io.ReaderAt
	end  int64 // nothing is read from here on
	base int64
	buf  []byte             // what the file holds from base on
	room *[windowBytes]byte // where it is kept
	err  error              // the first failure to read

	rooms *sync.Pool
}

// from returns the bytes from an offset on: at least want of them (at most windowBytes-pageBytes), unless the end or an
// error comes first.
func (w *window) from(offset int64, want int) []byte {
	if offset >= w.end || w.err != nil {
		return nil
	}
	at := offset - w.base
	if at < 0 || at+min(int64(want), w.end-offset) > int64(len(w.buf)) {
		w.read(offset &^ (pageBytes - 1))
		if at = offset - w.base; at >= int64(len(w.buf)) {
			return nil
		}
	}
	return w.buf[at:]
}

// read fills the window from an offset on.
func (w *window) read(base int64) {
	if w.room == nil {
		if w.room, _ = w.rooms.Get().(*[windowBytes]byte); w.room == nil {
			w.room = new([windowBytes]byte)
		}
	}
	w.base, w.buf = base, w.room[:min(windowBytes, w.end-base)]
	n, err := w.file.ReadAt(w.buf, base)
	if n < len(w.buf) {
		w.buf = w.buf[:n]
		w.fail(base+int64(n), err)
	}
}

// release gives the memory back. The window can be used again.
func (w *window) release() {
	if w.room != nil {
		w.rooms.Put(w.room)
	}
	w.room, w.buf = nil, nil
}

func (w *window) fail(offset int64, err error) {
	if errors.Is(err, io.EOF) {
		err = errors.New("the file became shorter while it was read")
	}
	if w.err == nil {
		w.err = fmt.Errorf("read at byte %d: %w", offset, err)
	}
}

// word reads four bytes anywhere before the end without moving the window; false where there are none.
func (w *window) word(offset int64) (uint32, bool) {
	if offset < 0 || offset+HeaderBytes > w.end {
		return 0, false
	}
	if at := offset - w.base; at >= 0 && at+HeaderBytes <= int64(len(w.buf)) {
		return binary.BigEndian.Uint32(w.buf[at:]), true
	}
	var b [HeaderBytes]byte
	if _, err := w.file.ReadAt(b[:], offset); err != nil {
		w.fail(offset, err)
		return 0, false
	}
	return binary.BigEndian.Uint32(b[:]), true
}
