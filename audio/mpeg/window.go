package mpeg

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// A file is read in blocks of windowBytes, each with the first windowOverlap bytes of the next one, so that a frame
// that begins in a block lies in it whole.
const (
	windowBytes   = 256 << 10
	windowOverlap = 8 << 10
)

// window holds one block of a file in memory, while the next one is being read.
type window struct {
	file    io.ReaderAt
	end     int64 // nothing is read from here on
	now     block
	pending chan block // the next block, or nil
	spare   []byte     // for the one after it
	err     error      // the first failure to read what was asked for
}

// block is a stretch of a file.
type block struct {
	base int64
	buf  []byte
	err  error
}

// from returns the bytes from an offset on: at least want of them, at most windowOverlap, unless the end or an error
// comes first.
func (w *window) from(offset int64, want int) []byte {
	at := offset - w.now.base
	if w.now.buf == nil || at < 0 || at >= windowBytes {
		if offset >= w.end || w.err != nil {
			return nil
		}
		w.move(offset - offset%windowBytes)
		at = offset - w.now.base
	}
	if at+int64(want) > int64(len(w.now.buf)) && w.now.err != nil && w.err == nil {
		w.err = w.now.err
	}
	if at >= int64(len(w.now.buf)) {
		return nil
	}
	return w.now.buf[at:]
}

// move makes the block at base the current one, and begins to read the one behind it.
func (w *window) move(base int64) {
	w.spare = w.now.buf
	next := w.take()
	if next.buf == nil || next.base != base {
		if next.buf != nil {
			w.spare = next.buf
		}
		next = read(w.file, base, w.end, w.spare)
		w.spare = nil
	}
	w.now = next
	if ahead := base + windowBytes; ahead < w.end && next.err == nil {
		pending, spare := make(chan block, 1), w.spare
		go func() { pending <- read(w.file, ahead, w.end, spare) }()
		w.pending, w.spare = pending, nil
	}
}

// take waits for the block that is being read, if one is. No read goes on after it.
func (w *window) take() block {
	if w.pending == nil {
		return block{}
	}
	next := <-w.pending
	w.pending = nil
	return next
}

// read reads a block into a buffer, if it is large enough.
func read(file io.ReaderAt, base, end int64, buffer []byte) block {
	size := min(int64(windowBytes+windowOverlap), end-base)
	if int64(cap(buffer)) < size {
		buffer = make([]byte, size)
	}
	b := block{base: base, buf: buffer[:size]}
	n, err := file.ReadAt(b.buf, base)
	if int64(n) < size {
		b.buf = b.buf[:n]
		if errors.Is(err, io.EOF) {
			err = errors.New("the file became shorter while it was read")
		}
		b.err = fmt.Errorf("read at byte %d: %w", base+int64(n), err)
	}
	return b
}

// word reads four bytes anywhere before the end without moving the window; false where there are none.
func (w *window) word(offset int64) (uint32, bool) {
	if offset < 0 || offset+HeaderBytes > w.end {
		return 0, false
	}
	if at := offset - w.now.base; at >= 0 && at+HeaderBytes <= int64(len(w.now.buf)) {
		return binary.BigEndian.Uint32(w.now.buf[at:]), true
	}
	var b [HeaderBytes]byte
	if _, err := w.file.ReadAt(b[:], offset); err != nil {
		if w.err == nil {
			w.err = fmt.Errorf("read at byte %d: %w", offset, err)
		}
		return 0, false
	}
	return binary.BigEndian.Uint32(b[:]), true
}
