//go:build !linux || portable

package disk

import (
	"errors"
	"os"
)

// What only Linux does here has a plain fallback: blocks are copied, a full disk shows while writing, and extended
// attributes are those of a new file.

func cloneRange(*os.File, int64, *os.File, int64, int64) error { return errors.ErrUnsupported }

func startSync(*os.File, int64, int64) {}

func enoughSpace(*os.File, int64) error { return nil }

// Free is how many bytes can be written into a folder, where the system tells: not here.
func Free(string) (bytes int64, known bool) { return 0, false }

func copyExtended(_, _ *os.File) {}
