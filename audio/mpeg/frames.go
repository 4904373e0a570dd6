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
	w.each = func(at int64, word uint32, content []byte) {
		h, _ := parseWord(word)
		last := len(frames) - 1
		frames = append(frames, Frame{h, at, int64(len(content)), last >= 0 && frames[last].Offset+frames[last].Bytes == at})
	}
	w.walkTo(end)
	return frames, w.err
}

// Each visits the frames of audio between two offsets, header frames left out, with their bytes, which are only good until the
// visit ends. It stops where a visit returns false. The error is one of reading.
func Each(file io.ReaderAt, start, end int64, skipTag SkipTag, visit func(frame Frame, content []byte) bool) error {
	w := newWalk(window{file: file, end: end, rooms: new(sync.Pool)}, start, skipTag, 0)
	w.tell(func(frame Frame, content []byte) {
		if !w.ended && !visit(frame, content) {
			w.ended = true
		}
	})
	w.walkTo(end)
	return w.err
}

// tell hands each frame of audio to a Visit.
func (w *walk) tell(visit Visit) {
	behind, known, header := int64(-1), uint32(0), Header{}
	w.each = func(at int64, word uint32, content []byte) {
		if word != known {
			known = word
			header, _ = parseWord(word)
		}
		size := int64(len(content))
		visit(Frame{header, at, size, behind == at}, content)
		behind = at + size
	}
}

// MainData is what a layer III frame's side information tells of its main data, which may begin in frames before it
// (ISO/IEC 11172-3 §2.4.1.7).
type MainData struct {
	Begin int // how many bytes before the frame's own it begins
	Bytes int // how long it is
	Own   int // how many bytes of main data the frame adds, for itself and for those after it
}

// MainData reads the side information of a whole frame. It returns false for anything but a whole frame of layer III.
func (h Header) MainData(frame []byte) (MainData, bool) {
	at := HeaderBytes
	if h.CRC {
		at += 2
	}
	if h.Layer != 3 || len(frame) < at+h.SideInfo() {
		return MainData{}, false
	}
	side := frame[at : at+h.SideInfo()]
	bits := func(offset, count int) (n int) {
		for i := offset; i < offset+count; i++ {
			n = n<<1 | int(side[i/8]>>(7-i%8))&1
		}
		return n
	}
	// 9 bits (8 in MPEG 2): main_data_begin; 3 or 5 (2 or 1): private; 4 a channel (none): scfsi; then for each granule and
	// channel 59 (63) bits, of which the first 12 are part2_3_length.
	first, begin, each, granules := 9+3+8, 9, 59, 2
	switch {
	case h.Version != MPEG1 && h.Channels == 2:
		first, begin, each, granules = 8+2, 8, 63, 1
	case h.Version != MPEG1:
		first, begin, each, granules = 8+1, 8, 63, 1
	case h.Channels == 1:
		first = 9 + 5 + 4
	}
	length := 0
	for i := range granules * h.Channels {
		length += bits(first+i*each, 12)
	}
	return MainData{Begin: bits(0, begin), Bytes: (length + 7) / 8, Own: len(frame) - at - h.SideInfo()}, true
}
