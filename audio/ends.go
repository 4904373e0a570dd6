package audio

import (
	"io"

	"github.com/chapmark/chapmark/audio/facts"
)

// ends is a file whose start and end are in memory.
type ends struct {
	io.ReaderAt
	head, tail []byte
	tailAt     int64
	room       [2 * facts.EndBytes]byte
}

// read reads both ends of a file.
func (e *ends) read(file io.ReaderAt, size int64) error {
	head := min(size, facts.EndBytes)
	e.ReaderAt, e.tailAt = file, max(head, size-facts.EndBytes)
	e.head, e.tail = e.room[:head], e.room[head:head+size-e.tailAt]
	_, err := file.ReadAt(e.head, 0)
	if err == nil {
		_, err = file.ReadAt(e.tail, e.tailAt)
	}
	return err
}

// ReadAt reads from memory what lies in one of the ends whole.
func (e *ends) ReadAt(b []byte, offset int64) (int, error) {
	last := offset + int64(len(b))
	switch {
	case offset >= 0 && last <= int64(len(e.head)):
		return copy(b, e.head[offset:]), nil
	case offset >= e.tailAt && last <= e.tailAt+int64(len(e.tail)):
		return copy(b, e.tail[offset-e.tailAt:]), nil
	}
	return e.ReaderAt.ReadAt(b, offset)
}
