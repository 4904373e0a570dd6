// Package chapters is the domain of chapmark: timestamps, topics, chapters and what can be wrong with them.
// In goes a Document, which a parser made of an episode's text, and the facts that somebody measured of its audio;
// out come Chapters with a start and an end, and Diagnostics for what a person should fix.
// It touches no files, decodes no audio and prints nothing.
package chapters

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"
)

// Chapter is one named stretch of an episode.
type Chapter struct {
	Start, End time.Duration // from the first sample that a listener hears
	Title      string        // plain text, one line
	URL        string        // absolute and ASCII, or ""
	Image      *Image
	Hidden     bool      // in the file, but in no table of contents
	Members    []Member  // what else its source says of it
	Children   []Chapter // nested chapters, in time order
	Span       Span      // where the text says so; the zero Span where no text does
}

// Image is a picture that belongs to a chapter: its bytes, or where they are to be had, or both.
type Image struct {
	Source   string // a path, a web address or a data: URL, as the source of the chapters states it; "" where the bytes stand in a tag
	MIMEType string // as the tag states it, such as "image/jpeg"; "" where the bytes are not known
	Bytes    []byte
	PutBy    string // of one in a tag: the TextID of the text that put it there; "" where that is not known
}

// TextIDBytes is the length of what a TextID writes in hexadecimal.
const TextIDBytes = 8

// TextID tells texts apart by their names, without the folders that they lie in, and without saying these: the beginning of a SHA-256
// in hexadecimal.
func TextID(path string) string {
	sum := sha256.Sum256([]byte(path[strings.LastIndexAny(path, `/\`)+1:]))
	return hex.EncodeToString(sum[:TextIDBytes])
}

// Embeddable reports whether there is a picture whose bytes are known.
func (i *Image) Embeddable() bool { return i != nil && len(i.Bytes) > 0 }

// Member is a field of a JSON document that chapmark gives no meaning. Documents of the same kind get it back as it was.
type Member struct {
	Name string
	JSON []byte
}

// MaxChapters is how many entries an ID3 table of contents can list: its count is one byte
// (id3v2-chapters-1.0 §3.2).
const MaxChapters = 255

// MinLength is the length under which a chapter draws the advice too-short.
const MinLength = 10 * time.Second
