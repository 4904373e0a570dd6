//go:build unix && !portable

package disk

import (
	"cmp"
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// Full says that this system does all that is asked of one: locks, identities and names of files. On Windows nothing is
// remembered; built with the tag portable, which is for tests, nothing is locked or written in place either.
const Full = true

var errReadOnly error = unix.EROFS

// tryLock locks the file that has the lock's name, and makes it first if it is asked to. Who made or found it removes it
// before the lock is given back; so a file that was locked in vain, since its name is gone or another's, is let go. A link
// under the name, which a checkout may bring along, is never followed.
func tryLock(lock string, create bool) (unlock func() error, err error) {
	// A lock for writing needs a file that is open for writing on some systems (flock(2), NFS).
	flags := os.O_RDWR | unix.O_NOFOLLOW | unix.O_NONBLOCK
	if create {
		flags |= os.O_CREATE
	}
	file, err := os.OpenFile(lock, flags, 0o666)
	switch {
	case errors.Is(err, unix.ELOOP), errors.Is(err, unix.EMLINK):
		return nil, errNoLock
	case err != nil:
		return nil, err
	}
	if info, err := file.Stat(); err != nil || !info.Mode().IsRegular() {
		file.Close()
		return nil, cmp.Or(err, errNoLock)
	}
	if err := flock(file); err != nil {
		file.Close()
		return nil, err
	}
	locked, err := file.Stat()
	if err == nil {
		var named os.FileInfo
		if named, err = os.Stat(lock); err != nil || !os.SameFile(locked, named) {
			err = errLocked // the one that had it removed it meanwhile; try again
		}
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	return func() (err error) {
		if create {
			err = os.Remove(lock)
		}
		file.Close()
		return err
	}, nil
}

// flock takes a lock that ends with the file, or with the process (flock(2)). A file system without locks has none.
func flock(file *os.File) error {
	err := unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	switch {
	case errors.Is(err, unix.EWOULDBLOCK):
		return errLocked
	case errors.Is(err, unix.ENOLCK), errors.Is(err, unix.ENOTSUP), errors.Is(err, unix.ENOSYS), errors.Is(err, unix.EBADF), errors.Is(err, unix.EINVAL):
		return nil
	}
	return err
}

// allowWriting is the command that makes a file writable.
const allowWriting = "chmod u+w"
