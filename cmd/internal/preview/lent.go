package preview

import (
	"errors"
	"io"
	"os"
)

// lent is a file that is opened for each stretch that is read, and closed again: a browser reads on for as long as it plays,
// and on Windows nobody can replace a file that is open.
type lent struct {
	path string
	info os.FileInfo
	at   int64
}

var errReplaced = errors.New("the file was replaced meanwhile")

func lend(path string) (*lent, error) {
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("it is not a regular file")
	}
	return &lent{path: path, info: info}, err
}

// Read reads the next stretch.
func (l *lent) Read(p []byte) (int, error) {
	file, err := os.Open(l.path)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return 0, err
	}
	if info.Size() != l.info.Size() || !info.ModTime().Equal(l.info.ModTime()) {
		return 0, errReplaced
	}
	n, err := file.ReadAt(p, l.at)
	l.at += int64(n)
	if n > 0 {
		err = nil
	}
	return n, err
}

// Seek says where to read next.
func (l *lent) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += l.at
	case io.SeekEnd:
		offset += l.info.Size()
	}
	if offset < 0 {
		return 0, errors.New("seek: before the file")
	}
	l.at = offset
	return offset, nil
}
