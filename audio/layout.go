package audio

import (
	"bytes"
	"encoding/binary"
	"io"
	"slices"
	"strconv"

	"github.com/chapmark/chapmark/audio/id3"
	"github.com/chapmark/chapmark/chapters/limits"
)

// Tail is a tag after the audio.
type Tail struct {
	Kind          string // "ID3v1", "APE", "Lyrics3" or "ID3v2"
	Offset, Bytes int64
}

// Lengths of what ends a file (docs/specs.md, "Tags after the audio").
const (
	id3v1Bytes      = 128
	apeFooterBytes  = 32
	lyricsEndBytes  = 9 + 6 // "LYRICS200" and the six digits before it
	lyrics3v1Limit  = 5100 + 20
	apeHasHeader    = 1 << 31
	apeIsHeader     = 1 << 29
	footerID3v2Size = id3.HeaderBytes
)

// findTails walks back from the end over every tag that stands there, in whatever order, down to a start.
func findTails(file io.ReaderAt, start, end int64) []Tail {
	var tails []Tail
	for len(tails) < limits.Tails {
		kind, n := tailAt(file, start, end)
		if n <= 0 || n > end-start {
			break
		}
		end -= n
		tails = append(tails, Tail{kind, end, n})
	}
	slices.Reverse(tails)
	return tails
}

// tailAt recognises the tag that ends at an offset, and returns its length.
func tailAt(file io.ReaderAt, start, end int64) (kind string, length int64) {
	last := func(n int64) []byte {
		b := make([]byte, n)
		if end-n < start {
			return nil
		}
		if _, err := file.ReadAt(b, end-n); err != nil {
			return nil
		}
		return b
	}
	if b := last(id3v1Bytes); b != nil && string(b[:3]) == "TAG" {
		return "ID3v1", id3v1Bytes
	}
	if b := last(apeFooterBytes); b != nil && string(b[:8]) == "APETAGEX" {
		if n := apeLength(b); apeItems(file, start, end, b) {
			return "APE", n
		}
	}
	if b := last(lyricsEndBytes); b != nil && string(b[6:]) == "LYRICS200" {
		// 6 digits: the length from LYRICSBEGIN up to these digits
		if n, err := strconv.ParseInt(string(b[:6]), 10, 64); err == nil && stands(file, start, end-n-lyricsEndBytes, lyricsBegin) {
			return "Lyrics3", n + lyricsEndBytes
		}
	}
	if b := last(9); b != nil && string(b) == "LYRICSEND" {
		if b := last(min(lyrics3v1Limit, end-start)); b != nil {
			if i := bytes.LastIndex(b, []byte(lyricsBegin)); i >= 0 {
				return "Lyrics3", int64(len(b) - i)
			}
		}
	}
	if b := last(footerID3v2Size); b != nil && string(b[:3]) == "3DI" {
		// The footer is the header with another magic (ID3v2.4 §3.4).
		header := append([]byte("ID3"), b[3:]...)
		if n, ok := id3.Length(header); ok && stands(file, start, end-n, string(header)) {
			return "ID3v2", n
		}
	}
	return "", 0
}

// lyricsBegin is what every Lyrics3 tag begins with.
const lyricsBegin = "LYRICSBEGIN"

// stands reports whether a tag that ends rightly begins rightly, too, after a start.
func stands(file io.ReaderAt, start, at int64, magic string) bool {
	b := make([]byte, len(magic))
	if at < start {
		return false
	}
	_, err := file.ReadAt(b, at)
	return err == nil && string(b) == magic
}

// apeItems reports whether items stand before an APE footer, as many as it says, one after the other: 4 bytes
// length of the value, 4 flags, the key and a NUL, the value. A footer without its tag is not a tag.
func apeItems(file io.ReaderAt, start, end int64, footer []byte) bool {
	length, count := int64(binary.LittleEndian.Uint32(footer[12:])), binary.LittleEndian.Uint32(footer[16:])
	at, last := end-length, end-apeFooterBytes
	if at < start || at > last || count > limits.APEItems {
		return false
	}
	for range count {
		b := make([]byte, min(8+256, last-at)) // a key has at most 255 characters
		if len(b) < 8 {
			return false
		}
		if _, err := file.ReadAt(b, at); err != nil {
			return false
		}
		key := bytes.IndexByte(b[8:], 0)
		if key < 1 {
			return false
		}
		at += 8 + int64(key) + 1 + int64(binary.LittleEndian.Uint32(b))
		if at > last {
			return false
		}
	}
	return at == last
}

// apeLength returns the length of an APE tag from its header or footer: 8 bytes magic, 4 version, 4 length without
// the header, 4 items, 4 flags, little-endian.
func apeLength(b []byte) int64 {
	n := int64(binary.LittleEndian.Uint32(b[12:]))
	if flags := binary.LittleEndian.Uint32(b[20:]); flags&apeHasHeader != 0 {
		n += apeFooterBytes
	}
	return n
}

// skipTag is the length of a tag that begins with these bytes, for tags at the front and in the middle of a file. A
// header alone is not a tag: its length might be anything, and would hide audio.
func skipTag(b []byte) int64 {
	if n, ok := id3.Length(b); ok && id3.Plausible(b) {
		return n
	}
	if len(b) >= apeFooterBytes && string(b[:8]) == "APETAGEX" && binary.LittleEndian.Uint32(b[20:])&apeIsHeader != 0 {
		if n, item := apeLength(b), b[apeFooterBytes:]; n == 2*apeFooterBytes || len(item) > 9 && item[8] > ' ' && item[8] <= '~' &&
			int64(binary.LittleEndian.Uint32(item)) < n {
			return n
		}
	}
	// 3 bytes: "TAG"; 30 each: title, artist, album
	if len(b) >= id3v1Bytes && string(b[:3]) == "TAG" && !bytes.ContainsFunc(b[3:93], func(r rune) bool { return r > 0 && r < ' ' }) {
		return id3v1Bytes
	}
	return 0
}

// unwrap finds the MPEG audio in a RIFF file: the data chunk after a format chunk that names it (Multimedia Programming
// Interface and Data Specifications 1.0, "WAVE"; format tag 0x0055). Where the file is none, start and end are those of
// the file.
func unwrap(file io.ReaderAt, head []byte, size int64) (start, end int64, wrapped bool) {
	if len(head) < 12 || string(head[:4]) != "RIFF" || string(head[8:12]) != "WAVE" && string(head[8:12]) != "RMP3" {
		return 0, size, false
	}
	isMPEG := string(head[8:12]) == "RMP3"
	var b [10]byte // 4 bytes: name; 4: length, little-endian; 2: the format tag, in a format chunk
	for at, n := int64(12), 0; n < limits.RIFFChunks; n++ {
		if _, err := file.ReadAt(b[:], at); err != nil {
			break
		}
		length := int64(binary.LittleEndian.Uint32(b[4:]))
		switch string(b[:4]) {
		case "fmt ":
			isMPEG = binary.LittleEndian.Uint16(b[8:]) == 0x55
		case "data":
			if !isMPEG {
				return 0, size, false
			}
			if length == 0 {
				length = size // a recorder that was cut short has not written it yet
			}
			return at + 8, min(at+8+length, size), true
		}
		at += 8 + length + length&1
	}
	return 0, size, false
}
