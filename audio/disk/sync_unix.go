//go:build unix

package disk

import "os"

// syncFolder makes a rename durable: it is the folder that holds the name.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	defer folder.Close()
	return folder.Sync()
}
