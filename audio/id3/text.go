package id3

import (
	"bytes"

	bogem "github.com/bogem/id3v2/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// Text encodings (ID3v2.3 §3.3, ID3v2.4 §4).
const (
	latin1  = 0
	utf16   = 1 // with a byte order mark
	utf16be = 2 // ID3v2.4 only
	utf8ID  = 3 // ID3v2.4 only
)

// textBody encodes the body of a text frame: ASCII as encoding 0, which every reader understands; other text as
// UTF-16 in ID3v2.3 and as UTF-8 in ID3v2.4. One terminator ends it.
func textBody(text string, version int) []byte {
	if !ascii(text) && version == 3 {
		// Not by bogem's TextFrame: its UTF-16 is big-endian and has a stray byte before some terminators.
		encoded, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(text)
		if err != nil { // unpaired surrogates cannot occur in a Go string that was made of valid UTF-8
			encoded = "\xFF\xFE"
		}
		return []byte("\x01" + encoded + "\x00\x00")
	}
	frame := bogem.TextFrame{Encoding: bogem.EncodingISO, Text: text}
	if !ascii(text) {
		frame.Encoding = bogem.EncodingUTF8
	}
	return body(frame)
}

// body encodes a frame of bogem's.
func body(frame bogem.Framer) []byte {
	var b bytes.Buffer
	_, _ = frame.WriteTo(&b) // writing to memory does not fail
	return b.Bytes()
}

func ascii(text string) bool {
	for i := range len(text) {
		if text[i] >= 0x80 {
			return false
		}
	}
	return true
}

// readText decodes the body of a text frame, up to the first terminator.
func readText(body []byte) string {
	if len(body) == 0 {
		return ""
	}
	text, _ := cutText(body[0], body[1:])
	return text
}

// Text is the value of the first text frame with an ID, such as TIT2 (ID3v2.4 §4.2); "" where there is none.
func (t *Tag) Text(id string) string {
	for _, f := range t.Frames {
		if f.ID == id && !f.Encoded(t.Version) {
			return readText(f.content())
		}
	}
	return ""
}

// UserText is the value of the first text of a user's own with a description (ID3v2.4 §4.2.6).
func (t *Tag) UserText(description string) (value string, ok bool) {
	for _, f := range t.Frames {
		if content := f.content(); f.ID == "TXXX" && !f.Encoded(t.Version) && len(content) > 0 {
			if name, rest := cutText(content[0], content[1:]); name == description {
				value, _ := cutText(content[0], rest)
				return value, true
			}
		}
	}
	return "", false
}

// cutText decodes text up to its terminator, and returns what stands after that.
func cutText(encoding byte, b []byte) (text string, rest []byte) {
	end, next := len(b), len(b)
	if encoding == utf16 || encoding == utf16be {
		for i := 0; i+1 < len(b); i += 2 {
			if b[i] == 0 && b[i+1] == 0 {
				end, next = i, i+2
				break
			}
		}
	} else if i := bytes.IndexByte(b, 0); i >= 0 {
		end, next = i, i+1
	}
	return decode(encoding, b[:end]), b[next:]
}

func decode(encoding byte, b []byte) string {
	var decoded []byte
	switch encoding {
	case latin1:
		decoded, _ = charmap.ISO8859_1.NewDecoder().Bytes(b)
	case utf16: // without a mark, little-endian: that is what the writers that forget it write
		decoded, _ = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(b)
	case utf16be:
		decoded, _ = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewDecoder().Bytes(b)
	default:
		decoded = bytes.ToValidUTF8(b, []byte("\uFFFD"))
	}
	return string(decoded)
}

// linkDescription is the description of a chapter's WXXX sub-frame, as Apple's and Auphonic's tools write it.
const linkDescription = "chapter url"

// linkBody encodes a WXXX frame (ID3v2.4 §4.3.2): encoding, description, terminator, URL in ISO-8859-1.
func linkBody(url string) []byte {
	return []byte("\x00" + linkDescription + "\x00" + url)
}

// readLink decodes the URL of a WXXX frame.
func readLink(body []byte) string {
	if len(body) == 0 {
		return ""
	}
	_, url := cutText(body[0], body[1:])
	text, _ := cutText(latin1, url)
	return text
}

// pictureBody encodes an APIC frame (ID3v2.4 §4.14).
func pictureBody(mimeType string, picture []byte) []byte {
	return body(bogem.PictureFrame{
		Encoding:    bogem.EncodingISO,
		MimeType:    mimeType,
		PictureType: bogem.PTOther,
		Description: "chapter image",
		Picture:     picture,
	})
}

// readPicture decodes an APIC frame. Not by bogem: it loses its place after descriptions in UTF-16.
func readPicture(b []byte) (mimeType string, picture []byte, ok bool) {
	if len(b) < 4 {
		return "", nil, false
	}
	// 1 byte: encoding; MIME type, terminator; 1 byte: picture type; description, terminator; picture
	mimeType, rest := cutText(latin1, b[1:])
	if len(rest) == 0 {
		return "", nil, false
	}
	_, picture = cutText(b[0], rest[1:])
	return mimeType, picture, true
}
