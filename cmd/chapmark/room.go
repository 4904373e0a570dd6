package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/cmd/internal/batch"
)

// room asks once, before the first of many files is replaced, whether the disk has room for as many new files at a time
// as there are jobs, and for what the tags may grow by.
type room struct {
	once  sync.Once
	pairs []pair
	jobs  int
	err   error
}

// growth is more than most tags grow by.
const growth = 8 << 10

// errNoRoom says that the disk is too full for what would be written.
var errNoRoom = errors.New("the disk is too full")

func (r *room) check() error {
	r.once.Do(func() {
		disks := map[uint64][]int64{} // sizes of the files on each
		names := map[uint64]string{}  // a folder on it
		for _, p := range r.pairs {
			info, err := os.Stat(p.audio)
			if err != nil {
				continue
			}
			identity, _ := disk.IdentityOf(info)
			disks[identity.Device] = append(disks[identity.Device], p.bytes)
			if names[identity.Device] == "" {
				names[identity.Device] = filepath.Dir(p.audio)
			}
		}
		for device, sizes := range disks {
			slices.SortFunc(sizes, func(a, b int64) int { return cmp.Compare(b, a) })
			need := int64(len(sizes)) * growth
			for _, size := range sizes[:min(r.jobs, len(sizes))] {
				need += size
			}
			if free, known := disk.Free(names[device]); known && free < need && r.err == nil {
				r.err = failureError{error: fmt.Errorf("write into %s: %s are free, and replacing %d files at a time may need %s: %w; make room, or use --jobs 1 or --in-place",
					names[device], batch.Bytes(free), min(r.jobs, len(sizes)), batch.Bytes(need), errNoRoom)}
			}
		}
	})
	return r.err
}
