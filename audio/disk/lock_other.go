//go:build !unix

package disk

import "io/fs"

var errReadOnly error = fs.ErrPermission

// tryLock locks nothing: only systems with flock(2) are served.
func tryLock(string, bool) (unlock func(), err error) { return func() {}, nil }
