//go:build (!unix && !windows) || portable

package disk

import "io/fs"

// Full says that this system does all that is asked of one.
const Full = false

var errReadOnly error = fs.ErrPermission

// tryLock locks nothing: only systems with flock(2) are served.
func tryLock(string, bool) (unlock func() error, err error) { return func() error { return nil }, nil }

// allowWriting is the command that makes a file writable.
const allowWriting = "chmod u+w"
