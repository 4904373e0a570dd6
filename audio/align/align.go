// Package align finds what became of a recording: which stretches of an old one are in a new one, and where. In go two envelopes,
// out come stretches in the order of the old recording. It knows no files and no chapters. The method, and how well it does, are
// in docs/retiming.md.
package align

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"github.com/chapmark/chapmark/audio/loudness"
)

// Stretch is a part of the old recording that is in the new one, too.
type Stretch struct {
	OldFrom, OldTo time.Duration
	NewFrom        time.Duration
	Speed          float64 // how much faster the new one runs: 1.001 plays 1000 s of the old one in 999 s
	Sure           float64 // how alike the two are, from 0 to 1

	startLow, endLow time.Duration // how early it may begin and end, of the old recording; 0: where it does
	doubts           []Span        // of the old recording: here it is not like the new one
}

// NewTo is when the stretch ends in the new recording.
func (s Stretch) NewTo() time.Duration { return s.at(s.OldTo) }

// at is where an instant of the old recording is in the new one, as far as the stretch goes on.
func (s Stretch) at(old time.Duration) time.Duration {
	return s.NewFrom + time.Duration(float64(old-s.OldFrom)/s.Speed)
}

// Span is from one instant to another.
type Span struct{ From, To time.Duration }

// Length of the span.
func (s Span) Length() time.Duration { return s.To - s.From }

// Result is what became of a recording.
type Result struct {
	Old, New  time.Duration // lengths
	Stretches []Stretch     // in the order of the old recording
	Removed   []Span        // of the old recording
	Inserted  []Span        // of the new recording
	Same      float64       // how much of the shorter recording is in the other one, from 0 to 1

	a, b    *track
	parts   []part
	unclear []Span           // of the old recording: which of two stretches holds them
	quiet   []loudness.Pause // of the old recording
}

// Different recordings share less than this. An opening and a closing tune are not enough to move marks by.
const different = 0.25

// Different reports whether these are two recordings of different material.
func (r Result) Different() bool { return r.Same < different }

// Moved reports whether a stretch, by its number, stands before one that it followed in the old recording.
func (r Result) Moved(i int) bool {
	for _, s := range r.Stretches[:i] {
		if s.NewFrom > r.Stretches[i].NewFrom {
			return true
		}
	}
	return false
}

// Envelopes aligns two recordings, each of a length.
func Envelopes(old, new loudness.Envelope) Result {
	var a, b *track
	var x, y []float32
	var wait sync.WaitGroup
	wait.Go(func() { a = newTrack(old); x = a.grid() })
	b = newTrack(new)
	y = b.grid()
	wait.Wait()
	r := Result{Old: seconds(a.end), New: seconds(b.end)}
	runs := path(x, y, seeds(x, y))
	parts := refine(a, b, x, runs)
	parts = withoutOverlaps(parts)
	edges(a, b, parts)
	r.a, r.b, r.parts = a, b, parts
	r.quiet = old.Pauses(old.Loud()-100*quiet, leastQuiet)
	r.conclude()
	return r
}

// conclude says what became of the recording, by its parts.
func (r *Result) conclude() {
	r.Stretches, r.unclear = nil, nil
	for i, p := range r.parts {
		if i > 0 && r.parts[i-1].unclear(r.a) {
			low, high, gap := r.parts[i-1].likelyLow, r.parts[i-1].likelyHigh, max(p.from-r.parts[i-1].to, 0)
			if gap <= high-low {
				r.unclear = append(r.unclear, Span{seconds(low), seconds(high + gap)})
			} else { // what lies between the two is gone, wherever the cut begins
				r.unclear = append(r.unclear, Span{seconds(low), seconds(high)}, Span{seconds(low + gap), seconds(high + gap)})
			}
		}
		if p.to-p.from < leastStretch {
			continue
		}
		r.Stretches = append(r.Stretches, Stretch{seconds(p.from), seconds(p.to), seconds(max(p.new(p.from), 0)), 1 / (1 + p.slope), p.sure, seconds(p.fromLow), seconds(p.toLow), p.doubted(r.a, r.b)})
	}
	r.complete()
}

// leastStretch is the shortest stretch in a Result, in seconds.
const leastStretch = 0.5

// quiet is how far under the loud parts of a recording its pauses are, in dB; leastQuiet is how long they last.
const (
	quiet      = 20
	leastQuiet = 200 * time.Millisecond
)

// gapLess is how much may be between two stretches that is not an edit: it is within the exactness of their edges.
const gapLess = 100 * time.Millisecond

// complete notes what is in one recording alone.
func (r *Result) complete() {
	var same time.Duration
	olds, news := make([]Span, len(r.Stretches)), make([]Span, len(r.Stretches))
	for i, s := range r.Stretches {
		olds[i], news[i] = Span{s.OldFrom, s.OldTo}, Span{s.NewFrom, s.NewTo()}
		same += olds[i].Length()
	}
	r.Removed, r.Inserted = between(olds, r.Old), between(news, r.New)
	if shorter := min(r.Old, r.New); shorter > 0 {
		r.Same = min(float64(same)/float64(shorter), 1)
	}
}

// between is what spans leave of a recording.
func between(spans []Span, length time.Duration) (rest []Span) {
	slices.SortFunc(spans, func(a, b Span) int { return cmp.Compare(a.From, b.From) })
	at := time.Duration(0)
	for _, s := range append(spans, Span{length, length}) {
		if s.From-at > gapLess {
			rest = append(rest, Span{at, s.From})
		}
		at = max(at, s.To)
	}
	return rest
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
