package disk

import (
	"errors"
	"fmt"
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
	for deadline := time.Now().Add(timeout); ; {
		unlock, err := tryLock(target)
		if err == nil || !errors.Is(err, errLocked) {
			return unlock, err
		}
		if time.Now().After(deadline) {
			return nil, fmt.Errorf("lock %s: another program is writing it, and was not done within %v; try again later", path, timeout)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// tryLock locks the file that has the name now: while it waited, another may have taken its place.
func tryLock(target string) (unlock func(), err error) {
	file, err := os.Open(target)
	if err != nil {
		return nil, err
	}
	if err := flock(file); err != nil {
		file.Close()
		return nil, err
	}
	locked, err := file.Stat()
	if err == nil {
		var named os.FileInfo
		if named, err = os.Stat(target); err == nil && !os.SameFile(locked, named) {
			err = errLocked
		}
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	return func() { file.Close() }, nil
}
