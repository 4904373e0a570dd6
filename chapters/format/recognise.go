package format

import (
	"bytes"
	"strings"
	"unicode/utf16"
)

// lookBytes of a text are looked at to recognise it, but for JSON and XML.
const lookBytes = 64 << 10

// Recognise finds the format of a text by its content.
func Recognise(text []byte) (Format, bool) {
	whole := strings.TrimPrefix(string(text), byteOrderMark)
	head := whole[:min(len(whole), lookBytes)]
	for _, f := range All() {
		look := head
		if strings.HasPrefix(f.Name, "psc") || f.Name == "json" || f.Name == "matroska" {
			look = whole // what else the document says may stand in front
		}
		if f.looks != nil && f.looks(look) {
			return f, true
		}
	}
	return Format{}, false
}

const byteOrderMark = "\ufeff"

// Text is a file's content as UTF-8, where it is UTF-16 by its byte order mark or by the look of its first characters. It
// reports whether it was.
func Text(content []byte) (text []byte, was16 bool) {
	little := bytes.HasPrefix(content, []byte{0xFF, 0xFE}) || len(content) >= 4 && content[0] != 0 && content[1] == 0 && content[2] != 0 && content[3] == 0
	big := bytes.HasPrefix(content, []byte{0xFE, 0xFF}) || len(content) >= 4 && content[0] == 0 && content[1] != 0 && content[2] == 0 && content[3] != 0
	if !little && !big || len(content)%2 != 0 {
		return content, false
	}
	units := make([]uint16, len(content)/2)
	for i := range units {
		a, b := content[2*i], content[2*i+1]
		if big {
			a, b = b, a
		}
		units[i] = uint16(a) | uint16(b)<<8
	}
	return []byte(string(utf16.Decode(units))), true
}
