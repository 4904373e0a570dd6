//go:build !unix || portable

package disk

import "os"

// Open opens a file to be read.
func Open(path string) (*os.File, error) { return os.Open(path) }
