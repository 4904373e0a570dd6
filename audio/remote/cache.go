package remote

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/mpeg"
	"github.com/chapmark/chapmark/chapters/limits"
)

// Cache is a folder with a file for each address, under a hash of it: addresses may hold secrets.
type Cache struct {
	Folder string // "": nothing is kept
	Most   int    // addresses; the oldest go first
}

// Entry is what is known of the audio at an address. In the file, it is a line of JSON, before which stands the checksum of all
// that follows; after it stand the start of the audio, tag included, and its end.
type Entry struct {
	Version      int         `json:"version"`
	ETag         string      `json:"etag"`
	LastModified string      `json:"last_modified"`
	ContentType  string      `json:"content_type"`
	Size         int64       `json:"size"`
	Head         int         `json:"head"` // bytes
	Tail         int         `json:"tail"`
	Stream       mpeg.Stream `json:"stream"`

	Start []byte `json:"-"`
	End   []byte `json:"-"`
}

// File is the audio as it is remembered. It is audio.ErrUnknown where that cannot be.
func (e Entry) File(reader *audio.Reader, name string) (*audio.File, error) {
	return reader.ReadKnown(known{e.Start, e.End, e.Size}, e.Size, name, e.Stream)
}

const (
	cacheVersion = 3
	endBytes     = 64 << 10
	// maxEntries is how many addresses on the web are remembered.
	maxEntries = 2000
	// maxStreamBytes is more than an ordinary file needs.
	maxStreamBytes = 64 << 10
)

func (c Cache) path(address string) string {
	sum := sha256.Sum256([]byte(address))
	return filepath.Join(c.Folder, hex.EncodeToString(sum[:]))
}

// Find reads what is known of an address. Whatever is wrong with it, nothing is.
func (c Cache) Find(address string) (Entry, bool) {
	if c.Folder == "" {
		return Entry{}, false
	}
	content, err := disk.ReadOwn(c.path(address), c.Folder, limits.StateBytes)
	if err != nil {
		return Entry{}, false
	}
	sum, content, _ := bytes.Cut(content, []byte(" "))
	line, rest, ok := bytes.Cut(content, []byte("\n"))
	var e Entry
	if !ok || string(sum) != checksum(content) || json.Unmarshal(line, &e) != nil || e.Version != cacheVersion || e.Head < 0 || e.Tail < 0 || e.Head+e.Tail != len(rest) ||
		int64(max(e.Head, e.Tail)) > e.Size {
		return Entry{}, false
	}
	e.Start, e.End = rest[:e.Head], rest[e.Head:]
	return e, true
}

// conditions ask for the audio only if it is not the known one any more (RFC 9110 §13.1).
func (e Entry) conditions() http.Header {
	header := http.Header{}
	if e.ETag != "" {
		header.Set("If-None-Match", e.ETag)
	}
	if e.LastModified != "" {
		header.Set("If-Modified-Since", e.LastModified)
	}
	return header
}

// keep remembers the audio at an address, if the server gives anything to tell by whether it changed.
func (c Cache) keep(address string, header http.Header, f *audio.File, content io.ReaderAt, size int64) error {
	head, tail := Ends(size, f.TagBytes)
	e := Entry{ETag: header.Get("ETag"), LastModified: header.Get("Last-Modified"), ContentType: header.Get("Content-Type"), Size: size, Stream: f.Stream,
		Start: make([]byte, head), End: make([]byte, tail)}
	if c.Folder == "" || e.ETag == "" && e.LastModified == "" {
		return nil
	}
	if _, err := content.ReadAt(e.Start, 0); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if _, err := content.ReadAt(e.End, size-tail); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	return c.Keep(address, e)
}

// Ends are how many bytes of the start and of the end of audio an Entry holds, where a tag has so many.
func Ends(size, tagBytes int64) (head, tail int64) {
	return min(endBytes+tagBytes, size), min(endBytes, size)
}

// Keep remembers the audio at an address.
func (c Cache) Keep(address string, e Entry) error {
	if c.Folder == "" {
		return nil
	}
	e.Version, e.Head, e.Tail, e.Stream.Marks = cacheVersion, len(e.Start), len(e.End), nil
	line, err := json.Marshal(e)
	if err != nil || len(line) > maxStreamBytes {
		return err
	}
	if err := os.MkdirAll(c.Folder, 0o700); err != nil {
		return err
	}
	c.shrink()
	whole := slices.Concat(line, []byte("\n"), e.Start, e.End)
	return disk.PutOwn(c.path(address), append([]byte(checksum(whole)+" "), whole...))
}

func checksum(content []byte) string { return fmt.Sprintf("%08x", crc32.ChecksumIEEE(content)) }

// shrink makes room for one more Entry.
func (c Cache) shrink() {
	entries, err := os.ReadDir(c.Folder)
	if err != nil || len(entries) < c.Most {
		return
	}
	oldest, name := int64(0), ""
	for _, e := range entries {
		if info, err := e.Info(); err == nil && (name == "" || info.ModTime().UnixNano() < oldest) {
			oldest, name = info.ModTime().UnixNano(), e.Name()
		}
	}
	_ = os.Remove(filepath.Join(c.Folder, name))
}
