package id3

import "bytes"

// Unsynchronisation puts a zero behind each FF that would otherwise look like the start of an audio frame (ID3v2.3 §5,
// ID3v2.4 §6.1). Today's players skip the tag anyway, and many find no chapters in a tag that is written so.

// frameUnsynchronised is the flag of a frame of ID3v2.4 (§4.1.2).
const frameUnsynchronised = 0x02

// resynchronise undoes the unsynchronisation of a whole tag of ID3v2.2 or ID3v2.3. Bytes that cannot be its result
// are taken as they stand: the flag is then a mistake.
func (t *Tag) resynchronise(content []byte) []byte {
	if evidentlySynchronised(content) {
		t.mend(&t.flags, flagUnsynchronised, belied)
		return content
	}
	t.undone()
	return withoutZeros(content)
}

// resynchroniseFrames does the same for a tag of ID3v2.4, whose flag says that it was done to all frames. If it was not
// done to one, the flag is a mistake, and what a single frame says of itself stays.
func (t *Tag) resynchroniseFrames() {
	for _, f := range t.Frames {
		if evidentlySynchronised(f.Body) {
			t.mend(&t.flags, flagUnsynchronised, belied)
			return
		}
	}
	for i, f := range t.Frames {
		t.Frames[i].Body = withoutZeros(f.Body)
		t.Frames[i].Flags[1] &^= frameUnsynchronised
	}
	t.undone()
}

const belied = "the flag of unsynchronisation, which the bytes belie, is cleared"

// undone notes that a tag was unsynchronised.
func (t *Tag) undone() {
	t.Hidden = append(t.Hidden, "unsynchronisation")
	t.mend(&t.flags, flagUnsynchronised, "unsynchronisation, which hides chapters from some players, is undone")
}

// evidentlySynchronised reports bytes that unsynchronisation would have changed.
func evidentlySynchronised(b []byte) bool {
	for i := 0; i+1 < len(b); i++ {
		if b[i] == 0xFF && b[i+1] >= 0xE0 {
			return true
		}
	}
	return false
}

// withoutZeros drops the zero behind each FF.
func withoutZeros(b []byte) []byte {
	return bytes.ReplaceAll(b, []byte{0xFF, 0x00}, []byte{0xFF})
}
