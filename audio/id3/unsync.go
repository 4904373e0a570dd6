package id3

import (
	"bytes"
	"fmt"
	"slices"
)

// Unsynchronisation puts a zero after each FF that would otherwise look like the start of an audio frame (ID3v2.3 §5,
// ID3v2.4 §6.1). Today's players skip the tag anyway, and many find no chapters in a tag that is written so.

// frameUnsynchronised is the flag of a frame of ID3v2.4 (§4.1.2).
const frameUnsynchronised = 0x02

// readUnsynchronised reads what stands after the header of a tag that says it is unsynchronised. In ID3v2.2 and
// ID3v2.3, the sizes of frames count the bytes as they were before that; in ID3v2.4, as they are. Some writers did it the
// other way round, so both ways are tried: if one leads to the end of the tag, it counts; if both do, they must agree.
// Bytes that cannot be the result of unsynchronisation are taken as they stand: the flag is then a mistake.
func (t *Tag) readUnsynchronised(content []byte) (*Tag, error) {
	if evidentlySynchronised(content) {
		return t.readBelied(content)
	}
	t.Hidden = append(t.Hidden, "unsynchronisation")
	t.clear(&t.flags, flagUnsynchronised, "unsynchronisation, which hides chapters from some players, is undone")
	decoded := withoutZeros(content)
	whole, wholeErr := t.readContent(decoded)
	each, eachErr := t.readContent(content)
	for _, tag := range []*Tag{whole, each} {
		if tag == nil {
			continue
		}
		for i, f := range tag.Frames {
			if tag == each {
				tag.Frames[i].Body = withoutZeros(f.Body)
			}
			if t.Version == 4 {
				tag.Frames[i].Flags[1] &^= frameUnsynchronised
			}
		}
	}
	wholeEnds, eachEnds := wholeErr == nil && len(whole.Rest) == 0, eachErr == nil && len(each.Rest) == 0
	ambiguous := &DamagedError{HeaderBytes, "the frames can be read with and without unsynchronisation, and nothing says which is right"}
	switch {
	case wholeEnds && eachEnds, !wholeEnds && !eachEnds && wholeErr == nil && eachErr == nil:
		if !sameButZeros(whole.Frames, each.Frames) {
			return nil, ambiguous
		}
	case wholeEnds && t.shows(content) > t.shows(decoded), eachEnds && t.shows(content) < t.shows(decoded):
		return nil, ambiguous // the reading that leads to the end swallows frames that the other one shows
	case wholeEnds:
		return whole, nil
	case eachEnds:
		return each, nil
	}
	if t.Version == 4 {
		return each, eachErr
	}
	return whole, wholeErr
}

// readBelied reads a tag of which some bytes show that it was never unsynchronised. That holds only for the frames they
// stand in: another program may have added these to a tag that was. So any other frame whose content depends on it is in
// doubt, and the tag is refused. In ID3v2.4 a frame's own flag stays, because it says what was done to that frame.
func (t *Tag) readBelied(content []byte) (*Tag, error) {
	t.clear(&t.flags, flagUnsynchronised, belied)
	tag, err := t.readContent(content)
	if err != nil {
		return nil, err
	}
	for _, f := range tag.Frames {
		own := t.Version == 4 && f.Flags[1]&frameUnsynchronised != 0
		if !own && !evidentlySynchronised(f.Body) && bytes.Contains(f.Body, []byte{0xFF, 0x00}) {
			return nil, &DamagedError{int64(f.Offset), fmt.Sprintf("the tag claims to be unsynchronised, some of its frames are not, and nothing says whether frame %s is", f.ID)}
		}
	}
	return tag, nil
}

// shows counts the frames that the version's standard finds before it loses its way.
func (t *Tag) shows(content []byte) int {
	if t.flags&flagExtended != 0 {
		skip, err := t.extendedHeader(content)
		if err != nil {
			return 0
		}
		content = content[skip:]
	}
	r, _ := newWays(content, t.Version).standard(0)
	return len(r.frames)
}

// sameButZeros compares frames; of the last ones, zeros at the end may be padding.
func sameButZeros(a, b []Frame) bool {
	last := len(a) - 1
	return len(a) == len(b) && (last < 0 || slices.EqualFunc(a[:last], b[:last], Frame.Equal) && a[last].ID == b[last].ID &&
		bytes.Equal(bytes.TrimRight(a[last].Body, "\x00"), bytes.TrimRight(b[last].Body, "\x00")))
}

const belied = "the unsynchronisation flag, which is wrong, is cleared"

// evidentlySynchronised reports bytes that unsynchronisation would have changed.
func evidentlySynchronised(b []byte) bool {
	for i := 0; i+1 < len(b); i++ {
		if b[i] == 0xFF && b[i+1] >= 0xE0 {
			return true
		}
	}
	return false
}

// withoutZeros drops the zero after each FF.
func withoutZeros(b []byte) []byte {
	isOne := func(i int) bool { return b[i] == 0 && i > 0 && b[i-1] == 0xFF }
	zeros := 0
	for i := range b {
		if isOne(i) {
			zeros++
		}
	}
	without := make([]byte, 0, len(b)-zeros)
	for i, c := range b {
		if !isOne(i) {
			without = append(without, c)
		}
	}
	return without
}
