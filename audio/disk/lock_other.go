//go:build !unix

package disk

import "os"

// flock does nothing: here, a file that is open cannot be replaced by another program.
func flock(*os.File) error { return nil }
