package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/cmd/internal/report"
)

// batchOptions are those of commands that change many files.
type batchOptions struct {
	jobs     int
	failFast bool
	exitCode bool
}

// addBatch adds their flags.
func addBatch(command *cobra.Command, o *batchOptions) {
	command.Flags().IntVarP(&o.jobs, "jobs", "j", runtime.NumCPU(), "with --all: how many episodes to work on at a time")
	command.Flags().BoolVar(&o.failFast, "fail-fast", false, "with --all: begin no other episode after one that was refused or failed")
}

// batch does one thing to many episodes, some at a time, and tells of them in their order.
type batch struct {
	jobs     int
	failFast bool
	stop     atomic.Bool // no other episode is begun
}

// result is what became of one episode of a batch, and what was printed about it.
type result struct {
	stdout, stderr bytes.Buffer
	status         batchStatus
	err            error
}

// batchStatus sums an episode up.
type batchStatus int

const (
	notBegun batchStatus = iota
	unchanged
	changed
	refusedToChange
	failedToChange
	withoutAudio
)

// run does the episodes. What fails does not stop the rest, unless that is asked for; a signal does, once the files in
// hand are done. The worst outcome counts.
func (b *batch) run(list []pair, verb string, stdout, stderr io.Writer, one func(p pair, stdout, stderr io.Writer) (bool, error)) error {
	if b.jobs < 1 {
		return usageError{fmt.Errorf("--jobs %d: at least one is needed", b.jobs)}
	}
	begin := time.Now()
	release := b.listen()
	defer release()
	results := make([]result, len(list))
	done := make([]chan struct{}, len(list))
	for i := range done {
		done[i] = make(chan struct{})
	}
	var next atomic.Int64
	for range min(b.jobs, len(list)) {
		go func() {
			for i := int(next.Add(1)) - 1; i < len(list); i = int(next.Add(1)) - 1 {
				if !b.stop.Load() {
					b.do(&results[i], list[i], one)
				}
				close(done[i])
			}
		}()
	}
	var count [withoutAudio + 1]int
	var outcome error
	interrupted := false
	for i := range results {
		<-done[i]
		r := &results[i]
		_, _ = r.stdout.WriteTo(stdout)
		_, _ = r.stderr.WriteTo(stderr)
		count[r.status]++
		var failure failureError
		interrupted = interrupted || errors.Is(r.err, errInterrupted)
		switch {
		case errors.As(r.err, &failure):
			printError(stderr, failure.error)
			outcome = failureError{failure.error, true}
		case r.err != nil && outcome == nil:
			outcome = errProblems
		}
		results[i] = result{}
	}
	took := ""
	if elapsed := time.Since(begin); elapsed >= time.Second {
		took = fmt.Sprintf(" in %.0f s", elapsed.Seconds())
	}
	fmt.Fprintf(stderr, "%s %s of %s%s%s\n", verb, report.Plural(count[changed], "file"), report.Plural(len(list), "episode"), took, details(count))
	if interrupted || b.stop.Load() && !b.failFast {
		return errors.Join(errInterrupted, outcome)
	}
	return outcome
}

// details lists what else there was.
func details(count [withoutAudio + 1]int) string {
	text := ""
	for _, part := range []struct {
		status batchStatus
		words  string
	}{{unchanged, "unchanged"}, {refusedToChange, "refused"}, {failedToChange, "failed"}, {withoutAudio, "without audio"}, {notBegun, "not begun"}} {
		if n := count[part.status]; n > 0 {
			text += fmt.Sprintf("; %d %s", n, part.words)
		}
	}
	return text
}

// do does one episode.
func (b *batch) do(r *result, p pair, one func(p pair, stdout, stderr io.Writer) (bool, error)) {
	if p.err == nil && p.audio == "" && p.named != "" && len(p.problems) == 0 {
		r.status = withoutAudio
		return
	}
	wrote, err := one(p, &r.stdout, &r.stderr)
	r.err = err
	var failure failureError
	switch {
	case errors.As(err, &failure):
		r.status = failedToChange
	case err != nil && !errors.Is(err, errInterrupted):
		r.status = refusedToChange
	case wrote:
		r.status = changed
	default:
		r.status = unchanged
	}
	if errors.Is(err, errInterrupted) || b.failFast && r.status != changed && r.status != unchanged {
		b.stop.Store(true)
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
			b.stop.Store(true)
			signal.Stop(requests)
		case <-quit:
		}
	}()
	return func() {
		signal.Stop(requests)
		close(quit)
	}
}
