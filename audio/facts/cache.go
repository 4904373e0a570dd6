// Package facts remembers what walks through audio files found, from one run to the next, so that files that did not
// change need not be read again. In goes the state of a file; out comes the stream that was found in it. A cache that
// cannot be read, is damaged or is of another version is as good as an empty one.
package facts

import (
	"bytes"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"sync"

	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/mpeg"
	"github.com/chapmark/chapmark/chapters/limits"
)

// Key is a state of a file: its identity, a checksum of its ends (Ends), and which part of it was walked.
type Key struct {
	disk.Identity
	Ends       uint32
	Start, End int64 // offsets
}

// EndBytes is how much of a file's start and of its end goes into the checksum.
const EndBytes = 64 << 10

// Ends is the checksum of a file's ends.
func Ends(head, tail []byte) uint32 {
	table := crc32.MakeTable(crc32.Castagnoli)
	return crc32.Update(crc32.Checksum(head, table), table, tail)
}

// Cache is the facts in one file. It may be used by several goroutines. A nil Cache remembers nothing.
type Cache struct {
	path string

	load  sync.Once
	lock  sync.Mutex
	known map[string][]byte // the newest line of each file, by its device and inode
	stale int               // lines that newer ones replace
	whole bool              // the file is there, and of this version
	added []byte            // lines for the file
}

// The file is text: a line that names the format and its version, then a line for each fact: its checksum, the key, the
// stream. Lines are only ever added; the last one about a file counts.
const firstLine = "chapmark facts 3\n"

// maxStreamBytes is more than an ordinary file needs. One full of holes is not remembered.
const maxStreamBytes = 16 << 10

// usualBytes is how long a line is.
const usualBytes = 300

// New returns the cache in a file, which need not exist.
func New(path string) *Cache { return &Cache{path: path} }

// Find returns the stream that was found in a file in this state. Its Marks are not remembered.
func (c *Cache) Find(key Key) (mpeg.Stream, bool) {
	if c == nil {
		return mpeg.Stream{}, false
	}
	c.load.Do(c.read)
	c.lock.Lock()
	line := c.known[key.file()]
	c.lock.Unlock()
	sum, line, _ := bytes.Cut(line, []byte(" "))
	content, ok := bytes.CutPrefix(line, []byte(key.String()+" "))
	if !ok || string(sum) != checksum(line) {
		return mpeg.Stream{}, false
	}
	stream, ok := decode(content)
	if !ok || !stream.Valid(key.Start, key.End) {
		return mpeg.Stream{}, false
	}
	return stream, true
}

// file is what stays the same when a file's content changes.
func (k Key) file() string { return fmt.Sprintf("%d %d", k.Device, k.Inode) }

func (k Key) String() string {
	return fmt.Sprintf("%s %d %d %d %d %d %d", k.file(), k.Size, k.Modified, k.Changed, k.Ends, k.Start, k.End)
}

func checksum(line []byte) string { return fmt.Sprintf("%08x", crc32.ChecksumIEEE(line)) }

// Add remembers a stream until Save.
func (c *Cache) Add(key Key, stream mpeg.Stream) {
	if c == nil {
		return
	}
	content := encode(stream)
	if len(content) > maxStreamBytes {
		return
	}
	line := fmt.Appendf(nil, "%s %s", key, content)
	line = fmt.Appendf(nil, "%s %s", checksum(line), line)
	c.load.Do(c.read)
	c.lock.Lock()
	defer c.lock.Unlock()
	c.note(line)
	c.added = append(append(c.added, line...), '\n')
}

// note makes a line the newest of its file.
func (c *Cache) note(line []byte) {
	_, rest, _ := bytes.Cut(line, []byte(" ")) // the checksum
	device := bytes.IndexByte(rest, ' ')
	inode := device + 1 + bytes.IndexByte(rest[device+1:], ' ')
	if device < 0 || inode <= device {
		return
	}
	name := rest[:inode] // device and inode
	if c.known[string(name)] != nil {
		c.stale++
	}
	c.known[string(name)] = line
}

// read loads the file.
func (c *Cache) read() {
	content, err := disk.ReadOwn(c.path, c.path, limits.FactsBytes)
	c.known = make(map[string][]byte, len(content)/usualBytes)
	if err != nil {
		return
	}
	rest, ok := bytes.CutPrefix(content, []byte(firstLine))
	if !ok {
		return
	}
	c.whole = true
	for len(rest) > 0 {
		var line []byte
		line, rest, _ = bytes.Cut(rest, []byte("\n"))
		c.note(line)
	}
}

// Save writes what was added. Other processes may do the same at the same time.
func (c *Cache) Save() error {
	if c == nil || len(c.added) == 0 {
		return nil
	}
	c.lock.Lock()
	defer c.lock.Unlock()
	if err := os.MkdirAll(filepath.Dir(c.path), 0o700); err != nil {
		return err
	}
	if !c.whole || c.stale > len(c.known) {
		return c.rewrite()
	}
	// The line break in front ends a line that another process did not finish.
	err := disk.AppendOwn(c.path, append([]byte("\n"), c.added...))
	c.added = nil
	return err
}

// rewrite writes the newest line of each file, and nothing else.
func (c *Cache) rewrite() error {
	content := []byte(firstLine)
	for _, line := range c.known {
		content = append(append(content, line...), '\n')
	}
	c.added, c.stale, c.whole = nil, 0, true
	return disk.PutOwn(c.path, content)
}
