package run

import (
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
)

// batch is one run over many files. It stops before the next file when asked to.
type batch struct {
	workers int // how many files are worked on at a time
	stopped atomic.Bool
	asked   atomic.Bool // by a signal
}

// stop lets no other file be begun.
func (b *batch) stop() { b.stopped.Store(true) }

// interrupted reports whether a signal asked for the stop.
func (b *batch) interrupted() bool { return b.asked.Load() }

// each calls do with each of the numbers below count, some at a time, and done with its result, in order, one at a time.
// Numbers that were not begun before a stop have begun false.
func each[R any](b *batch, count int, do func(i int) R, done func(i int, begun bool, result R)) {
	type outcome struct {
		begun  bool
		result R
	}
	results := make([]chan outcome, count)
	for i := range results {
		results[i] = make(chan outcome, 1)
	}
	var next atomic.Int64
	for range min(b.workers, count) {
		go func() {
			for i := int(next.Add(1)) - 1; i < count; i = int(next.Add(1)) - 1 {
				var o outcome
				if o.begun = !b.stopped.Load(); o.begun {
					o.result = do(i)
				}
				results[i] <- o
			}
		}()
	}
	for i := range results {
		o := <-results[i]
		results[i] = nil
		done(i, o.begun, o.result)
	}
}

// listen stops the batch when the user or the system asks for it. A second request ends the process.
func (b *batch) listen() (release func()) {
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
			b.stop()
			signal.Stop(requests)
		case <-quit:
		}
	}()
	return func() {
		signal.Stop(requests)
		close(quit)
	}
}
