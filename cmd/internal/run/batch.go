package run

import (
	"os/signal"
	"sync/atomic"

	"github.com/chapmark/chapmark/cmd/internal/change"
)

// batch is one run over many files. It stops before the next file when asked to.
type batch struct {
	workers int                         // how many files are worked on at a time, as long as there is room
	known   func(i int) (Outcome, bool) // what is known beforehand takes no room; or nil
	weigh   func(i int) int64
	room    room
	stopped atomic.Bool
	asked   atomic.Bool // by a signal
}

// stop lets no other file be begun.
func (b *batch) stop() { b.stopped.Store(true) }

// interrupted reports whether a signal asked for the stop.
func (b *batch) interrupted() bool { return b.asked.Load() }

// each calls do with each of the numbers below count, some at a time, and done with its result, in order, one at a time.
// Numbers that were not begun before a stop have begun false.
func (b *batch) each(count int, do func(i int) Outcome, done func(i int, begun bool, result Outcome)) {
	type ended struct {
		begun  bool
		result Outcome
	}
	// Of many that take little time each, handing over one by one would take most of it.
	handed := min(max(count/(64*max(b.workers, 1)), 1), 16)
	results := make([]chan []ended, (count+handed-1)/handed)
	for i := range results {
		results[i] = make(chan []ended, 1)
	}
	one := func(i int) (o ended) {
		if b.known != nil && !b.stopped.Load() {
			if o.result, o.begun = b.known(i); o.begun {
				return o
			}
		}
		taken := b.room.take(b.weigh(i))
		if o.begun = !b.stopped.Load(); o.begun {
			o.result = do(i)
		}
		b.room.give(taken)
		return o
	}
	var next atomic.Int64
	for range min(b.workers, len(results)) {
		go func() {
			for n := int(next.Add(1)) - 1; n < len(results); n = int(next.Add(1)) - 1 {
				var list []ended
				for i := n * handed; i < min((n+1)*handed, count); i++ {
					list = append(list, one(i))
				}
				results[n] <- list
			}
		}()
	}
	for n := range results {
		list := <-results[n]
		results[n] = nil
		for i, o := range list {
			done(n*handed+i, o.begun, o.result)
		}
	}
}

// listen stops the batch when the user or the system asks for it. A second request ends the process.
func (b *batch) listen() (release func()) {
	requests := change.Requests()
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
