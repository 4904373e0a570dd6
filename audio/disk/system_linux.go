//go:build !portable

package disk

import (
	"fmt"
	"os"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// cloneRange lets two files share blocks, on file systems that copy on write (ioctl_ficlonerange(2)).
func cloneRange(to *os.File, toOffset int64, from *os.File, fromOffset, length int64) error {
	return unix.IoctlFileCloneRange(int(to.Fd()), &unix.FileCloneRange{
		Src_fd: int64(from.Fd()), Src_offset: uint64(fromOffset), Src_length: uint64(length), Dest_offset: uint64(toOffset),
	})
}

// startSync starts writing a stretch to the disk, and does not wait for it (sync_file_range(2)).
func startSync(file *os.File, offset, length int64) {
	_ = unix.SyncFileRange(int(file.Fd()), offset, length, unix.SYNC_FILE_RANGE_WRITE)
}

// enoughSpace refuses what would not fit before much of it is copied.
func enoughSpace(file *os.File, length int64) error {
	var stat unix.Statfs_t
	if err := unix.Fstatfs(int(file.Fd()), &stat); err != nil {
		return nil // then writing will tell
	}
	if free, known := available(stat); known && free < length {
		return fmt.Errorf("the disk has %d bytes free, and %d are needed: %w", free, length, syscall.ENOSPC)
	}
	return nil
}

// Free is how many bytes can be written into a folder, where the system tells.
func Free(folder string) (bytes int64, known bool) {
	var stat unix.Statfs_t
	if err := unix.Statfs(folder, &stat); err != nil {
		return 0, false
	}
	return available(stat)
}

func available(stat unix.Statfs_t) (bytes int64, known bool) {
	unit := stat.Frsize // what the counts are in (statvfs(3))
	if unit == 0 {
		unit = stat.Bsize
	}
	return int64(stat.Bavail) * int64(unit), stat.Blocks > 0 // some report nothing at all
}

// copyExtended copies extended attributes, access control lists among them.
func copyExtended(to, from *os.File) {
	size, err := unix.Flistxattr(int(from.Fd()), nil)
	if err != nil || size == 0 {
		return
	}
	names := make([]byte, size)
	if size, err = unix.Flistxattr(int(from.Fd()), names); err != nil {
		return
	}
	for _, name := range strings.Split(strings.TrimSuffix(string(names[:size]), "\x00"), "\x00") {
		size, err := unix.Fgetxattr(int(from.Fd()), name, nil)
		if err != nil {
			continue
		}
		value := make([]byte, size)
		if size, err = unix.Fgetxattr(int(from.Fd()), name, value); err == nil {
			_ = unix.Fsetxattr(int(to.Fd()), name, value[:size], 0)
		}
	}
}
