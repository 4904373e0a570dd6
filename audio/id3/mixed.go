package id3

import "slices"

// Some writers confuse the sizes of ID3v2.3, 8 bits a byte, and ID3v2.4, 7 bits a byte; some do so only in some frames.

// maxMixedFrames bounds the search. It is far more than tags have.
const maxMixedFrames = 100_000

// step is a frame on the way through a tag: where the next one begins, if the way leads to the end.
type step struct {
	next int
	ways int // how many ways lead from this frame to the end: 0, 1, or 2 for more
}

// splitMixed reads frames whose sizes may have 7 or 8 bits a byte, each as it fits. It succeeds only where exactly one
// way of reading them leads from the first frame to the padding or the end.
func (t *Tag) splitMixed(content []byte, offset int) (frames []Frame, rest int, ok bool) {
	end := len(content) // of what is not zero
	for end > 0 && content[end-1] == 0 {
		end--
	}
	steps := t.ways(content, end)
	if steps[0].ways != 1 {
		return nil, 0, false
	}
	at := 0
	for at < end {
		f, _, _ := frameHeader(content, at, t.Version)
		next := steps[at].next
		f.Offset, f.Body = offset+at, content[at+HeaderBytes:next]
		frames = append(frames, f)
		at = next
	}
	return frames, at, len(frames) > 0
}

// ways follows every reading of the frame sizes, without recursion: first it collects the places at which a frame can
// begin, and then, from the last one back, counts the ways that lead to the end.
func (t *Tag) ways(content []byte, end int) map[int]step {
	steps := map[int]step{}
	var places []int
	for todo := []int{0}; len(todo) > 0 && len(places) < maxMixedFrames; {
		at := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if _, seen := steps[at]; seen || at >= end {
			continue
		}
		steps[at] = step{}
		places = append(places, at)
		todo = append(todo, t.followers(content, at)...)
	}
	if len(places) >= maxMixedFrames {
		return nil // not all ways were followed, so none is known to be the only one
	}
	slices.Sort(places)
	for _, at := range slices.Backward(places) {
		var s step
		last := false
		for _, next := range t.followers(content, at) {
			ways := steps[next].ways
			if next >= end {
				if last {
					continue // of the last frame, both readings hold the same bytes but for zeros: the version's own counts
				}
				last, ways = true, 1
			}
			if ways > 0 {
				s.next = next
			}
			s.ways = min(s.ways+ways, 2)
		}
		steps[at] = s
	}
	return steps
}

// followers are the places at which the frame behind the one at a place can begin.
func (t *Tag) followers(content []byte, at int) []int {
	var list []int
	for _, version := range []int{t.Version, 7 - t.Version} { // 3 and 4
		_, size, ok := frameHeader(content, at, version)
		next := at + HeaderBytes + size
		if ok && size >= 0 && next <= len(content) && !slices.Contains(list, next) {
			list = append(list, next)
		}
	}
	return list
}
