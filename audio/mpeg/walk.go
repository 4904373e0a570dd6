package mpeg

import (
	"encoding/binary"
	"io"
)

// SkipTag says how long a tag is that begins with these bytes (128 at most), or 0 where none does. Tags may stand in
// the middle of joined files, and hold bytes that look like frames.
type SkipTag func(prefix []byte) int64

// walker is the state of one walk.
type walker struct {
	window
	stream    Stream
	skipTag   SkipTag
	locked    bool
	key       uint32     // the bits of sameStream that every frame has
	headers   [32]Header // by index
	sizes     [32]int64  // in bytes, by index; 0 where the header is invalid
	freeTries int
	fresh     bool // no frame since the last resynchronisation
	manySteps bool // more than are noted
}

// Walk counts every frame between two offsets. The error is one of reading; a region without frames gives a Stream
// with Frames == 0.
func Walk(file io.ReaderAt, start, end int64, skipTag SkipTag) (Stream, error) {
	w := &walker{window: window{file: file, end: end}, skipTag: skipTag, fresh: true}
	defer w.take()
	at := start
	for w.err == nil && at+HeaderBytes <= w.end {
		b := w.from(at, HeaderBytes)
		if len(b) < HeaderBytes {
			break
		}
		word := binary.BigEndian.Uint32(b)
		size := w.sizes[index(word)]
		if !w.locked || word&sameStream != w.key || size == 0 {
			next, ok := w.resync(at)
			if !ok {
				return w.stream, w.err
			}
			at = next
			continue
		}
		if at+size > w.end {
			w.stream.CutBytes = w.end - at
			return w.stream, w.err
		}
		w.frame(at, size, word)
		at += size
	}
	if w.err == nil {
		w.gap(at, w.end-at, Junk)
	}
	return w.stream, w.err
}

// index is where a header's size is kept: its bit rate and padding bits.
func index(word uint32) uint32 { return word>>11&0x1E | word>>9&1 }

// frame counts one frame, unless it is an encoder's header frame.
func (w *walker) frame(at, size int64, word uint32) {
	isInfo := w.isInfo(at, size, word)
	w.fresh = false
	if isInfo {
		return
	}
	h, s := &w.headers[index(word)], &w.stream
	if s.Frames == 0 {
		s.First, _ = parseWord(word)
		s.MinBitRate, s.MaxBitRate = h.BitRate, h.BitRate
		if s.Info == nil {
			s.Start = at
		}
	}
	s.Frames++
	s.AudioBytes += size
	s.End = at + size
	s.MinBitRate, s.MaxBitRate = min(s.MinBitRate, h.BitRate), max(s.MaxBitRate, h.BitRate)
	w.step(at, h.BitRate)
	if last := len(s.Runs) - 1; last < 0 || s.Runs[last].SampleRate != h.SampleRate {
		s.Runs = append(s.Runs, Run{SampleRate: h.SampleRate})
	}
	s.Runs[len(s.Runs)-1].Samples += int64(h.Samples())
}

// step notes where the bit rate changes.
func (w *walker) step(at int64, bitRate int) {
	steps := w.stream.Steps
	switch last := len(steps) - 1; {
	case w.manySteps:
	case last >= 0 && steps[last].BitRate == bitRate:
		steps[last].Frames++
	case len(steps) == maxSteps:
		w.manySteps, w.stream.Steps = true, nil
	default:
		w.stream.Steps = append(steps, Step{Offset: at, At: w.stream.Length(), BitRate: bitRate, Frames: 1})
	}
}

// isInfo looks for an encoder's header at the start of a run of frames, and wherever a frame's side information is
// empty, since joined files have header frames in the middle.
func (w *walker) isInfo(at, size int64, word uint32) bool {
	if !w.fresh {
		h := w.headers[index(word)]
		if h.Channels = 2; word>>6&3 == 3 {
			h.Channels = 1
		}
		magic := HeaderBytes + h.sideInfo()
		b := w.from(at, magic+4)
		if len(b) < magic+4 || b[magic] != 'X' && b[magic] != 'I' || !zero(b[HeaderBytes+2:magic]) {
			return false
		}
	}
	frame := w.from(at, int(size))
	if int64(len(frame)) < size {
		return false
	}
	h, _ := parseWord(word)
	info, ok := parseInfo(h, frame[:size])
	if !ok {
		return false
	}
	if w.stream.Info != nil || w.stream.Frames > 0 {
		w.gap(at, size, HeaderFrame)
		return true
	}
	w.stream.Info, w.stream.InfoBytes, w.stream.Start = &info, size, at
	w.stream.First, w.stream.End = h, at+size
	return true
}

func zero(b []byte) bool {
	for _, c := range b {
		if c != 0 {
			return false
		}
	}
	return true
}

// gap notes bytes that belong to no frame.
func (w *walker) gap(at, bytes int64, kind GapKind) {
	if bytes <= 0 {
		return
	}
	w.stream.GapBytes += bytes
	if len(w.stream.Gaps) < maxGaps {
		w.stream.Gaps = append(w.stream.Gaps, Gap{Offset: at, Bytes: bytes, Kind: kind, At: w.stream.Length()})
	}
}
