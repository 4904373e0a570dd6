package mpeg

import (
	"io"
	"sync"
)

// Frame is one frame of audio, and where it is.
type Frame struct {
	Header
	Offset, Bytes int64
	Joined        bool // it follows the frame before it without a gap
}

// Frames lists the frames of audio between two offsets, header frames left out. A frame must end before the end.
func Frames(file io.ReaderAt, start, end int64, skipTag SkipTag) ([]Frame, error) {
	w := newWalk(window{file: file, end: end, rooms: new(sync.Pool)}, start, skipTag, 0)
	var frames []Frame
	w.each = func(at, size int64, word uint32) {
		h, _ := parseWord(word)
		last := len(frames) - 1
		frames = append(frames, Frame{h, at, size, last >= 0 && frames[last].Offset+frames[last].Bytes == at})
	}
	w.walkTo(end)
	return frames, w.err
}

// Reservoir is how many bytes of the frames in front a layer III frame begins with (ISO/IEC 11172-3 §2.4.1.7,
// main_data_begin), and how many its own body adds for itself and for the frames behind it. It needs the frame's first
// 8 bytes.
func (h Header) Reservoir(frame []byte, size int64) (before, own int) {
	at := HeaderBytes
	if h.CRC {
		at += 2
	}
	before = int(frame[at]) // 8 bits in MPEG 2 and 2.5
	if h.Version == MPEG1 {
		before = before<<1 | int(frame[at+1])>>7 // 9 bits
	}
	return before, int(size) - at - h.sideInfo()
}
