package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// errLocked says that another process holds the lock.
var errLocked = errors.New("locked")

// Lock takes the advisory lock of a file, so that of two programs that want to change it the second waits, at most
// until the timeout. The function that it returns gives the lock back.
func Lock(path string, timeout time.Duration) (unlock func(), err error) {
	target, err := filepath.EvalSymlinks(path)
	if err != nil {
		return nil, err
	}
	if info, err := os.Stat(target); err != nil || !info.Mode().IsRegular() && !info.IsDir() { // opening a pipe would wait
		return nil, &fs.PathError{Op: "lock", Path: path, Err: errors.Join(err, errors.New("is not a regular file"))}
	}
	for deadline := time.Now().Add(timeout); ; {
		unlock, err := tryLock(target)
		if err == nil || !errors.Is(err, errLocked) {
			if err != nil {
				err = fmt.Errorf("lock %s: %w", path, withoutPath(err))
			}
			return unlock, err
		}
		if time.Now().After(deadline) {
			return nil, fmt.Errorf("lock %s: another program is writing it, and was not done within %v; try again later", path, timeout)
		}
		time.Sleep(20 * time.Millisecond)
	}
}
