//go:build unix && !portable

package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// openUnlinked opens a file, and no link to one. It does not wait for the other end of a pipe.
func openUnlinked(path string, flags int) (*os.File, error) {
	file, err := os.OpenFile(path, flags|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	if errors.Is(err, syscall.ELOOP) || errors.Is(err, syscall.EMLINK) { // as open(2) of Linux, and of FreeBSD, says it
		err = fmt.Errorf("open %s: %w", path, ErrForeign)
	}
	return file, err
}

// trusted reports whether a file belongs to this user, or to the owner of one of the paths.
func trusted(info fs.FileInfo, paths ...string) bool {
	owner, known := ownerOf(info)
	if !known || owner == uint32(os.Geteuid()) {
		return true
	}
	for _, path := range paths {
		if info, err := os.Stat(path); err == nil {
			if other, ok := ownerOf(info); ok && other == owner {
				return true
			}
		}
	}
	return false
}

func ownerOf(info fs.FileInfo) (user uint32, known bool) {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, false
	}
	return stat.Uid, true
}
