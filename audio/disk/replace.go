// Package disk replaces a file by a new version of itself. In go a path and a function that fills the new version;
// out comes either the new file, complete and on the disk, or the old one, untouched, and an error.
package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Replace writes a new version of the file at path. fill gets the old file, open for reading, and the new one, empty
// and open for writing; verify gets both once the new one is on the disk, and may still refuse it. A symbolic link
// stays, and the file that it leads to is replaced; the file's mode stays too. A file that its owner may not write
// is refused, whoever runs this.
func Replace(path string, fill, verify func(old, new *os.File) error) (err error) {
	target, err := filepath.EvalSymlinks(path)
	if err != nil {
		return err
	}
	old, err := os.Open(target)
	if err != nil {
		return err
	}
	defer old.Close()
	info, err := old.Stat()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return &fs.PathError{Op: "replace", Path: path, Err: errors.New("is not a regular file")}
	}
	if info.Mode().Perm()&0o200 == 0 {
		return &fs.PathError{Op: "replace", Path: path, Err: errors.New("is read-only; allow writing with chmod u+w")}
	}
	folder := filepath.Dir(target)
	// In the same folder, since only within one file system is a rename atomic.
	replacement, err := os.CreateTemp(folder, "."+filepath.Base(target)+".chapmark-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			replacement.Close()
			os.Remove(replacement.Name())
		}
	}()
	if err := fill(old, replacement); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := replacement.Chmod(info.Mode().Perm()); err != nil {
		return err
	}
	// Without this, a crash after the rename could leave an empty file under the old name.
	if err := replacement.Sync(); err != nil {
		return err
	}
	if err := verify(old, replacement); err != nil {
		return fmt.Errorf("verify the new %s: %w", path, err)
	}
	if err := replacement.Close(); err != nil {
		return err
	}
	if err := os.Rename(replacement.Name(), target); err != nil {
		return err
	}
	return syncFolder(folder)
}
