package audio

import (
	"bytes"
	"fmt"
	"unicode/utf8"

	"github.com/chapmark/chapmark/audio/mpeg"
)

// NotMP3Error says that a file is not an MP3, and what it is as far as its first bytes tell.
type NotMP3Error struct {
	Name  string
	Found string
}

func (e *NotMP3Error) Error() string { return fmt.Sprintf("%s is not an MP3: %s", e.Name, e.Found) }

// signature recognises files that people mistake for MP3s by their first bytes.
func signature(head []byte) string {
	for _, s := range []struct {
		offset int
		magic  string
		name   string
	}{
		{4, "ftyp", "it is an MPEG-4 file (M4A, AAC)"},
		{8, "WAVE", "it is a WAV file"},
		{8, "AVI ", "it is an AVI file"},
		{0, "OggS", "it is an Ogg file (Vorbis, Opus)"},
		{0, "fLaC", "it is a FLAC file"},
		{0, "FORM", "it is an AIFF file"},
		{0, "\x1A\x45\xDF\xA3", "it is a Matroska or WebM file"},
		{0, "PK\x03\x04", "it is a ZIP archive"},
		{0, "%PDF-", "it is a PDF"},
		{0, "\x89PNG", "it is a PNG image"},
		{0, "\xFF\xD8\xFF", "it is a JPEG image"},
		{0, "ADIF", "it is AAC in ADIF"},
		{0, "\x0B\x77", "it is AC-3 audio"},
		{0, "0&\xB2\x75\x8E\x66\xCF\x11", "it is a Windows Media file (WMA)"},
	} {
		if len(head) >= s.offset+len(s.magic) && string(head[s.offset:s.offset+len(s.magic)]) == s.magic {
			return s.name
		}
	}
	if isADTS(head) {
		return "it is AAC in ADTS frames"
	}
	return ""
}

func isText(head []byte) bool {
	for i, r := range string(head) {
		if r == utf8.RuneError && i < len(head)-utf8.UTFMax || r < ' ' && r != '\n' && r != '\r' && r != '\t' {
			return false
		}
	}
	return true
}

// isADTS recognises AAC in ADTS frames: 12 bits of sync, a layer of 0, and 13 bits of length from the 31st on, by which
// the next frame is found (ISO/IEC 13818-7 §6.2).
func isADTS(head []byte) bool {
	for frames := 0; ; frames++ {
		if len(head) < 7 {
			return frames >= 2
		}
		if head[0] != 0xFF || head[1]&0xF6 != 0xF0 {
			return false
		}
		length := int(head[3]&3)<<11 | int(head[4])<<3 | int(head[5])>>5
		if length < 7 {
			return false
		}
		head = head[min(length, len(head)):]
	}
}

// describe says what stands where MP3 frames were looked for.
func describe(head []byte, size int64, stream mpeg.Stream) string {
	if size == 0 {
		return "the file is empty"
	}
	if stream.Frames > 0 && stream.First.Layer < 3 {
		return fmt.Sprintf("it is MPEG audio of layer %s; only layer III is MP3", []string{"", "I", "II"}[stream.First.Layer])
	}
	lower := bytes.ToLower(bytes.TrimLeft(head, " \t\r\n\xEF\xBB\xBF"))
	switch {
	case bytes.HasPrefix(lower, []byte("<!doctype html")), bytes.HasPrefix(lower, []byte("<html")):
		return "it is an HTML page; perhaps it was downloaded from a page that asks for a login"
	case len(head) >= 16 && isText(head):
		return "it is text"
	}
	return "it holds no MPEG audio frames"
}
