package id3

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/chapmark/chapmark/chapters/limits"
)

// ways are all the ways of reading frames from bytes: at each place where a frame can begin, it leads to the places
// where the next one can. Some writers confuse the sizes of ID3v2.3, 8 bits a byte, and ID3v2.4, 7 bits a byte; some do
// so only in some frames.
type ways struct {
	content []byte
	end     int // of what is not zero
	version int
	ids     idKind // what counts as the id of a frame
}

// idKind says which four bytes count as an id.
type idKind int

const (
	validIDs idKind = iota
	oddIDs          // and odd ones, and blank frames
	anyIDs          // and any others: mutagen and ffmpeg step over them
)

// maxPlaces bounds the search.
const maxPlaces = 2 * limits.TagFrames

func newWays(content []byte, version int) *ways {
	end := len(content)
	for end > 0 && content[end-1] == 0 {
		end--
	}
	return &ways{content: content, end: end, version: version}
}

// standard reads frames as the version's standard has them, up to the first byte that begins none. A frame that claims
// more than there is is an error, and not read.
func (w *ways) standard(offset int) (r reading, bad error) {
	for len(r.frames) <= limits.TagFrames {
		f, size, ok := frameHeader(w.content, r.rest, w.version)
		if !ok {
			return r, nil
		}
		if size < 0 || size > len(w.content)-r.rest-HeaderBytes {
			return r, &DamagedError{int64(offset + r.rest), fmt.Sprintf("frame %s claims more bytes than the tag has left", f.ID)}
		}
		r.add(w.content, f, r.rest+HeaderBytes+size, offset)
	}
	return r, nil
}

// add takes one more frame, up to a place.
func (r *reading) add(content []byte, f Frame, next, offset int) {
	f.Offset, f.Body = offset+r.rest, content[r.rest+HeaderBytes:next]
	r.frames, r.rest = append(r.frames, f), next
}

// agrees reports whether no other way that reaches the end shows a frame inside one of the reading's. The sub-frames of
// a chapter that is whole are no such frames.
func (w *ways) agrees(r reading, offset int) bool {
	known := map[int]bool{}
	for _, f := range r.frames {
		known[f.Offset-offset] = true
		for _, at := range subPlaces(f, w.version) {
			known[f.Offset-offset+HeaderBytes+at] = true
		}
	}
	var others []int
	for _, f := range r.frames {
		for _, next := range w.followers(f.Offset - offset) {
			if !known[next] && next < w.end {
				others = append(others, next)
			}
		}
	}
	live, all := w.live(others)
	for at := range live {
		if !known[at] {
			return false
		}
	}
	return all
}

// subPlaces are the places in the body of a CHAP or CTOC frame at which its sub-frames begin, if these fill it.
func subPlaces(f Frame, version int) []int {
	var subs []byte
	switch f.ID {
	case chapID:
		if _, rest, ok := bytes.Cut(f.Body, []byte{0}); ok && len(rest) > 16 {
			subs = rest[16:]
		}
	case ctocID:
		subs = behindList(f.Body)
	}
	r, bad := newWays(subs, version).standard(len(f.Body) - len(subs))
	if bad != nil || r.rest != len(subs) {
		return nil
	}
	var places []int
	for _, sub := range r.frames {
		places = append(places, sub.Offset)
	}
	return places
}

// best is the reading that shows every frame which any way to the end shows. It is complete if there is a way to the
// end, and unique if one way shows all of them.
func (w *ways) best(offset int) (r reading, complete, unique bool) {
	live, all := w.live([]int{0})
	if !all {
		return r, false, false
	}
	if !live[0] {
		return r, false, true
	}
	for r.rest < w.end {
		next := -1
		for _, follower := range w.followers(r.rest) { // the version's own comes first
			inside := follower < w.end
			if inside && !live[follower] {
				continue
			}
			if next < 0 || inside && (next >= w.end || follower < next) {
				next = follower
			}
		}
		f, size := w.header(r.rest)
		r.mixed = r.mixed || next != r.rest+HeaderBytes+size
		r.add(w.content, f, next, offset)
	}
	return r, true, len(r.frames) == len(live)
}

// header reads the header of a frame that may have an odd id.
func (w *ways) header(at int) (Frame, int) {
	b := w.content[at:]
	f := Frame{ID: string(b[:4]), Flags: [2]byte{b[8], b[9]}}
	if size, ok := synchsafe(b[4:8]); w.version == 4 && ok {
		return f, size
	} else if w.version == 4 {
		return f, -1
	}
	return f, plainSize(b[4:])
}

// live are the places, out of all that can be reached from some, from which a way leads to the end; false where there
// are too many to tell. It follows the ways without recursion, forwards and then backwards.
func (w *ways) live(from []int) (live map[int]bool, all bool) {
	live = map[int]bool{}
	var places []int
	for todo := slices.Clone(from); len(todo) > 0; {
		at := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if _, seen := live[at]; seen || at >= w.end {
			continue
		}
		if len(places) >= maxPlaces {
			return nil, false
		}
		live[at] = false
		places = append(places, at)
		todo = append(todo, w.followers(at)...)
	}
	slices.Sort(places)
	for _, at := range slices.Backward(places) {
		live[at] = slices.ContainsFunc(w.followers(at), func(next int) bool { return next >= w.end || live[next] })
		if !live[at] {
			delete(live, at)
		}
	}
	return live, true
}

// followers are the places at which the frame after the one at a place can begin, that of the version's own first.
func (w *ways) followers(at int) []int {
	b := w.content[at:]
	if len(b) < HeaderBytes {
		return nil
	}
	if w.ids >= oddIDs && at > 0 && isBlank(b) {
		return []int{at + HeaderBytes}
	}
	if !validID(b[:4]) && (w.ids == validIDs || w.ids == oddIDs && !oddID(b[:4]) || zeros(b[:4])) {
		return nil
	}
	sizes := []int{plainSize(b[4:])}
	if synchsafe, ok := synchsafe(b[4:8]); ok && synchsafe != sizes[0] {
		sizes = append(sizes, synchsafe)
		if w.version == 4 {
			slices.Reverse(sizes)
		}
	}
	var places []int
	for _, size := range sizes {
		if size >= 0 && size <= len(b)-HeaderBytes {
			places = append(places, at+HeaderBytes+size)
		}
	}
	return places
}
