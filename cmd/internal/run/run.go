package run

import (
	"errors"
	"runtime"
	"runtime/debug"
	"slices"
	"time"

	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/objects"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/job"
)

// Printer takes outcomes, in order, and makes an answer of them. Its forms are in package output.
type Printer interface {
	Add(Outcome)
	Close(Summary) error
}

// Options say how jobs are done.
type Options struct {
	Command     string
	Workers     int
	FailFast    bool                          // begin no other job after one that was refused or failed
	Interrupt   bool                          // end after the jobs in hand where a signal asks for it; else it ends the process
	Strict      bool                          // warnings fail
	FailPlanned bool                          // the exit code is 1 where anything would change
	Key         func(job.Job) string          // what runs remember a job by; nil: they remember none
	Known       func(job.Job) (Outcome, bool) // what an earlier run found out about the job of a key
	Judge       func(chapters.Diagnostic) []chapters.Diagnostic
	Baseline    *Baseline
}

// Summary is what became of all jobs.
type Summary struct {
	Command     string
	Selection   job.Selection
	Count       map[Status]int
	Topicless   int                   // texts that hold no topics, and nothing that could be some
	Problems    []chapters.Diagnostic // that belong to no single job
	Expected    objects.Written       // of a dry run: what a real one would mean to object storage
	Elapsed     time.Duration
	Interrupted bool
	ExitCode    int
}

// Changed is how many files changed, or would.
func (s Summary) Changed() int { return s.Count[Written] + s.Count[Planned] }

// All does all jobs of a selection, some at a time, and hands what becomes of each to the printers. What fails does not
// stop the rest, unless that is asked for.
func All(s job.Selection, o Options, task func(job.Job) Outcome, printers ...Printer) (Summary, error) {
	// Most of a run is spent in the kernel, copying what files hold: with twice as many threads at it as there are
	// processors, none waits.
	processors := runtime.GOMAXPROCS(0)
	runtime.GOMAXPROCS(2 * processors)
	defer runtime.GOMAXPROCS(processors)
	begin := time.Now()
	summary := Summary{Command: o.Command, Selection: s, Count: map[Status]int{}}
	b := batch{workers: o.Workers, weigh: func(i int) int64 { return weight(s.Jobs[i]) }}
	if o.Key != nil {
		b.known = func(i int) (Outcome, bool) {
			s.Jobs[i].Key = o.Key(s.Jobs[i])
			return o.Known(s.Jobs[i])
		}
	}
	before := debug.SetMemoryLimit(-1)
	defer func() { debug.SetMemoryLimit(max(before, debug.SetMemoryLimit(-1))) }() // the jobs lower it; what comes after them may need as much
	left := new(disk.Leftovers)
	for i := range s.Jobs {
		s.Jobs[i].Leftovers = left
	}
	b.room.kept = int64(len(s.Jobs)) * keptOfJob
	if o.Interrupt {
		defer b.listen()()
	}
	diskFull, unknown := false, unknownFields{}
	b.each(len(s.Jobs), func(i int) Outcome {
		outcome := task(s.Jobs[i])
		if outcome.Interrupted || errors.Is(outcome.Err, disk.ErrFull) || o.FailFast && (outcome.Status == Refused || outcome.Status == Failed) {
			b.stop()
		}
		return outcome
	}, func(i int, begun bool, outcome Outcome) {
		if !begun || errors.Is(outcome.Err, disk.ErrFull) && diskFull {
			outcome = Outcome{Job: s.Jobs[i], Audio: s.Jobs[i].Audio, Status: NotBegun}
		}
		diskFull = diskFull || errors.Is(outcome.Err, disk.ErrFull)
		outcome.Problems = o.Baseline.New(s, outcome.Job.Name(), outcome.Problems)
		if outcome.Status == OK || outcome.Status == Problems {
			outcome.Status = verdict(outcome.Problems, o.Strict)
		}
		summary.add(outcome, o)
		unknown.add(outcome)
		for _, printer := range printers {
			printer.Add(outcome)
		}
	})
	for _, d := range slices.Concat(s.Problems, unknown.problems()) {
		problems := []chapters.Diagnostic{d}
		if o.Judge != nil {
			problems = o.Judge(d)
		}
		problems = o.Baseline.New(s, d.Source.Name, problems)
		summary.Problems = append(summary.Problems, problems...)
		if verdict(problems, o.Strict) == Problems {
			summary.ExitCode = max(summary.ExitCode, ExitProblems)
		}
	}
	if summary.Interrupted = summary.Interrupted || b.interrupted(); summary.Interrupted {
		summary.ExitCode = ExitInterrupted
	}
	summary.Elapsed = time.Since(begin)
	var err error
	for _, printer := range printers {
		err = errors.Join(err, printer.Close(summary))
	}
	return summary, err
}

// add counts an outcome.
func (s *Summary) add(outcome Outcome, o Options) {
	status := outcome.Status
	if outcome.Fails && (status == Unchanged || status == Planned && outcome.Change == nil) {
		status = Refused
	}
	s.Count[status]++
	if outcome.DryRun && outcome.Stored != nil {
		s.Expected = s.Expected.With(*outcome.Stored)
	}
	if outcome.Topicless {
		s.Topicless++
	}
	s.ExitCode = max(s.ExitCode, outcome.ExitCode())
	if o.FailPlanned && outcome.Status == Planned {
		s.ExitCode = max(s.ExitCode, ExitProblems)
	}
	s.Interrupted = s.Interrupted || outcome.Interrupted
}

// verdict is the status of what was only looked at.
func verdict(problems []chapters.Diagnostic, strict bool) Status {
	if fail(problems, strict) {
		return Problems
	}
	return OK
}

// fail reports whether problems fail a check.
func fail(all []chapters.Diagnostic, strict bool) bool {
	worst, _ := chapters.Worst(all)
	return Fails(worst, strict)
}

// Fails reports whether a problem of a severity fails a check.
func Fails(worst chapters.Severity, strict bool) bool {
	return worst == chapters.Error || strict && worst == chapters.Warning
}
