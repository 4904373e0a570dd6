// Package batch does one thing to many files. In go how many there are and what to do with each; out come the results,
// some worked on at a time, told of in their order, with the progress shown meanwhile.
package batch

import (
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
)

// Batch is one run over many files. It stops before the next file when asked to.
type Batch struct {
	Jobs  int // how many files are worked on at a time
	stop  atomic.Bool
	asked atomic.Bool // by a signal
}

// Stop lets no other file be begun.
func (b *Batch) Stop() { b.stop.Store(true) }

// Stopped reports whether it was stopped.
func (b *Batch) Stopped() bool { return b.stop.Load() }

// Interrupted reports whether a signal asked for the stop.
func (b *Batch) Interrupted() bool { return b.asked.Load() }

// Run calls do with each of the numbers below count, and tell with its result, in order, one at a time. Numbers that were
// not begun before a stop are told of with begun false.
func Run[R any](b *Batch, count int, do func(i int) R, tell func(i int, begun bool, result R)) {
	type outcome struct {
		begun  bool
		result R
	}
	results := make([]chan outcome, count)
	for i := range results {
		results[i] = make(chan outcome, 1)
	}
	var next atomic.Int64
	for range min(b.Jobs, count) {
		go func() {
			for i := int(next.Add(1)) - 1; i < count; i = int(next.Add(1)) - 1 {
				var o outcome
				if o.begun = !b.Stopped(); o.begun {
					o.result = do(i)
				}
				results[i] <- o
			}
		}()
	}
	for i := range results {
		o := <-results[i]
		results[i] = nil
		tell(i, o.begun, o.result)
	}
}

// Listen stops the batch when the user or the system asks for it. A second request ends the process.
func (b *Batch) Listen() (release func()) {
	requests := make(chan os.Signal, 1)
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		if !signal.Ignored(s) {
			signal.Notify(requests, s)
		}
	}
	quit := make(chan struct{})
	go func() {
		select {
		case <-requests:
			b.asked.Store(true)
			b.Stop()
			signal.Stop(requests)
		case <-quit:
		}
	}()
	return func() {
		signal.Stop(requests)
		close(quit)
	}
}
