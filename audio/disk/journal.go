package disk

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/chapmark/chapmark/chapters/limits"
)

// Journal is what stands beside a file while Overwrite changes it: enough to go back, and to know whether it must.
type Journal struct {
	Name     string // of the file, without its folder
	Size     int64  // of the file
	Start    int64  // where the change begins
	Old, New []byte // what stood there, and what shall
}

// State is how far the change of an abandoned journal has come.
type State int

// The states.
const (
	NoJournal State = iota
	Untouched       // the file is the old one: the change had not begun
	Finished        // the file is the new one: only the journal was still there
	Torn            // the file is in between
	Foreign         // the journal is not about this file as it is now
)

// Region says how many bytes at the front of a file a change may concern, by its first HeaderBytes: of an MP3, its tag.
type Region func(header []byte) int64

// HeaderBytes are what a Region looks at.
const HeaderBytes = 10

const journalMagic = "chapmark journal 1\n"

// journalPath is where a file's journal is, symbolic links resolved.
func journalPath(target string) string {
	folder, name := filepath.Split(target)
	return filepath.Join(folder, hidden(name)+journalSuffix)
}

// write writes the journal: magic; 8 bytes each of size, start, length of name, of old and of new bytes; the three;
// and SHA-256 of all that, by which a journal that was cut is recognised.
func (j Journal) write(w io.Writer) error {
	head := []byte(journalMagic)
	for _, n := range []int64{j.Size, j.Start, int64(len(j.Name)), int64(len(j.Old)), int64(len(j.New))} {
		head = binary.BigEndian.AppendUint64(head, uint64(n))
	}
	sum := sha256.New()
	for _, part := range [][]byte{append(head, j.Name...), j.Old, j.New} {
		sum.Write(part)
		if _, err := w.Write(part); err != nil {
			return err
		}
	}
	_, err := w.Write(sum.Sum(nil))
	return err
}

// errIncomplete says that a journal was cut while it was written, before the file was touched; errNoJournal, that a
// file is none, or is damaged.
var (
	errIncomplete = errors.New("incomplete")
	errNoJournal  = errors.New("no journal")
)

// decodeJournal reads a journal.
func decodeJournal(b []byte) (Journal, error) {
	const numbers = 5
	head := len(journalMagic) + 8*numbers
	magic := min(len(b), len(journalMagic))
	switch {
	case string(b[:magic]) != journalMagic[:magic]:
		return Journal{}, errNoJournal
	case len(b) < head:
		return Journal{}, errIncomplete
	}
	var n [numbers]int64
	for i := range n {
		n[i] = int64(binary.BigEndian.Uint64(b[len(journalMagic)+8*i:]))
	}
	size, start, name, old := n[0], n[1], n[2], n[3]
	if size < 0 || start < 0 || name < 0 || name > 4096 || old < 0 || old > limits.JournalBytes || n[4] != old || start > size-old {
		return Journal{}, errNoJournal
	}
	body := int64(head) + name + 2*old
	switch {
	case int64(len(b)) < body+sha256.Size:
		return Journal{}, errIncomplete
	case int64(len(b)) > body+sha256.Size:
		return Journal{}, errNoJournal
	}
	if sum := sha256.Sum256(b[:body]); !bytes.Equal(sum[:], b[body:]) {
		return Journal{}, errNoJournal
	}
	rest := b[head:body]
	return Journal{Size: size, Start: start, Name: string(rest[:name]), Old: rest[name : name+old], New: rest[name+old:]}, nil
}

// ReadJournal looks for the journal of a file that is open, and says how far its change has come. What lies beside a file
// may come from a stranger: what stands under the journal's name and is none, is a link or another user's, cannot be read,
// or would change more than the region, is Foreign.
func ReadJournal(path string, file io.ReaderAt, size int64, region Region) (Journal, State, error) {
	target := path
	if info, err := os.Lstat(path); err != nil || info.Mode()&fs.ModeSymlink != 0 {
		if target, err = filepath.EvalSymlinks(path); err != nil {
			return Journal{}, NoJournal, err
		}
	}
	head := make([]byte, min(HeaderBytes, size))
	if _, err := file.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return Journal{}, NoJournal, err
	}
	// It holds the region twice, and what a stranger puts in its place is not read to its end.
	b, err := ReadOwn(journalPath(target), target, min(2*region(head)+4096, limits.JournalBytes))
	if errors.Is(err, fs.ErrNotExist) {
		return Journal{}, NoJournal, nil
	}
	if err != nil {
		return Journal{}, Foreign, nil
	}
	journal, err := decodeJournal(b)
	switch {
	case errors.Is(err, errIncomplete):
		return Journal{}, Untouched, nil // a journal is complete before the file is touched
	case err != nil, journal.Name != filepath.Base(target), journal.Size != size:
		return journal, Foreign, nil
	}
	now := make([]byte, len(journal.Old))
	if _, err := file.ReadAt(now, journal.Start); err != nil && !errors.Is(err, io.EOF) {
		return journal, NoJournal, err
	}
	if !journal.within(head, region) {
		return journal, Foreign, nil
	}
	return journal, journal.state(now), nil
}

// within reports whether the change stays inside the region, which must be the same before, in between and afterwards: an
// Overwrite never changes more, and never how much that is.
func (j Journal) within(head []byte, region Region) bool {
	most := region(head)
	for _, there := range [][]byte{j.Old, j.New} {
		other := bytes.Clone(head)
		if j.Start < int64(len(other)) {
			copy(other[j.Start:], there)
		}
		if region(other) != most {
			return false
		}
	}
	return j.Start+int64(len(j.Old)) <= most
}

// state compares what stands in the file with what stood and what shall stand there.
func (j Journal) state(now []byte) State {
	switch {
	case bytes.Equal(now, j.Old):
		return Untouched
	case bytes.Equal(now, j.New):
		return Finished
	}
	for i, b := range now {
		if b != j.Old[i] && b != j.New[i] {
			return Foreign
		}
	}
	return Torn
}

// Through reads a torn file as it was before.
func (j Journal) Through(file io.ReaderAt) io.ReaderAt { return through{j, file} }

type through struct {
	journal Journal
	file    io.ReaderAt
}

// ReadAt reads the file, with the old bytes in place of those that were being changed.
func (t through) ReadAt(b []byte, offset int64) (int, error) {
	n, err := t.file.ReadAt(b, offset)
	from := max(offset, t.journal.Start)
	to := min(offset+int64(n), t.journal.Start+int64(len(t.journal.Old)))
	if from < to {
		copy(b[from-offset:to-offset], t.journal.Old[from-t.journal.Start:])
	}
	return n, err
}
