package mpeg

import (
	"encoding/binary"
	"math"
)

// walk goes from frame to frame through one segment.
type walk struct {
	window
	skipTag   SkipTag
	at        int64     // where the next frame, or what is none, begins
	stream    Stream    // its sums lack the frames in counts
	pattern   *pattern  // nil where no frames are known yet
	fresh     bool      // no frame since the last resynchronisation
	begun     bool      // there was a frame of audio
	ended     bool      // everything up to the end is accounted for
	counts    [32]int64 // frames since the last flush, by index
	rate      uint32    // bit rate index of the frame before; noRate before the first
	freeTries int
	markEvery int64 // bytes; 0: no marks
	nextMark  int64 // offset
	guessed   guess // where this is not the first segment
	each      func(at int64, word uint32, content []byte)
}

const (
	noRate = 99
	// peekBytes of a frame are looked at: its header, its side information, the name of a header frame.
	peekBytes = HeaderBytes + 32 + 4
)

func newWalk(file window, start int64, skipTag SkipTag, markEvery int64) *walk {
	w := &walk{window: file, skipTag: skipTag, at: start, fresh: true, rate: noRate, markEvery: markEvery, nextMark: math.MaxInt64}
	if markEvery > 0 {
		w.nextMark = (start + markEvery - 1) / markEvery * markEvery
	}
	return w
}

// walkTo walks until a frame, or what is none, ends at an offset or after it.
func (w *walk) walkTo(stop int64) {
	for w.err == nil && !w.ended && w.at < stop && w.at+HeaderBytes <= w.end {
		b := w.from(w.at, peekBytes)
		if len(b) < HeaderBytes {
			return
		}
		if !w.fresh && w.begun && w.row(b, stop) {
			continue
		}
		word := binary.BigEndian.Uint32(b)
		size := w.pattern.size(word)
		switch {
		case size == 0:
			w.resync()
		case w.at+size > w.end:
			w.stream.CutBytes = w.end - w.at
			w.ended = true
		default:
			w.frame(size, word)
		}
	}
	if w.err == nil && !w.ended && w.at+HeaderBytes > w.end {
		w.gap(w.at, w.end-w.at, Junk)
		w.ended = true
	}
}

// row counts the plain frames that are in memory, up to an offset, and reports whether there was one.
func (w *walk) row(b []byte, stop int64) bool {
	limit := min(int64(len(b))-peekBytes, stop-w.at)
	p := int64(0)
	for p < limit {
		word := binary.BigEndian.Uint32(b[p:])
		i, size := index(word), w.pattern.size(word)
		if size == 0 {
			break
		}
		from, last := p, min(limit, w.end-w.at-size+1)
		if w.each != nil {
			last = min(last, int64(len(b))-size+1) // it is handed over whole
		}
		p = alike(b, from, last, size, word, w.pattern.magic(word))
		if p == from {
			break // perhaps a header frame
		}
		for q := from; w.each != nil && q < p && !w.ended; q += size {
			w.each(w.at+q, binary.BigEndian.Uint32(b[q:]), b[q:q+size])
		}
		if i>>1 != w.rate {
			w.step(w.at+from, i)
		}
		for w.at+p > w.nextMark {
			// The first frame that begins at the mark or after it.
			ahead := max((w.nextMark-w.at-from+size-1)/size, 0)
			w.counts[i] += ahead
			from += ahead * size
			if from >= p {
				break
			}
			w.mark(w.at + from)
		}
		w.counts[i] += (p - from) / size
	}
	if p > 0 {
		w.at += p
		w.stream.End = w.at
	}
	return p > 0
}

// alike steps over frames of one size, from an offset up to a limit, and returns the offset of the first one that has
// another rate, padding or mode, or that may be a header frame. It is where the time goes: since the step does not
// depend on what is read, the processor need not wait for one header to go to the next.
func alike(b []byte, p, limit, size int64, word uint32, magic int64) int64 {
	const mask = sameStream | 0xF200 | 0xC0 // rate, padding, mode
	word &= mask
	for p < limit && binary.BigEndian.Uint32(b[p:])&mask == word {
		if c := b[p+magic]; c == 'X' || c == 'I' || b[p+vbriOffset] == 'V' {
			break
		}
		p += size
	}
	return p
}

// frame counts one frame, unless it is an encoder's header frame.
func (w *walk) frame(size int64, word uint32) {
	at, s := w.at, &w.stream
	w.at += size
	info, isInfo := w.info(at, size, word)
	w.fresh = false
	switch {
	case isInfo && (s.Info != nil || w.begun || w.guessed.pattern != nil):
		w.gap(at, size, HeaderFrame)
		return
	case isInfo:
		kept := info // or each frame's would be on the heap
		s.Info, s.InfoBytes, s.Start, s.End = &kept, size, at, w.at
		s.First, _ = parseWord(word)
		return
	case !w.begun:
		w.begun = true
		s.First, _ = parseWord(word)
		if s.Info == nil {
			s.Start = at
		}
	}
	if w.each != nil {
		content := w.from(at, int(size))
		if int64(len(content)) < size {
			w.ended = true // the read that failed is in w.err
			return
		}
		w.each(at, word, content[:size])
	}
	i := index(word)
	if i>>1 != w.rate {
		w.step(at, i)
	}
	if at >= w.nextMark {
		w.mark(at)
	}
	w.counts[i]++
	s.End = w.at
}

// info looks for an encoder's header at the start of a run of frames, and wherever a frame's side information is
// empty, since joined files have header frames in the middle.
func (w *walk) info(at, size int64, word uint32) (Info, bool) {
	frame := w.from(at, int(size))
	if int64(len(frame)) < size {
		return Info{}, false
	}
	if magic := w.pattern.magic(word); !w.fresh {
		named := size > magic && (frame[magic] == 'X' || frame[magic] == 'I') || size > vbriOffset && frame[vbriOffset] == 'V'
		if !named || !zero(frame[HeaderBytes+2:magic]) {
			return Info{}, false
		}
	}
	h, _ := parseWord(word)
	return parseInfo(h, frame[:size])
}

func zero(b []byte) bool {
	for _, c := range b {
		if c != 0 {
			return false
		}
	}
	return true
}
