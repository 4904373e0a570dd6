package loudness

import (
	"math"
	"time"
)

// Limits of what counts as a pause that a mark may fall into.
const (
	LeastPause = 200 * time.Millisecond
	lead       = 250 * time.Millisecond // a mark stands so long before the sound that follows
)

// Place is where a mark falls in a pause: shortly before what comes next, and in the middle of a short pause.
func (p Pause) Place() time.Duration {
	return max(p.To-lead, p.From+p.Length()/2).Round(time.Millisecond)
}

// quality says how well a pause parts what is before it from what comes after: the longer and the deeper the better.
func (p Pause) quality(threshold int16) float64 {
	depth := math.Min(float64(threshold-p.Level)/2000, 1)
	return math.Min(p.Length().Seconds(), 2) * (1 + 0.3*depth)
}

// reluctance is what it costs to move a mark by the whole of what is allowed.
const reluctance = 0.2

// Best is the pause that a mark belongs to, of those that lie within so much of it; false where there is none. A pause
// before the mark is better than one after it: who writes a time down has just heard the topic begin. A mark that has been moved
// to its pause stays there.
func Best(pauses []Pause, threshold int16, mark, within time.Duration) (best Pause, ok bool) {
	at := mark
	for range 8 {
		next, found := nearby(pauses, threshold, at, within)
		if !found {
			return Pause{}, false
		}
		if next == best && ok {
			return best, best.distance(mark) <= within
		}
		// From there, a better one may be within reach; it has to be better without its distance, so this ends.
		best, ok = next, true
		at = best.Place().Truncate(time.Second)
	}
	return Pause{}, false
}

// distance is how far a mark would be moved by a pause from the second that it stands for.
func (p Pause) distance(mark time.Duration) time.Duration {
	return max(mark-p.Place(), p.Place()-mark-time.Second, 0)
}

// nearby is the best pause around a time.
func nearby(pauses []Pause, threshold int16, at, within time.Duration) (best Pause, ok bool) {
	top := 0.0
	for _, p := range pauses {
		if p.Length() < LeastPause || p.distance(at) > within {
			continue
		}
		distance := p.Place() - at
		cost := 0.0
		switch {
		case distance >= 0 && distance < time.Second: // the same second: it stands there
		case distance > 0:
			cost = 1.5 * reluctance * distance.Seconds() / within.Seconds()
		default:
			cost = reluctance * -distance.Seconds() / within.Seconds()
		}
		if value := p.quality(threshold) - cost; !ok || value > top {
			best, top, ok = p, value, true
		}
	}
	return best, ok
}

// Offset finds one shift of all marks by which most of them would begin right after a pause, where now they do not: an intro was
// added, or cut. It returns false where there is no such shift, or several would do.
func Offset(pauses []Pause, marks []time.Duration, most time.Duration) (shift time.Duration, ok bool) {
	if len(marks) < 5 {
		return 0, false
	}
	hits := func(shift time.Duration) (n int) {
		for _, m := range marks {
			for _, p := range pauses {
				// The topic begins where the pause ends, and was written down in whole seconds.
				if d := m + shift - p.To; d >= -time.Second && d < 300*time.Millisecond && p.Length() >= 2*LeastPause {
					n++
					break
				}
			}
		}
		return n
	}
	const step = time.Second
	now, top, second := max(hits(0), hits(-step), hits(step)), 0, 0
	for d := -most.Truncate(step); d <= most; d += step {
		if d.Abs() <= step || marks[0]+d < 0 {
			continue
		}
		switch n := hits(d); {
		case n > top:
			if (d - shift).Abs() > 2*step {
				second = top
			}
			top, shift = n, d
		case n > second && (d-shift).Abs() > 2*step:
			second = n
		}
	}
	if 5*top < 4*len(marks) || 2*now > top+1 || 3*second > 2*top {
		return 0, false
	}
	return shift, true
}
