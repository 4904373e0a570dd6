package id3

import (
	"bytes"
	"fmt"
	"slices"
)

// Header flags (ID3v2.3 §3.1, ID3v2.4 §3.1).
const (
	flagUnsynchronised = 0x80
	flagExtended       = 0x40 // in ID3v2.2: compressed, by a method that was never defined
	flagFooter         = 0x10
)

// knownFlags are the header flags of each version.
var knownFlags = map[int]byte{2: 0xC0, 3: 0xE0, 4: 0xF0}

// New returns an empty tag of the version that every chapter reader understands.
func New() *Tag { return &Tag{Version: 3, Found: 3} }

// Parse reads a whole tag, as long as Length says. The errors are *DamagedError and *UnsupportedError.
func Parse(b []byte) (*Tag, error) {
	length, ok := Length(b)
	if !ok || int64(len(b)) < length {
		return nil, &DamagedError{int64(len(b)), "the tag is shorter than its header claims"}
	}
	t := &Tag{Version: int(b[3]), Found: int(b[3]), revision: b[4], flags: b[5]}
	known, ok := knownFlags[t.Version]
	switch {
	case !ok:
		return nil, &UnsupportedError{Offset: 3, Reason: fmt.Sprintf("the tag is of the unknown version 2.%d", b[3])}
	case t.flags&^known != 0:
		return nil, &UnsupportedError{Offset: 5, Reason: fmt.Sprintf("the tag has the unknown header flags 0x%02X", t.flags&^known)}
	case t.Version == 2 && t.flags&flagExtended != 0:
		return nil, &UnsupportedError{Offset: 5, Reason: "the tag is compressed, by a method that was never defined"}
	}
	content := b[HeaderBytes:length]
	if t.Version == 4 && t.flags&flagFooter != 0 {
		content = content[:len(content)-HeaderBytes]
		t.clear(&t.flags, flagFooter, "the footer, which allows no padding, is removed")
	}
	if t.flags&flagUnsynchronised == 0 {
		return t.readContent(content)
	}
	return t.readUnsynchronised(content)
}

// clear clears a flag and notes what for.
func (t *Tag) clear(flags *byte, flag byte, note string) {
	*flags &^= flag
	t.Mended = append(t.Mended, note)
}

// extendedHeader returns the length of the extended header.
func (t *Tag) extendedHeader(content []byte) (int, error) {
	damaged := &DamagedError{HeaderBytes, "the extended header is longer than the tag"}
	if len(content) < 6 {
		return 0, damaged
	}
	length, ok := synchsafe(content) // 4 bytes: its whole length (ID3v2.4 §3.2)
	if t.Version == 3 {
		// 4 bytes: its length without these four, 6 or 10 (ID3v2.3 §3.2); 2: flags; 4: size of padding
		length, ok = plainSize(content)+4, true
	}
	if !ok || length < 6 || length > len(content) {
		return 0, damaged
	}
	return length, nil
}

func plainSize(b []byte) int { return int(b[0])<<24 | int(b[1])<<16 | int(b[2])<<8 | int(b[3]) }

// readContent reads what stands after the tag's header, and returns the tag with it.
func (t *Tag) readContent(content []byte) (*Tag, error) {
	result, offset := *t, HeaderBytes
	t = &result
	t.Mended, t.Hidden = slices.Clone(t.Mended), slices.Clone(t.Hidden)
	if t.Version > 2 && t.flags&flagExtended != 0 {
		skip, err := t.extendedHeader(content)
		if err != nil {
			return nil, err
		}
		content, offset = content[skip:], offset+skip
		t.Hidden = append(t.Hidden, "an extended header")
		t.clear(&t.flags, flagExtended, "the extended header, which hides chapters from some players, is removed")
	}
	if t.Version == 2 {
		if err := t.readOld(content); err != nil {
			return nil, err
		}
		return t, nil
	}
	r, err := t.read(content, offset)
	if err != nil {
		return nil, err
	}
	if t.Frames = r.frames; r.mixed {
		t.Mended = append(t.Mended, fmt.Sprintf("frame sizes in the format of another version become those of ID3v2.%d", t.Version))
		t.MixedSizes = true
	}
	if err := t.checkAmount(); err != nil {
		return nil, err
	}
	t.Padding = len(content) - r.rest
	if r.toStray {
		t.Rest = bytes.TrimLeft(content[r.rest:], "\x00") // with the zeros at its end, which may belong to it
		t.Padding -= len(t.Rest)
	}
	return t, nil
}

// frameHeader reads the header of a frame; false where no frame begins. A size of -1 is not synchsafe.
func frameHeader(content []byte, at, version int) (f Frame, size int, ok bool) {
	if len(content)-at < HeaderBytes || !validID(content[at:at+4]) {
		return Frame{}, 0, false
	}
	// 4 bytes: ID; 4: size without this header; 2: flags (ID3v2.3 §3.3, ID3v2.4 §4)
	f = Frame{ID: string(content[at : at+4]), Flags: [2]byte{content[at+8], content[at+9]}}
	size = plainSize(content[at+4:])
	if version == 4 {
		n, valid := synchsafe(content[at+4 : at+8])
		if size = n; !valid {
			size = -1
		}
	}
	return f, size, true
}

func validID(b []byte) bool {
	for _, c := range b {
		if (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

func zeros(b []byte) bool { return len(bytes.Trim(b, "\x00")) == 0 }
