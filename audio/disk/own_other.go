//go:build !unix || portable

package disk

import (
	"fmt"
	"io/fs"
	"os"
)

// openUnlinked opens a file, and no link to one.
func openUnlinked(path string, flags int) (*os.File, error) {
	info, err := os.Lstat(path)
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("open %s: %w", path, ErrForeign)
	}
	if err != nil {
		return nil, err
	}
	return os.OpenFile(path, flags, 0)
}

// trusted trusts all owners: this system does not tell them.
func trusted(fs.FileInfo, ...string) bool { return true }
