package mpeg

import "github.com/chapmark/chapmark/chapters/limits"

// chainFrames is how many frames must follow each other before bytes that look like a header are believed.
const chainFrames = 4

// resync goes to the next offset from which frames follow each other, or to the end, and notes what lies in between as
// gaps.
func (w *walk) resync() {
	w.fresh = true
	at := w.at
	junk := at // where the junk that was not noted yet begins
	for w.err == nil && at < w.end {
		b := w.from(at, int(min(128, w.end-at)))
		if len(b) == 0 {
			break
		}
		if n := w.skipTag(b[:min(128, len(b))]); n > 0 && at+n <= w.end {
			w.gap(junk, at-junk, Junk)
			w.gap(at, n, Tag)
			at += n
			junk = at
			continue
		}
		if word, ok := w.word(at); ok && w.lock(at, word) {
			w.gap(junk, at-junk, Junk)
			w.at = at
			return
		}
		at += 1 + nextCandidate(b[1:])
	}
	if w.err == nil {
		w.gap(junk, w.end-junk, Junk)
		w.at, w.ended = w.end, true
	}
}

// nextCandidate is the distance to the next byte that can begin a frame or a tag: the sync byte, ID3, APETAGEX, TAG.
func nextCandidate(b []byte) int64 {
	for i, c := range b {
		if c == 0xFF || c == 'I' || c == 'A' || c == 'T' {
			return int64(i)
		}
	}
	return int64(len(b))
}

// lock believes a header if the frames that it promises follow it, up to chainFrames or the end of the region.
func (w *walk) lock(at int64, word uint32) bool {
	h, ok := parseWord(word)
	if !ok {
		return false
	}
	key, free := word&sameStream, int64(0)
	if h.BitRate == 0 {
		if free = w.freeFormatSize(at, h, key); free == 0 {
			return false
		}
	}
	whole := 0
	for next := at; whole < chainFrames; whole++ {
		next += h.sizeOr(free)
		if next == w.end || next > w.end-HeaderBytes && whole > 0 {
			break
		}
		word, ok := w.word(next)
		if !ok || word&sameStream != key {
			return false
		}
		if h, ok = parseWord(word); !ok || h.sizeOr(free) == 0 {
			return false
		}
	}
	w.flush()
	w.pattern, w.rate = newPattern(word, free), noRate
	return true
}

// sizeOr is the frame's length, with the length that was found where the stream is of free format.
func (h Header) sizeOr(free int64) int64 {
	if size := h.Size(); size > 0 {
		return int64(size)
	}
	if free == 0 {
		return 0
	}
	return free + int64(h.slot())
}

// freeFormatSize measures a free-format frame by the distance to the next one, less padding: the first distance at
// which two more headers of the same stream follow. 0 where there is none.
func (w *walk) freeFormatSize(at int64, h Header, key uint32) int64 {
	if w.freeTries > limits.FreeFormatTries {
		return 0
	}
	isNext := func(offset int64) (Header, bool) {
		word, ok := w.word(offset)
		header, valid := parseWord(word)
		return header, ok && valid && word&sameStream == key && header.BitRate == 0
	}
	for distance := int64(HeaderBytes + h.SideInfo()); distance <= limits.FreeFormatBytes; distance++ {
		second, ok := isNext(at + distance)
		if !ok {
			continue
		}
		free := distance - int64(h.slot())
		if _, ok := isNext(at + distance + second.sizeOr(free)); ok {
			return free
		}
	}
	w.freeTries++ // only those in vain: a stream may be broken in many places
	return 0
}
