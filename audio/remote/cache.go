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

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/mpeg"
	"github.com/chapmark/chapmark/chapters/limits"
)

// cache is a folder with a file for each address, under a hash of it: addresses may hold secrets.
type cache struct{ folder string }

// entry is what is known of the audio at an address. In the file, it is a line of JSON, before which stands the checksum of all
// that follows; after it stand the start of the audio, tag included, and its end.
type entry struct {
	Version      int         `json:"version"`
	ETag         string      `json:"etag"`
	LastModified string      `json:"last_modified"`
	ContentType  string      `json:"content_type"`
	Size         int64       `json:"size"`
	Head         int         `json:"head"` // bytes
	Tail         int         `json:"tail"`
	Stream       mpeg.Stream `json:"stream"`

	head, tail []byte
}

const (
	cacheVersion = 3
	endBytes     = 64 << 10
	// maxEntries bounds the folder; the oldest go first.
	maxEntries = 2000
	// maxStreamBytes is more than an ordinary file needs.
	maxStreamBytes = 64 << 10
)

func (c cache) path(address string) string {
	sum := sha256.Sum256([]byte(address))
	return filepath.Join(c.folder, hex.EncodeToString(sum[:]))
}

// find reads what is known of an address. Whatever is wrong with it, nothing is.
func (c cache) find(address string) (entry, bool) {
	if c.folder == "" {
		return entry{}, false
	}
	content, err := disk.ReadOwn(c.path(address), c.folder, limits.StateBytes)
	if err != nil {
		return entry{}, false
	}
	sum, content, _ := bytes.Cut(content, []byte(" "))
	line, rest, ok := bytes.Cut(content, []byte("\n"))
	var e entry
	if !ok || string(sum) != checksum(content) || json.Unmarshal(line, &e) != nil || e.Version != cacheVersion || e.Head < 0 || e.Tail < 0 || e.Head+e.Tail != len(rest) ||
		int64(max(e.Head, e.Tail)) > e.Size {
		return entry{}, false
	}
	e.head, e.tail = rest[:e.Head], rest[e.Head:]
	return e, true
}

// conditions ask for the audio only if it is not the known one any more (RFC 9110 §13.1).
func (e entry) conditions() http.Header {
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
func (c cache) keep(address string, header http.Header, f *audio.File, content io.ReaderAt, size int64) error {
	e := entry{Version: cacheVersion, ETag: header.Get("ETag"), LastModified: header.Get("Last-Modified"), ContentType: header.Get("Content-Type"),
		Size: size, Stream: f.Stream}
	if c.folder == "" || e.ETag == "" && e.LastModified == "" {
		return nil
	}
	e.Stream.Marks = nil
	e.Head, e.Tail = int(min(max(endBytes, f.TagBytes+endBytes), size)), int(min(endBytes, size))
	both := make([]byte, e.Head+e.Tail)
	if _, err := content.ReadAt(both[:e.Head], 0); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if _, err := content.ReadAt(both[e.Head:], size-int64(e.Tail)); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	line, err := json.Marshal(e)
	if err != nil || len(line) > maxStreamBytes {
		return err
	}
	if err := os.MkdirAll(c.folder, 0o700); err != nil {
		return err
	}
	c.shrink()
	whole := append(append(line, '\n'), both...)
	return disk.PutOwn(c.path(address), append([]byte(checksum(whole)+" "), whole...))
}

func checksum(content []byte) string { return fmt.Sprintf("%08x", crc32.ChecksumIEEE(content)) }

// shrink makes room for one more entry.
func (c cache) shrink() {
	entries, err := os.ReadDir(c.folder)
	if err != nil || len(entries) < maxEntries {
		return
	}
	oldest, name := int64(0), ""
	for _, e := range entries {
		if info, err := e.Info(); err == nil && (name == "" || info.ModTime().UnixNano() < oldest) {
			oldest, name = info.ModTime().UnixNano(), e.Name()
		}
	}
	_ = os.Remove(filepath.Join(c.folder, name))
}
