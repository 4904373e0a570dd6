//go:build !unix || portable

package disk

import (
	"fmt"
	"io/fs"
	"os"
)

// openOwn opens a file for reading, and no link to one.
func openOwn(path string) (*os.File, error) {
	info, err := os.Lstat(path)
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("read %s: %w", path, ErrForeign)
	}
	if err != nil {
		return nil, err
	}
	return os.Open(path)
}

// trusted trusts all owners: this system does not tell them.
func trusted(fs.FileInfo, ...string) bool { return true }
