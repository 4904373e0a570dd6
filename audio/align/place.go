package align

import (
	"cmp"
	"slices"
	"time"
)

// Found says how an instant was found.
type Found int

// What can become of an instant.
const (
	Kept   Found = iota // it is there
	Gone                // it was removed; the place is where the recording goes on
	Unsure              // it cannot be told
)

// Place is where an instant of the old recording is in the new one. What begins in a pause, or a moment, before something that was
// put in begins after that.
func (r Result) Place(old time.Duration) (at time.Duration, found Found) {
	at, found = r.place(old)
	if r.tooFast() || slices.ContainsFunc(r.unclear, func(s Span) bool { return s.From <= old && old < s.To }) {
		found = Unsure
	}
	return at, found
}

// tooFast reports whether the speeds differ by more than what edges are found in.
func (r Result) tooFast() bool {
	const most = 0.01
	return len(r.Stretches) > 0 && (r.Stretches[0].Speed > 1+most || r.Stretches[0].Speed < 1-most)
}

func (r Result) place(old time.Duration) (at time.Duration, found Found) {
	for i, s := range r.Stretches {
		begins := cmp.Or(s.startLow, s.OldFrom)
		if i == 0 || s.OldFrom-r.Stretches[i-1].OldTo < gapLess {
			begins -= moment
		}
		ends := s.OldTo
		switch {
		case i+1 == len(r.Stretches):
			ends += moment
		case r.Stretches[i+1].OldFrom-s.OldTo < gapLess:
			ends = cmp.Or(s.endLow, s.OldTo) - moment
		}
		switch {
		case old < begins:
			return r.inGap(i, old)
		case old < ends:
			return s.kept(min(old, s.OldTo))
		}
	}
	return r.inGap(len(r.Stretches), old)
}

// moment is how exactly edges are known where there is no pause.
const moment = 80 * time.Millisecond

// littleElse is how long something may be that might belong to the old recording, though it was not found there.
const littleElse = 5 * time.Second

// sure is how alike two stretches are in which instants are placed.
const sure = 0.5

func (s Stretch) kept(old time.Duration) (at time.Duration, found Found) {
	if s.Sure < sure || slices.ContainsFunc(s.doubts, func(d Span) bool { return d.From <= old && old < d.To }) {
		return s.at(old), Unsure
	}
	return max(s.at(old), 0), Kept
}

// inGap is what became of an instant before a stretch, which no stretch holds.
func (r Result) inGap(i int, old time.Duration) (at time.Duration, found Found) {
	switch {
	case i == len(r.Stretches):
		return r.New, Gone
	case i > 0:
		p, q := r.Stretches[i-1], r.Stretches[i]
		if apart := (q.OldFrom - p.OldTo) - (q.NewFrom - p.NewTo()); apart < moment && apart > -moment && q.OldFrom-p.OldTo > gapLess && q.OldFrom-p.OldTo < littleElse {
			return p.at(old), Unsure // as long, and something else: it may still be there, under something
		}
		if put := q.NewFrom - p.NewTo(); put > moment && put < littleElse {
			return q.NewFrom, Unsure // there is something in between that was not found in the old recording
		}
	}
	return r.Stretches[i].NewFrom, Gone
}
