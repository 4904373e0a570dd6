package facts

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"sync"

	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/chapters/limits"
)

// Done remembers work that turned out to be done: hashes of all that it depended on. It may be used by several goroutines. A nil
// Done remembers nothing.
type Done struct {
	path string

	load  sync.Once
	lock  sync.Mutex
	known map[string]bool
	added []byte
	whole bool
}

const doneLine = "chapmark done 1\n"

// NewDone returns what is remembered in a file, which need not exist.
func NewDone(path string) *Done { return &Done{path: path} }

// HashOf is the hash of parts, in their order.
func HashOf(parts ...[]byte) string {
	hash := sha256.New()
	for _, part := range parts {
		sum := sha256.Sum256(part)
		hash.Write(sum[:])
	}
	return hex.EncodeToString(hash.Sum(nil))
}

// Has reports whether work is known to be done.
func (d *Done) Has(hash string) bool {
	if d == nil {
		return false
	}
	d.load.Do(d.read)
	d.lock.Lock()
	defer d.lock.Unlock()
	return d.known[hash]
}

// Add remembers work until Save.
func (d *Done) Add(hash string) {
	if d == nil || d.Has(hash) {
		return
	}
	d.lock.Lock()
	defer d.lock.Unlock()
	d.known[hash] = true
	d.added = append(append(d.added, hash...), '\n')
}

// read loads the file. Lines that are not hashes are never asked for.
func (d *Done) read() {
	d.known = map[string]bool{}
	content, err := disk.ReadOwn(d.path, d.path, limits.FactsBytes)
	if err != nil {
		return
	}
	rest, ok := bytes.CutPrefix(content, []byte(doneLine))
	if d.whole = ok; !ok {
		return
	}
	for line := range bytes.Lines(rest) {
		if hash := string(bytes.TrimRight(line, "\n")); len(hash) == 2*sha256.Size {
			d.known[hash] = true
		}
	}
}

// Save writes what was added. Other processes may do the same at the same time. A file that is none, or too large, starts afresh.
func (d *Done) Save() error {
	if d == nil || len(d.added) == 0 {
		return nil
	}
	d.lock.Lock()
	defer d.lock.Unlock()
	if err := os.MkdirAll(filepath.Dir(d.path), 0o700); err != nil {
		return err
	}
	added := d.added
	if d.added = nil; !d.whole {
		return disk.PutOwn(d.path, append([]byte(doneLine), added...))
	}
	return disk.AppendOwn(d.path, append([]byte("\n"), added...))
}
