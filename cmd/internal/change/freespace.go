package change

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/cmd/internal/job"
)

// FreeSpace asks once, before the first of many files is replaced, whether the disk has room for as many new files at a
// time as there are workers, and for what the tags may grow by.
type FreeSpace struct {
	Jobs    []job.Job
	Workers int
	Bytes   func(n int64) string // writes a number of bytes for people

	once sync.Once
	err  error
}

// tagGrowth is more than most tags grow by.
const tagGrowth = 8 << 10

// ErrDiskFull says that the disk is too full for what would be written.
var ErrDiskFull = errors.New("the disk is too full")

// Check returns an error that wraps ErrDiskFull, the same each time.
func (s *FreeSpace) Check() error {
	s.once.Do(func() {
		disks := map[uint64][]int64{} // sizes of the files on each
		names := map[uint64]string{}  // a folder on it
		for _, j := range s.Jobs {
			info, err := os.Stat(j.Audio)
			if err != nil {
				continue
			}
			identity, _ := disk.IdentityOf(info)
			disks[identity.Device] = append(disks[identity.Device], j.Bytes)
			if names[identity.Device] == "" {
				names[identity.Device] = filepath.Dir(j.Audio)
			}
		}
		for device, sizes := range disks {
			slices.SortFunc(sizes, func(a, b int64) int { return cmp.Compare(b, a) })
			need := int64(len(sizes)) * tagGrowth
			for _, size := range sizes[:min(s.Workers, len(sizes))] {
				need += size
			}
			if free, known := disk.Free(names[device]); known && free < need && s.err == nil {
				s.err = fmt.Errorf("write into %s: %s are free, and replacing %d files at a time may need %s: %w; make room, or use --jobs 1 or --in-place",
					names[device], s.Bytes(free), min(s.Workers, len(sizes)), s.Bytes(need), ErrDiskFull)
			}
		}
	})
	return s.err
}
