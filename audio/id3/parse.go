package id3

import (
	"bytes"
	"fmt"
)

// Header flags (ID3v2.3 §3.1, ID3v2.4 §3.1).
const (
	flagUnsynchronised = 0x80
	flagExtended       = 0x40
	flagFooter         = 0x10
	flagsKnownV3       = 0xE0
	flagsKnownV4       = 0xF0
)

// New returns an empty tag of the version that every chapter reader understands.
func New() *Tag { return &Tag{Version: 3} }

// Parse reads a whole tag, as long as Length says. The errors are *DamagedError and *UnsupportedError.
func Parse(b []byte) (*Tag, error) {
	length, ok := Length(b)
	if !ok || int64(len(b)) < length {
		return nil, &DamagedError{int64(len(b)), "the tag ends before its header says"}
	}
	t := &Tag{Version: int(b[3]), revision: b[4], flags: b[5]}
	known := byte(flagsKnownV3)
	switch t.Version {
	case 3:
	case 4:
		known = flagsKnownV4
	case 2:
		return nil, &UnsupportedError{3, "the tag is ID3v2.2, which holds no chapters"}
	default:
		return nil, &UnsupportedError{3, fmt.Sprintf("the tag is of the unknown version 2.%d", b[3])}
	}
	switch {
	case t.flags&^known != 0:
		return nil, &UnsupportedError{5, fmt.Sprintf("the tag has the unknown header flags 0x%02X", t.flags&^known)}
	case t.flags&flagUnsynchronised != 0:
		return nil, &UnsupportedError{5, "the tag is unsynchronised"}
	case t.flags&flagFooter != 0 && t.Version == 4:
		return nil, &UnsupportedError{5, "the tag has a footer"}
	}
	content, offset := b[HeaderBytes:length], HeaderBytes
	if t.flags&flagExtended != 0 {
		skip, err := t.extendedHeader(content)
		if err != nil {
			return nil, err
		}
		content, offset = content[skip:], offset+skip
		t.flags &^= flagExtended
		t.Mended = append(t.Mended, "the extended header, which hides chapters from players, is left out")
	}
	if err := t.readFrames(content, offset); err != nil {
		return nil, err
	}
	return t, nil
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

// readFrames reads frames and padding. In ID3v2.4, some writers store sizes with 8 bits a byte: where sizes as the
// standard has them lead astray, each frame is tried both ways.
func (t *Tag) readFrames(content []byte, offset int) error {
	frames, rest, bad := t.split(content, offset)
	if bad == nil && zeros(content[rest:]) {
		t.Frames, t.Padding = frames, len(content)-rest
		return nil
	}
	if t.Version == 4 {
		if frames, rest, ok := splitMixed(content, offset); ok {
			t.Frames, t.Padding = frames, len(content)-rest
			t.Mended = append(t.Mended, "frame sizes, written with 8 bits a byte, become those of ID3v2.4")
			return nil
		}
	}
	if bad == nil {
		bad = &DamagedError{int64(offset + rest), fmt.Sprintf("behind the last frame stand %d bytes that are no padding", len(content)-rest)}
	}
	return bad
}

// split reads frames up to the first byte that begins none.
func (t *Tag) split(content []byte, offset int) (frames []Frame, rest int, bad error) {
	for at := 0; ; {
		f, size, ok := frameHeader(content, at, t.Version)
		if !ok {
			return frames, at, bad
		}
		if size < 0 || size > len(content)-at-HeaderBytes {
			return frames, at, &DamagedError{int64(offset + at), fmt.Sprintf("frame %s claims more bytes than the tag has left", f.ID)}
		}
		f.Offset = offset + at
		f.Body = content[at+HeaderBytes : at+HeaderBytes+size]
		frames = append(frames, f)
		at += HeaderBytes + size
	}
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
	for _, c := range b[:4] {
		if (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

func zeros(b []byte) bool { return len(bytes.Trim(b, "\x00")) == 0 }

// splitMixed reads ID3v2.4 frames whose sizes may have 7 or 8 bits a byte, each as it fits: the frame must be
// followed by another frame, by padding, or by the end. Nothing else than a way from the first frame to the end will do.
func splitMixed(content []byte, offset int) (frames []Frame, rest int, ok bool) {
	plausible := func(at int) bool {
		return at == len(content) || at < len(content) && (zeros(content[at:min(at+HeaderBytes, len(content))]) ||
			at+HeaderBytes <= len(content) && validID(content[at:]))
	}
	at := 0
	for {
		f, size, isFrame := frameHeader(content, at, 4)
		if !isFrame {
			return frames, at, len(frames) > 0 && zeros(content[at:])
		}
		if next := at + HeaderBytes + size; size < 0 || !plausible(next) {
			size = plainSize(content[at+4:])
		}
		if size < 0 || !plausible(at+HeaderBytes+size) {
			return nil, 0, false
		}
		f.Offset = offset + at
		f.Body = content[at+HeaderBytes : at+HeaderBytes+size]
		frames = append(frames, f)
		at += HeaderBytes + size
	}
}
