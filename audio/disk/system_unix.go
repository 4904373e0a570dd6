//go:build unix && !portable

package disk

import (
	"io/fs"
	"os"
	"syscall"
)

// copyOwner keeps user and group, as far as the system permits it.
func copyOwner(to *os.File, info fs.FileInfo) {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		if to.Chown(int(stat.Uid), int(stat.Gid)) != nil {
			_ = to.Chown(-1, int(stat.Gid))
		}
	}
}

// Names is how many names (hard links) a file has; 0 where that is not known.
func Names(_ *os.File, info fs.FileInfo) int {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return int(stat.Nlink)
	}
	return 0
}
