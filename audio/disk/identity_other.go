//go:build portable || (!linux && !darwin)

package disk

import "io/fs"

// IdentityOf knows no identity here, so that nothing is remembered of files.
func IdentityOf(fs.FileInfo) (Identity, bool) { return Identity{}, false }
