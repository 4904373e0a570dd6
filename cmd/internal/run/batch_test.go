package run

import (
	"slices"
	"sync/atomic"
	"testing"
	"time"
)

// Results come in order, whatever the number of jobs and however long each takes; no more than these are done at a time.
func TestRun(t *testing.T) {
	for _, jobs := range []int{1, 3, 50} {
		b := batch{workers: jobs, weigh: func(int) int64 { return 0 }}
		var now, most atomic.Int64
		var got []int
		b.each(20, func(i int) Outcome {
			if n := now.Add(1); n > most.Load() {
				most.Store(n)
			}
			time.Sleep(time.Duration((20-i)%5) * time.Millisecond)
			now.Add(-1)
			return Outcome{Fixed: i}
		}, func(i int, begun bool, result Outcome) {
			if !begun || result.Fixed != i {
				t.Errorf("%d: %v, %d", i, begun, result.Fixed)
			}
			got = append(got, i)
		})
		if !slices.IsSorted(got) || len(got) != 20 || most.Load() > int64(jobs) {
			t.Errorf("%d jobs: %v, %d at a time", jobs, got, most.Load())
		}
	}
}

// After a stop, those in hand are finished, and every number is still reported. The other worker may have taken the number before without
// having begun it.
func TestStop(t *testing.T) {
	b := batch{workers: 2, weigh: func(int) int64 { return 0 }}
	done, told := 0, 0
	b.each(10, func(i int) Outcome {
		if i == 3 {
			b.stop()
		}
		return Outcome{Fails: true}
	}, func(i int, begun bool, result Outcome) {
		if told++; begun {
			done++
		}
		if begun != result.Fails {
			t.Errorf("%d: %v, %v", i, begun, result.Fails)
		}
	})
	if told != 10 || done < 3 || done > 6 {
		t.Errorf("%d done, %d reported", done, told)
	}
}
