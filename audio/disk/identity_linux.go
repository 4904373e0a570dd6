//go:build !portable

package disk

import (
	"io/fs"
	"syscall"
)

// IdentityOf returns a file's identity, and false where the system does not tell it.
func IdentityOf(info fs.FileInfo) (Identity, bool) {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return Identity{}, false
	}
	return Identity{
		Device: uint64(stat.Dev), Inode: uint64(stat.Ino), Size: info.Size(),
		Modified: info.ModTime().UnixNano(), Changed: int64(stat.Ctim.Sec)*1e9 + int64(stat.Ctim.Nsec),
	}, true
}
