package align

import "time"

// Found says how an instant was found.
type Found int

// What can become of an instant.
const (
	Kept   Found = iota // it is there
	Gone                // it was removed; the place is where the recording goes on
	Unsure              // it cannot be told
)

// edgeSlack is how exactly the edges of stretches are known.
const edgeSlack = 60 * time.Millisecond

// Place is where an instant of the old recording is in the new one.
func (r Result) Place(old time.Duration) (at time.Duration, found Found) {
	for i, s := range r.Stretches {
		switch {
		case old < s.OldFrom:
			return s.NewFrom, Gone
		case old < s.OldTo:
			if i+1 < len(r.Stretches) {
				// What begins right in front of something that was put in begins behind it.
				if next := r.Stretches[i+1]; s.OldTo-old < edgeSlack && next.OldFrom-s.OldTo < edgeSlack {
					return max(next.at(old), next.NewFrom), Kept
				}
			}
			return s.at(old), Kept
		}
	}
	return r.New, Gone
}
