package disk

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
)

// ErrFull says that a disk is too full for what would be written.
var ErrFull = errors.New("the disk is too full")

// Room is asked once, before the first of many files is replaced, whether the disks have room for as many new files at a
// time as there are workers, and for what all of them may grow by.
type Room struct {
	Files   map[string]int64 // sizes by paths; a file that is not there counts nothing
	Workers int
	Growth  int64                // of each file, in bytes
	Words   func(n int64) string // writes a number of bytes for people

	once sync.Once
	err  error
}

// Check returns an error that wraps ErrFull, the same each time. A disk that does not tell has room.
func (r *Room) Check() error {
	r.once.Do(func() { r.err = r.check() })
	return r.err
}

func (r *Room) check() error {
	sizes := map[uint64][]int64{} // of the files on each disk
	names := map[uint64]string{}  // a folder on it
	for path, size := range r.Files {
		if info, err := os.Stat(path); err == nil {
			identity, _ := IdentityOf(info)
			sizes[identity.Device] = append(sizes[identity.Device], size)
			names[identity.Device] = max(names[identity.Device], filepath.Dir(path))
		}
	}
	for device, list := range sizes {
		slices.SortFunc(list, func(a, b int64) int { return cmp.Compare(b, a) })
		largest := list[:min(r.Workers, len(list))]
		need := int64(len(list)) * r.Growth
		for _, size := range largest {
			need += size
		}
		if free, known := Free(names[device]); known && free < need {
			return fmt.Errorf("write into %s: %s are free, and %d files at a time may need %s: %w; free some space, or use --in-place",
				names[device], r.Words(free), len(largest), r.Words(need), ErrFull)
		}
	}
	return nil
}
