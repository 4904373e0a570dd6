package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// lockSuffix marks the file beside a file whose lock stands for it. It is not the file itself that is locked, since that
// is replaced, and since network file systems let nobody read what is locked.
const lockSuffix = ".chapmark-lock"

// errLocked says that another process holds the lock; errNoLock, that what stands under its name is none.
var (
	errLocked = errors.New("locked")
	errNoLock = errors.New("its lock file is a link, or not a regular file")
)

// ErrBusy says that another process holds a lock.
var ErrBusy = errors.New("another program is still writing it")

// lockPath is the file that stands for a file, or for a folder.
func lockPath(path string) (string, error) {
	target, err := filepath.EvalSymlinks(path)
	if err != nil {
		return "", err
	}
	info, err := os.Stat(target)
	if err != nil {
		return "", err
	}
	if info.IsDir() {
		return filepath.Join(target, lockSuffix), nil
	}
	folder, name := filepath.Split(target)
	return filepath.Join(folder, hidden(name)+lockSuffix), nil
}

// Lock takes the advisory lock of a file, or of a folder, so that of two programs that want to change it the second
// waits, at most until the timeout. The function that it returns gives the lock back, and says if it stays behind. In a
// folder that this user cannot write to, or that knows no locks, there is none to be had, and none is needed or possible.
func Lock(path string, timeout time.Duration) (unlock func() error, err error) {
	return wait(path, timeout, true)
}

// Wait waits until nobody holds the lock of a file, at most until the timeout. It changes nothing.
func Wait(path string, timeout time.Duration) error {
	unlock, err := wait(path, timeout, false)
	if err == nil {
		err = unlock()
	}
	return err
}

// Tidy removes what a program that was killed while it wrote a file left beside it. Such a program leaves its lock, too, so
// that where there is none, there is nothing to do; nor is there where somebody holds it.
func Tidy(system System, path string) error {
	if !Abandoned(path) {
		return nil
	}
	unlock, err := Lock(path, 0)
	if err != nil {
		return nil
	}
	return errors.Join(RemoveLeftovers(system, path), unlock())
}

// Abandoned reports whether there is a lock beside a file: that of a program that was killed, or is at work.
func Abandoned(path string) bool {
	info, err := os.Lstat(path)
	if err != nil {
		return false // the file is not there
	}
	folder, name := filepath.Split(path)
	lock := filepath.Join(folder, hidden(name)+lockSuffix)
	if !info.Mode().IsRegular() {
		if lock, err = lockPath(path); err != nil {
			return false
		}
	}
	_, err = os.Lstat(lock)
	return err == nil
}

func wait(path string, timeout time.Duration, create bool) (unlock func() error, err error) {
	lock, err := lockPath(path)
	if err != nil {
		return nil, err
	}
	free := func() error { return nil }
	for deadline := time.Now().Add(timeout); ; {
		unlock, err := tryLock(lock, create)
		_, missing := os.Lstat(lock)
		switch {
		case err == nil:
			return func() error {
				if err := unlock(); err != nil {
					return fmt.Errorf("%s is done, but the lock %s could not be removed: %w", path, lock, withoutPath(err))
				}
				return nil
			}, nil
		case errors.Is(err, errReadOnly), errors.Is(err, fs.ErrPermission) && (missing != nil || !create), errors.Is(err, fs.ErrNotExist) && !create:
			return free, nil
		case errors.Is(err, errNoLock):
			return nil, fmt.Errorf("lock %s: %w; remove %s", path, err, lock)
		case !errors.Is(err, errLocked):
			return nil, fmt.Errorf("lock %s by %s: %w", path, lock, withoutPath(err))
		case time.Now().After(deadline):
			return nil, fmt.Errorf("lock %s: %w after %v; try again later", path, ErrBusy, timeout)
		}
		time.Sleep(20 * time.Millisecond)
	}
}
