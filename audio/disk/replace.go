// Package disk changes a file so that it is either the old one or the new one, whatever happens in between. In go a
// path and the new content; out comes the new file, complete and on the disk, or the old one and an error. Replace
// puts a new file in the old one's place; Overwrite changes bytes within it, with a journal beside it to go back.
package disk

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// tempSuffix marks the temporary files of Replace, journalSuffix the journals of Overwrite.
const (
	tempSuffix    = ".chapmark-"
	journalSuffix = ".chapmark-journal"
)

// Replace writes a new version of the file at path. fill gets the old file, open for reading, and the new one, empty;
// verify gets both, while the new one is on its way to the disk, and may still refuse it. A symbolic link stays, and
// the file that it leads to is replaced; the file's mode, owner and extended attributes stay too. A file that its
// owner may not write is refused, whoever runs this.
func Replace(system System, path string, fill, verify func(old *os.File, replacement File) error) (err error) {
	target, old, err := openTarget(path)
	if err != nil {
		return err
	}
	defer old.Close()
	before, err := old.Stat()
	if err != nil {
		return err
	}
	// In the same folder, since only within one file system is a rename atomic.
	replacement, err := CreateBeside(system, target)
	if err != nil {
		return fmt.Errorf("write %s: create a temporary file beside it: %w", path, withoutPath(err))
	}
	defer func() {
		if err != nil {
			replacement.Close()
			_ = system.Remove(replacement.Name()) // if it stays, the next write removes it
		}
	}()
	if err := fill(old, replacement); err != nil {
		return fmt.Errorf("write %s: %w", path, withoutPath(err))
	}
	if err := replacement.CopyAttributes(old); err != nil {
		return fmt.Errorf("write %s: %w", path, withoutPath(err))
	}
	// Without the sync, a crash after the rename could leave an empty file under the old name. It takes a while, and
	// comparing the two files can go on beside it.
	synced := make(chan error, 1)
	go func() { synced <- replacement.Sync() }()
	verified := verify(old, replacement)
	if err := <-synced; err != nil {
		return fmt.Errorf("write %s: %w", path, withoutPath(err))
	}
	if verified != nil {
		return fmt.Errorf("verify the new %s: %w", path, verified)
	}
	if err := replacement.Close(); err != nil {
		return fmt.Errorf("write %s: %w", path, withoutPath(err))
	}
	if !unchanged(target, before) {
		return fmt.Errorf("write %s: %w", path, ErrChanged)
	}
	old.Close() // some systems do not rename to a name that is open
	if err := system.Rename(replacement.Name(), target); err != nil {
		return fmt.Errorf("write %s: %w", path, withoutPath(err))
	}
	// The new file is in place, and nothing can be undone. If the folder cannot be synced (some do not allow it), a power
	// cut may yet bring the old file back, whole.
	_ = system.SyncFolder(filepath.Dir(target))
	return nil
}

// ErrChanged says that another program changed a file between its being read and written.
var ErrChanged = errors.New("another program changed the file meanwhile; try again")

// hidden is a hidden name beside a file's own, not longer than what file systems allow with a suffix.
func hidden(name string) string {
	const longest = 200
	if len(name) > longest {
		sum := sha256.Sum256([]byte(name))
		name = name[:longest-16] + hex.EncodeToString(sum[:8])
	}
	return "." + name
}

// withoutPath strips the name of a temporary file from an error: it says nothing to anybody.
func withoutPath(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	var link *os.LinkError
	if errors.As(err, &link) {
		return link.Err
	}
	return err
}

// ShortName is a file's name, shortened where a suffix would make it longer than file systems allow.
func ShortName(name string) string { return hidden(name)[1:] }

// CreateBeside creates a temporary file beside a file, which RemoveLeftovers knows.
func CreateBeside(system System, path string) (File, error) {
	folder, name := filepath.Split(path)
	return system.CreateTemp(filepath.Clean(folder), hidden(name)+tempSuffix+"*")
}

// openTarget resolves symbolic links and opens a file that may be written.
func openTarget(path string) (target string, old *os.File, err error) {
	target, err = filepath.EvalSymlinks(path)
	if err != nil {
		return "", nil, err
	}
	if target, err = filepath.Abs(target); err != nil {
		return "", nil, err
	}
	old, err = os.Open(target)
	if err != nil {
		return "", nil, err
	}
	info, err := old.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = &fs.PathError{Op: "write", Path: path, Err: errors.New("it is not a regular file")}
	}
	if err == nil && info.Mode().Perm()&0o200 == 0 {
		err = &fs.PathError{Op: "write", Path: path, Err: errors.New("it is read-only; allow writing with " + allowWriting)}
	}
	if err == nil {
		// The mode says what the owner may do; whoever runs this may be another.
		var writable *os.File
		if writable, err = os.OpenFile(target, os.O_WRONLY, 0); err == nil {
			writable.Close()
		} else {
			err = &fs.PathError{Op: "write", Path: path, Err: withoutPath(err)}
		}
	}
	if err != nil {
		old.Close()
		return "", nil, err
	}
	return target, old, nil
}

// RemoveLeftovers removes the temporary files that a killed Replace left beside a file. Only a holder of the file's
// lock may call it.
func RemoveLeftovers(system System, path string) error {
	return (*Leftovers)(nil).Remove(system, path)
}
