package align

import (
	"math"
	"slices"
)

// doubts are where a part is not like the old recording, near its ends: a short cut that was not found, perhaps. In its midst, what is in
// front and what is behind agree about the place, whatever was laid over it.
func (p part) doubts(a, b *track) (list []Span) {
	const long, apart, least, flat = 1.0, 0.25, 0.45, 2.0 // seconds, seconds, correlation, dB
	const end = 4.0                                       // seconds
	for at := p.from; at+long <= p.to; at += apart {
		if at > p.from+end && at+long < p.to-end {
			at = p.to - end - long
			continue
		}
		var x, y, xx, xy, yy, n float64
		for t := at; t < at+long; t += hop {
			v, w := a.mean(t-near, t+near), b.mean(p.new(t)-near, p.new(t)+near)
			x, y, xx, xy, yy, n = x+v, y+w, xx+v*v, xy+v*w, yy+w*w, n+1
		}
		xx, xy, yy = xx/n-x*x/n/n, xy/n-x*y/n/n, yy/n-y*y/n/n
		if xx < flat*flat || xy >= least*math.Sqrt(xx*yy) {
			continue
		}
		from, to := seconds(at+long/4), seconds(at+3*long/4)
		if at < p.from+apart {
			from = seconds(p.from)
		}
		if at+long+apart > p.to {
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

// doubted are its doubts that nobody has listened to.
func (p part) doubted(a, b *track) []Span {
	return slices.DeleteFunc(p.doubts(a, b), func(d Span) bool {
		return slices.ContainsFunc(p.alike, func(k Span) bool { return k.From <= d.From && d.To <= k.To })
	})
}
