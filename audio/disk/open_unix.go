//go:build unix && !portable

package disk

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// Open opens a file to be read, as os.Open does, but for five system calls by which that tries in vain to let the runtime wait for
// regular files.
func Open(path string) (*os.File, error) {
	for {
		fd, err := syscall.Open(path, syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
		switch {
		case err == nil:
			return os.NewFile(uintptr(fd), path), nil
		case !errors.Is(err, syscall.EINTR):
			return nil, &fs.PathError{Op: "open", Path: path, Err: err}
		}
	}
}
