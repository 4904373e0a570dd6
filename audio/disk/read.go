package disk

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// ReadFile reads a file of at most so many bytes. A larger one is an error, and is not read to its end.
func ReadFile(path string, most int64) ([]byte, error) {
	file, err := Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if info, err := file.Stat(); err == nil && info.Mode().IsRegular() {
		return readSized(file, info.Size(), path, most)
	}
	content, err := io.ReadAll(io.LimitReader(file, most+1))
	if err == nil && int64(len(content)) > most {
		err = tooLarge(path, most)
	}
	return content, err
}

// readSized reads a regular file at once: it may be large, and memory that grows is there twice.
func readSized(file *os.File, size int64, path string, most int64) ([]byte, error) {
	if size > most {
		return nil, tooLarge(path, most)
	}
	content := make([]byte, size)
	n, err := io.ReadFull(file, content)
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		err = nil // it became shorter meanwhile
	}
	return content[:n], err
}

// ErrTooLarge says that a file has more bytes than are read.
var ErrTooLarge = errors.New("it is larger")

func tooLarge(path string, most int64) error {
	return fmt.Errorf("read %s: %w than %s, the most that chapmark reads", path, ErrTooLarge, size(most))
}

// ErrForeign says that a file is not one that this program would have left there: a link, no regular file, or another
// user's.
var ErrForeign = errors.New("it is a link, not a regular file, or belongs to another user")

// ReadOwn reads a file that this program has left beside a file or in a folder, of at most so many bytes. One that others
// may have put there is refused: it must be a regular file, and belong to this user, or to the owner of what it stands
// beside or of the folder.
func ReadOwn(path, beside string, most int64) ([]byte, error) {
	file, err := openOwn(path, os.O_RDONLY, beside)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	return readSized(file, info.Size(), path, most)
}

// openOwn opens a file as ReadOwn says.
func openOwn(path string, flags int, beside ...string) (*os.File, error) {
	file, err := openUnlinked(path, flags)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err == nil && (!info.Mode().IsRegular() || !trusted(info, append(beside, filepath.Dir(path))...)) {
		err = fmt.Errorf("open %s: %w", path, ErrForeign)
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	return file, nil
}

// size writes a bound.
func size(n int64) string {
	for _, unit := range []string{"bytes", "KiB", "MiB"} {
		if n%1024 != 0 || unit == "MiB" {
			return fmt.Sprintf("%d %s", n, unit)
		}
		n /= 1024
	}
	return ""
}
