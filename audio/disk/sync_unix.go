//go:build unix && !portable

package disk

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// syncFolder makes a rename durable: it is the folder that holds the name.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	defer folder.Close()
	if err := folder.Sync(); !errors.Is(err, unix.EINVAL) && !errors.Is(err, unix.ENOTSUP) { // not every system knows how
		return err
	}
	return nil
}
