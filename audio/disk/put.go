package disk

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Put writes a file that holds nothing to be kept, such as a report. It is written whole, or the one that was there before
// stays, whose mode and links the new one keeps. It is not synced: what a power cut may take can be made again.
func Put(path string, content []byte, mode fs.FileMode) (err error) {
	target := path
	if resolved, err := filepath.EvalSymlinks(path); err == nil {
		target = resolved
	}
	info, err := os.Stat(target)
	if err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("write %s: it is not a regular file", path)
	} else if err == nil {
		mode = info.Mode().Perm()
	}
	if err := putAt(target, content, mode); err != nil {
		return fmt.Errorf("write %s: %w", path, withoutPath(err))
	}
	return nil
}

// PutOwn is Put for what ReadOwn reads: for its owner's eyes alone, and in the place of a link, not through it.
func PutOwn(path string, content []byte) error {
	if err := putAt(path, content, 0o600); err != nil {
		return fmt.Errorf("write %s: %w", path, withoutPath(err))
	}
	return nil
}

func putAt(target string, content []byte, mode fs.FileMode) error {
	file, err := os.CreateTemp(filepath.Dir(target), hidden(filepath.Base(target))+".new-*")
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	if err == nil {
		err = file.Chmod(mode)
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(file.Name(), target)
	}
	if err != nil {
		_ = os.Remove(file.Name())
	}
	return err
}

// PutNew writes a file where there is none, through no link. One that holds the same is left as it is; another is never replaced.
func PutNew(path string, content []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if info, failed := os.Lstat(path); errors.Is(err, fs.ErrExist) && failed == nil && info.Mode().IsRegular() {
		if there, failed := ReadFile(path, int64(len(content))); failed == nil && bytes.Equal(there, content) {
			return nil
		}
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", path, withoutPath(err))
	}
	_, err = file.Write(content)
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err != nil {
		_ = os.Remove(path)
		return fmt.Errorf("write %s: %w", path, withoutPath(err))
	}
	return nil
}

// AppendOwn writes at the end of a file that ReadOwn reads.
func AppendOwn(path string, content []byte) error {
	file, err := openOwn(path, os.O_WRONLY|os.O_APPEND)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	return errors.Join(err, file.Close())
}

// PutJSON puts a value as JSON that people can read.
func PutJSON(path string, value any, mode fs.FileMode) error {
	var content bytes.Buffer
	encoder := json.NewEncoder(&content)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(value); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return Put(path, content.Bytes(), mode)
}

// PutSynced is Put for a file that must outlive a power cut, on a disk that may fail. It is for its owner's eyes alone.
func PutSynced(system System, path string, content []byte) (err error) {
	if err := RemoveLeftovers(system, path); err != nil {
		return err
	}
	file, err := CreateBeside(system, path)
	if err != nil {
		return err
	}
	if _, err = file.Write(content); err == nil {
		err = file.Sync()
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = system.Rename(file.Name(), path)
	}
	if err != nil {
		_ = system.Remove(file.Name())
		return err
	}
	return system.SyncFolder(filepath.Dir(path))
}
