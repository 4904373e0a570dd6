//go:build !portable

package disk

import (
	"errors"
	"io/fs"
	"time"

	"golang.org/x/sys/windows"
)

// Full says that this system does all that is asked of one. Here, files have locks and names; but no identities, so that nothing
// is remembered of them.
const Full = false

var errReadOnly error = fs.ErrPermission

// A name whose file is about to vanish answers as one that is forbidden, for a moment.
const (
	vanishing = 5
	moment    = 5 * time.Millisecond
)

// tryLock opens the file that has the lock's name, and makes it first if it is asked to, so that nobody else can. The system
// removes it when it is closed, also where the process is killed. A link under the name is never followed.
func tryLock(lock string, create bool) (unlock func() error, err error) {
	name, err := windows.UTF16PtrFromString(lock)
	if err != nil {
		return nil, err
	}
	access, how, flags := uint32(windows.GENERIC_READ), uint32(windows.OPEN_EXISTING), uint32(windows.FILE_FLAG_OPEN_REPARSE_POINT)
	if create {
		access, how, flags = windows.GENERIC_READ|windows.GENERIC_WRITE|windows.DELETE, windows.OPEN_ALWAYS, flags|windows.FILE_FLAG_DELETE_ON_CLOSE
	}
	for range vanishing {
		var handle windows.Handle
		handle, err = windows.CreateFile(name, access, 0, nil, how, windows.FILE_ATTRIBUTE_NORMAL|flags, 0)
		switch {
		case errors.Is(err, windows.ERROR_SHARING_VIOLATION):
			return nil, errLocked
		case errors.Is(err, windows.ERROR_ACCESS_DENIED):
			time.Sleep(moment)
			continue
		case err != nil:
			return nil, &fs.PathError{Op: "open", Path: lock, Err: err}
		}
		return func() error { return windows.CloseHandle(handle) }, nil
	}
	return nil, &fs.PathError{Op: "open", Path: lock, Err: fs.ErrPermission}
}

// allowWriting is the command that makes a file writable.
const allowWriting = "attrib -r"
