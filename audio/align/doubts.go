package align

import (
	"math"
	"slices"
)

// second is how much is compared at once.
const second = 1.0

// differs reports whether a second from an instant on is not like the old recording, by its levels; told is false where these hardly change.
func (p part) differs(a, b *track, at float64) (differs, told bool) {
	const least, flat = 0.45, 2.0 // correlation, dB
	var x, y, xx, xy, yy, n float64
	for t := at; t < at+second; t += hop {
		v, w := a.mean(t-near, t+near), b.mean(p.new(t)-near, p.new(t)+near)
		x, y, xx, xy, yy, n = x+v, y+w, xx+v*v, xy+v*w, yy+w*w, n+1
	}
	xx, xy, yy = xx/n-x*x/n/n, xy/n-x*y/n/n, yy/n-y*y/n/n
	return xy < least*math.Sqrt(xx*yy), xx >= flat*flat
}

// nearEnds is how long before and after its ends a part is gone over, in seconds. In its midst, what is in front and what is after
// agree about the place, whatever was laid over it: there, marks alone are looked at (Settle).
const nearEnds = 4.0

// doubts are where a part is not like the old recording, near its ends: a short cut that was not found, perhaps.
func (p part) doubts(a, b *track) (list []Span) {
	const apart = 0.25 // seconds
	for at := p.from; at+second <= p.to; at += apart {
		if at > p.from+nearEnds && at+second < p.to-nearEnds {
			at = p.to - nearEnds - second
			continue
		}
		if differs, told := p.differs(a, b, at); !differs || !told {
			continue
		}
		from, to := seconds(at+second/4), seconds(at+3*second/4)
		if at < p.from+apart {
			from = seconds(p.from)
		}
		if at+second+apart > p.to {
			to = seconds(p.to)
		}
		if n := len(list); n > 0 && list[n-1].To >= from {
			list[n-1].To = to
			continue
		}
		list = append(list, Span{from, to})
	}
	return list
}

// doubted are its doubts that listening has not settled, and those that it has found.
func (p part) doubted(a, b *track) []Span {
	return append(p.unlike, slices.DeleteFunc(p.doubts(a, b), func(d Span) bool {
		return slices.ContainsFunc(p.alike, func(k Span) bool { return k.From <= d.From && d.To <= k.To })
	})...)
}
