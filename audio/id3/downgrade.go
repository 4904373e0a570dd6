package id3

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/encoding/unicode"
)

// layouts say what stands in the bodies of frames that hold encoded text, after the byte of encoding: digits are so many
// bytes as they are, l is text in ISO-8859-1 up to its terminator, s encoded text up to its terminator, t encoded text up to
// the end, and d any bytes up to the end (ID3v2.4 §4). Text frames that are not listed have t.
var layouts = map[string]string{
	"TXXX": "st", "WXXX": "sd", "COMM": "3st", "USLT": "3st", "APIC": "l1sd", "GEOB": "lssd", "USER": "3t", "OWNE": "l8t",
}

// withoutForm are frames that mean nothing in ID3v2.3, or would mean something else in another place, or hold text in ways
// that are not taken apart here.
var withoutForm = []string{"ASPI", "SEEK", "SIGN", "SYLT", "COMR", "TDOR", "TIPL", "TMCL", "IPLS"}

// Downgrade returns a tag of ID3v2.4 as ID3v2.3, which every player with chapters reads. A frame that ID3v2.3 cannot hold
// whole is an UnsupportedError. Text in UTF-8 becomes UTF-16, the date its three frames; frames that both versions have, and
// those that neither has, keep their bytes. Tags of ID3v2.3 come back as they are.
func (t *Tag) Downgrade() (*Tag, error) {
	if t.Version != 4 {
		return t, nil
	}
	result := *t
	result.Version, result.revision, result.Frames = 3, 0, nil
	result.Mended = append(slices.Clone(t.Mended), "ID3v2.4 becomes ID3v2.3, as asked for")
	for _, f := range t.Frames {
		frames, reason := t.downgrade(f)
		if reason != "" {
			return nil, &UnsupportedError{Offset: int64(f.Offset), Reason: fmt.Sprintf("the tag is ID3v2.4, and ID3v2.3 cannot hold its frame %s whole: %s", f.ID, reason)}
		}
		result.Frames = append(result.Frames, frames...)
	}
	return &result, nil
}

// downgrade makes one frame those of ID3v2.3 that say the same, or says why there are none.
func (t *Tag) downgrade(f Frame) (frames []Frame, reason string) {
	if !validID([]byte(f.ID)) {
		return nil, "its id is of no version"
	}
	if f.Encoded(4) {
		return nil, "it is compressed, encrypted or grouped"
	}
	// 3 bits of status move by one (ID3v2.4 §4.1.1, ID3v2.3 §3.3.1).
	result := Frame{ID: f.ID, Flags: [2]byte{f.Flags[0] << 1, 0}, Body: f.content(), Offset: f.Offset}
	layout, known := layouts[f.ID]
	switch {
	case slices.Contains(withoutForm, f.ID):
		return nil, "it has no equal there"
	case f.ID == chapID, f.ID == ctocID:
		return t.downgradeSubs(result)
	case f.ID == "TDRC":
		return downgradeDate(result)
	case f.ID == "TCON":
		result.Body, reason = downgradeText(result.Body, "t")
		if text := readText(result.Body); number().MatchString(text) {
			result.Body = textBody("("+text+")", 3) // a number is a reference there only in brackets (ID3v2.3 §4.2.1, TCON)
		}
	case known:
		result.Body, reason = downgradeText(result.Body, layout)
	case f.ID[0] == 'T':
		result.Body, reason = downgradeText(result.Body, "t")
	}
	return []Frame{result}, reason
}

var number = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(?:\d{1,3}|RX|CR)$`) })

// downgradeSubs does the same for the frames in a chapter, or in a table of contents.
func (t *Tag) downgradeSubs(f Frame) ([]Frame, string) {
	const damaged = "it is damaged"
	at := bytes.IndexByte(f.Body, 0) + 1 // after the element ID
	if f.ID == chapID {
		at += 16
	} else if at += 2; at <= len(f.Body) { // flags, and how many children there are
		for range f.Body[at-1] {
			end := bytes.IndexByte(f.Body[at:], 0)
			if end < 0 {
				return nil, damaged
			}
			at += end + 1
		}
	}
	if at > len(f.Body) {
		return nil, damaged
	}
	subs, left := t.subFrames(f.Body[at:])
	if left > 0 {
		return nil, "the bytes after its last frame cannot be read"
	}
	var all []Frame
	for _, sub := range subs {
		frames, reason := t.downgrade(sub)
		if reason != "" {
			return nil, fmt.Sprintf("%s in it: %s", sub.ID, reason)
		}
		all = append(all, frames...)
	}
	f.Body = (&Tag{Version: 3}).appendFrames(bytes.Clone(f.Body[:at]), all)
	return []Frame{f}, ""
}

var timestamp = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(\d{4})(?:-(\d\d)-(\d\d)(?:T(\d\d):(\d\d))?)?$`)
})

// downgradeDate makes of a time stamp (ID3v2.4 §4.2.5, TDRC) a year, a day as DDMM, and a time as HHMM (ID3v2.3 §4.2.1).
func downgradeDate(f Frame) ([]Frame, string) {
	text := strings.TrimRight(decodeAll(f.Body), "\x00")
	match := timestamp().FindStringSubmatch(text)
	if match == nil {
		return nil, fmt.Sprintf("it is %q, but only a year, a day, or a day with hour and minute fits", text)
	}
	var frames []Frame
	for _, part := range []struct{ id, text string }{{"TYER", match[1]}, {"TDAT", match[3] + match[2]}, {"TIME", match[4] + match[5]}} {
		if part.text != "" {
			frames = append(frames, Frame{ID: part.id, Flags: f.Flags, Body: textBody(part.text, 3), Offset: f.Offset})
		}
	}
	return frames, ""
}

func decodeAll(body []byte) string {
	if len(body) == 0 {
		return ""
	}
	return decode(body[0], body[1:])
}

// downgradeText gives a body one of the two encodings that ID3v2.3 has. One that has it keeps its bytes.
func downgradeText(body []byte, layout string) (result []byte, reason string) {
	if len(body) == 0 {
		return body, ""
	}
	encoding, rest := body[0], body[1:]
	to := byte(utf16)
	if encoding == utf8ID && isASCII(rest, layout) {
		to = latin1
	}
	if encoding == latin1 || encoding == utf16 {
		to = encoding
	}
	if encoding > utf8ID {
		return nil, "its text has an unknown encoding"
	}
	result = []byte{to}
	for _, part := range layout {
		switch {
		case part == 'd':
			return append(result, rest...), ""
		case part == 'l':
			i := bytes.IndexByte(rest, 0) + 1
			result, rest = append(result, rest[:i]...), rest[i:]
		case part >= '0' && part <= '9':
			n := min(int(part-'0'), len(rest))
			result, rest = append(result, rest[:n]...), rest[n:]
		case part == 's':
			text, after := cutText(encoding, rest)
			raw := rest[:len(rest)-len(after)]
			if result, reason = appendText(result, raw, text, encoding, to, true); reason != "" {
				return nil, reason
			}
			rest = after
		case part == 't':
			text := decode(encoding, rest)
			whole := strings.TrimSuffix(text, "\x00")
			if strings.Contains(whole, "\x00") {
				return nil, "it holds several values"
			}
			return appendText(result, rest, whole, encoding, to, len(whole) < len(text))
		}
	}
	return append(result, rest...), ""
}

// isASCII reports whether nothing in a body would change its meaning in ISO-8859-1.
func isASCII(b []byte, layout string) bool {
	if i := strings.IndexByte(layout, 'd'); i >= 0 {
		return false // pictures and links follow: their text is short, and becomes UTF-16
	}
	return ascii(string(b))
}

// appendText appends text in an encoding: as it stands where it has that.
func appendText(b, raw []byte, text string, from, to byte, terminated bool) ([]byte, string) {
	if from == to || from == utf8ID && to == latin1 {
		return append(b, raw...), ""
	}
	if from == utf8ID && !bytes.Equal(bytes.ToValidUTF8(raw, nil), raw) {
		return nil, "its text is not UTF-8, though it claims to be"
	}
	encoded, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(text)
	if err != nil {
		return nil, "its text cannot be encoded"
	}
	if encoded == "" {
		encoded = "\xFF\xFE" // even of nothing: some readers want it
	}
	if b = append(b, encoded...); terminated {
		b = append(b, 0, 0)
	}
	return b, ""
}
