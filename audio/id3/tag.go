// Package id3 holds an ID3v2 tag without losing a byte of it. In go the bytes at the front of a file; out comes a Tag:
// its frames as raw bytes with their flags, in their order, its chapters decoded, and the same bytes again when
// nothing was changed. What cannot be held so is refused. The format rules are those of ID3v2.3, ID3v2.4 and
// id3v2-chapters-1.0 (docs/specs.md).
package id3

import (
	"bytes"
	"fmt"
)

// HeaderBytes is the length of a tag's header, and of a frame's.
const HeaderBytes = 10

// Tag is one ID3v2.3 or ID3v2.4 tag.
type Tag struct {
	Version int     // 3 or 4: what Encode writes
	Found   int     // 2, 3 or 4: what was read
	Frames  []Frame // in the order of the file
	Padding int     // zero bytes after the last frame
	Rest    []byte  // bytes after the padding, at the end of the tag, that are neither
	// Hidden lists the encodings of the whole tag that hide chapters from players.
	Hidden []string
	// MixedSizes says that frame sizes had to be read in two ways.
	MixedSizes bool
	// Fixed lists what was read in spite of its encoding, and will be written in the plain one, in words for a
	// person. Empty means that Encode gives back exactly the bytes that were parsed.
	Mended []string

	revision byte // of the version; 0 in every published standard
	flags    byte // of the header; the experimental bit is all that can remain
}

// Frame is one frame, its body untouched.
type Frame struct {
	ID     string  // four characters, A-Z and 0-9; a few writers put others
	Flags  [2]byte // as they stand
	Body   []byte
	Offset int // of its header in the tag as it was parsed
}

// DamagedError says that a tag breaks its own format.
type DamagedError struct {
	Offset int64 // in the file
	Reason string
}

func (e *DamagedError) Error() string { return fmt.Sprintf("%s (at byte %d)", e.Reason, e.Offset) }

// UnsupportedError says that a tag is of a kind that cannot be kept whole here.
type UnsupportedError struct {
	Offset int64
	Reason string
	Hint   string // what to do about it, if it is not to convert the tag
}

func (e *UnsupportedError) Error() string { return fmt.Sprintf("%s (at byte %d)", e.Reason, e.Offset) }

// Length returns the length of the tag that begins with these bytes, header and footer included, and false where
// none does (ID3v2.4 §3.1: "ID3", two bytes of version, one of flags, four of size, 7 bits each).
func Length(b []byte) (int64, bool) {
	if len(b) < HeaderBytes || string(b[:3]) != "ID3" || b[3] == 0xFF || b[4] == 0xFF {
		return 0, false
	}
	size, ok := synchsafe(b[6:10])
	if !ok {
		return 0, false
	}
	length := int64(HeaderBytes + size)
	if b[3] == 4 && b[5]&flagFooter != 0 {
		length += HeaderBytes
	}
	return length, true
}

// Plausible reports whether a tag goes on after its header as tags do: with a frame, an extended header, or padding.
func Plausible(b []byte) bool {
	content := b[min(HeaderBytes, len(b)):]
	if len(b) < HeaderBytes || len(content) < 4 || b[5]&flagExtended != 0 {
		return true // it ends there, or cannot be told
	}
	return oddID(content[:3]) || zeros(content[:4])
}

// synchsafe reads four bytes of 7 bits each (ID3v2.4 §6.2), and reports false where a high bit is set.
func synchsafe(b []byte) (int, bool) {
	return int(b[0])<<21 | int(b[1])<<14 | int(b[2])<<7 | int(b[3]), (b[0]|b[1]|b[2]|b[3])&0x80 == 0
}

func appendSynchsafe(b []byte, n int) []byte {
	return append(b, byte(n>>21&0x7F), byte(n>>14&0x7F), byte(n>>7&0x7F), byte(n&0x7F))
}

// Encode writes the tag.
func (t *Tag) Encode() []byte {
	length := t.Size() + t.Padding
	b := make([]byte, 0, length) // at once: a tag may be large
	b = append(b, 'I', 'D', '3', byte(t.Version), t.revision, t.flags)
	b = appendSynchsafe(b, length-HeaderBytes)
	b = t.appendFrames(b, t.Frames)
	b = b[:len(b)+t.Padding] // what make left there is zero
	return append(b, t.Rest...)
}

// Size is the length of the encoded tag without its padding.
func (t *Tag) Size() int {
	size := HeaderBytes + len(t.Rest)
	for _, f := range t.Frames {
		size += HeaderBytes + len(f.Body)
	}
	return size
}

// appendFrames writes frames, or the sub-frames of a chapter: ID, size, flags, body. Sizes have 8 bits a byte in
// ID3v2.3 (§3.3) and 7 in ID3v2.4 (§4), in sub-frames too.
func (t *Tag) appendFrames(b []byte, frames []Frame) []byte {
	for _, f := range frames {
		b = append(b, f.ID...)
		if n := len(f.Body); t.Version == 4 {
			b = appendSynchsafe(b, n)
		} else {
			b = append(b, byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
		}
		b = append(b, f.Flags[0], f.Flags[1])
		b = append(b, f.Body...)
	}
	return b
}

// Equal reports whether two frames are the same, wherever they stand.
func (f Frame) Equal(other Frame) bool {
	return f.ID == other.ID && f.Flags == other.Flags && bytes.Equal(f.Body, other.Body)
}
