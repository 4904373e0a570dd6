package id3

import (
	"fmt"
	"slices"

	"github.com/chapmark/chapmark/chapters/limits"
)

// reading is one way to take bytes as frames.
type reading struct {
	frames  []Frame
	rest    int  // where the frames end
	mixed   bool // a frame's size is written as the other version has it
	toStray bool // after the padding stand bytes that are neither
}

// read takes bytes as frames, in the only way that explains them. The standard's own reading counts unless another one
// shows frames where it shows none. Where the standard's does not reach the end, every other reading is worked out:
// sizes of the other version, ids with spaces or small letters, blank frames. One counts if it shows every frame that
// any of them shows; if none does, the bytes are refused.
func (t *Tag) read(content []byte, offset int) (reading, error) {
	w := newWays(content, t.Version)
	standard, bad := w.standard(offset)
	if len(standard.frames) > limits.TagFrames {
		return reading{}, tooManyError(limits.TagFrames, "frames")
	}
	ambiguous := &DamagedError{int64(offset), "the frames can be read in more than one way, and nothing says which is right"}
	if standard.rest >= w.end {
		if !w.agrees(standard, offset) {
			return reading{}, ambiguous
		}
		return standard, nil
	}
	w.ids = oddIDs
	best, complete, unique := w.best(offset)
	if !unique {
		return reading{}, ambiguous
	}
	named := slices.ContainsFunc(best.frames, func(f Frame) bool { return validID([]byte(f.ID)) && !f.IsChapter() })
	if complete && named && !swallows(best, standard) {
		if w.ids = anyIDs; !w.agrees(best, offset) || slices.ContainsFunc(best.frames, w.conceals) {
			return reading{}, ambiguous
		}
		return best, nil
	}
	if bad != nil {
		return reading{}, bad
	}
	if reason := w.stray(standard); reason != "" {
		return reading{}, &DamagedError{int64(offset + standard.rest), reason}
	}
	standard.toStray = true
	return standard, nil
}

// swallows reports whether a frame of the one reading covers the start of a frame of the other.
func swallows(one, other reading) bool {
	return slices.ContainsFunc(other.frames, func(f Frame) bool {
		_, found := slices.BinarySearchFunc(one.frames, f.Offset, func(g Frame, at int) int { return g.Offset - at })
		return !found
	})
}

// conceals reports whether other frames stand in the body of a frame, one after the other: then its size is wrong.
func (w *ways) conceals(f Frame) bool {
	if f.IsChapter() {
		return false // there they belong
	}
	inside := ways{content: f.Body, end: len(f.Body), version: w.version}
	for at := 0; at+HeaderBytes <= len(f.Body); at++ {
		if !validID(f.Body[at : at+4]) {
			continue
		}
		for _, next := range inside.followers(at) {
			if next > at+HeaderBytes && (next == len(f.Body) || next+4 <= len(f.Body) && validID(f.Body[next:next+4])) {
				return true
			}
		}
	}
	return false
}

// stray says why the bytes after the last frame cannot be kept, or "". They may hold nothing that any reader takes for
// a frame, wherever it begins to look; and it must be clear that the last frame is over.
func (w *ways) stray(r reading) (reason string) {
	for at := r.rest; at < w.end; at++ {
		if likeFrame(w.content[at:]) {
			return "there are bytes after the last frame that are not padding, and may contain a frame"
		}
	}
	if w.plausible(r.rest) {
		return ""
	}
	if len(r.frames) == 0 {
		return "no frame starts where the first one should"
	}
	last := r.frames[len(r.frames)-1]
	at := r.rest - len(last.Body) - HeaderBytes
	for _, next := range w.followers(at) {
		if next != r.rest && (w.version == 4 || w.plausible(next)) {
			return fmt.Sprintf("frame %s can end in two places, and neither is followed by a frame or padding", last.ID)
		}
	}
	return ""
}

// plausible reports whether a frame or padding begins at a place.
func (w *ways) plausible(at int) bool {
	b := w.content[at:]
	return len(b) >= HeaderBytes && (zeros(b[:HeaderBytes]) || validID(b[:4]))
}

// likeFrame reports bytes that one of the readers might take for a frame: mutagen takes any four capitals and digits,
// even where the tag ends first; ffmpeg any id that begins with a T, if the frame fits into the tag.
func likeFrame(b []byte) bool {
	if len(b) < HeaderBytes {
		return false
	}
	if validID(b[:4]) {
		return true
	}
	if b[0] < 'A' || b[0] > 'Z' || !oddID(b[:4]) && b[0] != 'T' {
		return false
	}
	size, valid := synchsafe(b[4:8])
	return valid && size > 0 && size <= len(b)-HeaderBytes || plainSize(b[4:]) > 0 && plainSize(b[4:]) <= len(b)-HeaderBytes
}

// oddID reports four bytes that some writers took for an id: letters, digits and spaces, or an id of ID3v2.2 and a NUL.
// iTunes wrote "TST ".
func oddID(b []byte) bool {
	for i, c := range b {
		letter := c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9'
		if !letter && (i == 0 || c != ' ') && (i != 3 || c != 0) {
			return false
		}
	}
	return true
}

// isBlank reports a header of nothing but zeros.
func isBlank(b []byte) bool { return len(b) >= HeaderBytes && zeros(b[:HeaderBytes]) }
