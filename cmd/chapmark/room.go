package main

import (
	"cmp"
	"fmt"
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
const growth = 64 << 10

func (r *room) check() error {
	r.once.Do(func() {
		folders := map[string][]int64{}
		for _, p := range r.pairs {
			if p.audio != "" {
				folder := filepath.Dir(p.audio)
				folders[folder] = append(folders[folder], p.bytes)
			}
		}
		for folder, sizes := range folders {
			slices.SortFunc(sizes, func(a, b int64) int { return cmp.Compare(b, a) })
			need := int64(len(sizes)) * growth
			for _, size := range sizes[:min(r.jobs, len(sizes))] {
				need += size
			}
			if free, known := disk.Free(folder); known && free < need && r.err == nil {
				r.err = failureError{error: fmt.Errorf("write into %s: the disk has %s free, and replacing %d files at a time may need %s; nothing was begun: make room, or use --jobs 1 or --in-place",
					folder, batch.Bytes(free), min(r.jobs, len(sizes)), batch.Bytes(need))}
			}
		}
	})
	return r.err
}
