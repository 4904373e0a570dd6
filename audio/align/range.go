package align

import "time"

// together is how much may be between what is left of something and still is one.
const together = 250 * time.Millisecond

// Range is where something from one instant of the old recording to another is in the new one: without what was cut out of it; of what
// something was put into, the longer part. It is false where nothing is left.
func (r Result) Range(from, to time.Duration) (at Span, ok bool) {
	var current Span
	for _, s := range r.Stretches {
		piece := Span{max(from, s.OldFrom), min(to, s.OldTo)}
		if piece.To <= piece.From {
			continue
		}
		piece = Span{max(s.at(piece.From), 0), s.at(piece.To)}
		if gap := piece.From - current.To; ok && gap < together && gap > -together {
			current.To = piece.To
		} else {
			current, ok = piece, true
		}
		if current.Length() > at.Length() {
			at = current
		}
	}
	return at, ok
}

// Left is how much of something is in the new recording, pauses not counted, and how much it was.
func (r Result) Left(from, to time.Duration) (left, was time.Duration) {
	sounding := func(from, to time.Duration) time.Duration {
		sound := max(to-from, 0)
		for _, q := range r.quiet {
			sound -= max(min(to, q.To)-max(from, q.From), 0)
		}
		return sound
	}
	for _, s := range r.Stretches {
		if from, to := max(from, s.OldFrom), min(to, s.OldTo); to > from {
			left += sounding(from, to)
		}
	}
	return left, sounding(from, to)
}

// End is where something that ended at an instant of the old recording ends in the new one: with the last of it that is left.
func (r Result) End(old time.Duration) time.Duration {
	end := time.Duration(0)
	for _, s := range r.Stretches {
		if s.OldFrom < old {
			end = s.at(min(old, s.OldTo))
		}
	}
	return end
}
