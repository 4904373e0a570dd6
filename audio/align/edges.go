package align

import (
	"cmp"
	"math"
	"slices"
	"sort"
)

const (
	fine        = 0.01 // seconds, between the instants at which edges are looked for
	around      = 3.0  // seconds to both sides of where the path saw an edge
	nowhere     = 2.0  // loss of an instant that one of the recordings does not have
	silence     = -0.7 // loss of an instant at which both recordings are silent
	independent = 0.2  // of what an instant tells, what the one before it has not told
	known       = 8.0  // seconds of a part that tell how levels are related
	margin      = 12.0 // by which a replacement must be better than a mere cut or insertion
	other       = 6.0  // by how much less likely another place still counts
	unlikely    = 0.02 // probability
	even        = 4.0  // losses that differ by less do not tell one place from another: in a pause, all are alike
)

// edges finds where parts begin and end. Most edits are a cut or an insertion: then one part ends where the next one begins, in one of
// the recordings, and both together tell the place.
func edges(a, b *track, parts []part) {
	for i := range parts {
		if i == 0 {
			parts[0].opening(a, b)
		}
		if i+1 < len(parts) {
			parts[i].meet(a, b, &parts[i+1])
		} else {
			parts[i].closing(a, b)
		}
	}
	closeGaps(parts)
}

// closeGaps lets parts that follow each other in the new recording alone, since they were moved, share what is between them: their edges were
// found one by one.
func closeGaps(parts []part) {
	const little = 0.4
	order := make([]*part, len(parts))
	for i := range parts {
		order[i] = &parts[i]
	}
	slices.SortFunc(order, func(p, q *part) int { return cmp.Compare(p.new(p.from), q.new(q.from)) })
	for i := 1; i < len(order); i++ {
		p, q := order[i-1], order[i]
		if p.to <= q.from && q.from-p.to < little {
			continue // they are neighbours in the old one, too
		}
		between := q.new(q.from) - p.new(p.to)
		if between > little { // pauses at their edges may belong to either
			later := min(between, max(p.toHigh-p.to, 0))
			earlier := min(between-later, max(q.from-q.fromLow, 0))
			if between-later-earlier > little {
				continue
			}
			p.to += later
			q.from -= earlier
			between -= later + earlier
		}
		if between > -little {
			p.to += between / 2
			q.from -= between / 2
		}
	}
}

// edge is a place with how sure it is: it may be anywhere from low to high.
type edge struct{ at, low, high, likelyLow, likelyHigh, loss float64 }

// least is the place of least loss.
func least(from, to float64, loss func(float64) float64) edge {
	e := edge{at: from, low: from, high: from, loss: math.Inf(1)}
	n := int((to-from)/fine + 0.5)
	for k := 0; k <= n; k++ {
		x := from + float64(k)*fine
		if l := loss(x); l < e.loss {
			e.at, e.loss = x, l
		}
	}
	for e.low = e.at; e.low-fine >= from && loss(e.low-fine) < e.loss+even; {
		e.low -= fine
	}
	for e.high = e.at; e.high+fine <= to && loss(e.high+fine) < e.loss+even; {
		e.high += fine
	}
	var sum, places float64
	var sums []float64
	for x := e.low; x < e.high+fine/2; x += fine {
		weight := math.Exp(e.loss - loss(x))
		sum, places = sum+weight, places+weight*x
		sums = append(sums, sum)
	}
	e.likelyLow, e.likelyHigh = e.low, e.high
	if sum > 0 {
		e.at = places / sum
		e.likelyLow += fine * float64(sort.SearchFloat64s(sums, unlikely*sum))
		e.likelyHigh = e.low + fine*float64(sort.SearchFloat64s(sums, (1-unlikely)*sum))
	}
	for k := 0; k <= n; k++ { // another place that is nearly as good
		if x := from + float64(k)*fine; loss(x) < e.loss+other {
			e.likelyLow, e.likelyHigh = min(e.likelyLow, x), max(e.likelyHigh, x)
		}
	}
	return e
}

// opening is where the first part begins: as early as both recordings allow, unless that is plainly something else.
func (p *part) opening(a, b *track) {
	first := max(0, -p.shift/(1+p.slope))
	from, to := max(p.from-around, first), min(p.from+around, p.to)
	l := p.losses(a, b, from, to, p.from+0.5, p.from+known)
	p.begin(first, from, to, l)
}

// begin sets where the first part begins, by what is lost between two instants.
func (p *part) begin(first, from, to float64, l losses) {
	p.from = least(from, to, func(x float64) float64 { return l.between(x, to) }).at
	if from == first && l.between(first, p.from) < margin {
		p.from = first
	}
	p.fromLow = p.from
}

// closing is where the last part ends: as late as both recordings allow, unless that is plainly something else.
func (p *part) closing(a, b *track) {
	last := max(min(a.end, (b.end-p.shift)/(1+p.slope)), p.from)
	from, to := max(p.to-around, p.from), min(p.to+around, last)
	p.finish(last, from, to, p.losses(a, b, from, to, p.to-known, p.to-0.5))
}

// finish sets where the last part ends.
func (p *part) finish(last, from, to float64, l losses) {
	p.to = least(from, to, func(x float64) float64 { return l.between(from, x) }).at
	if to == last && l.between(p.to, last) < margin {
		p.to = last
	}
	p.toLow, p.toHigh, p.likelyLow, p.likelyHigh = p.to, p.to, p.to, p.to
}

// seam is between which instants one part ends and the next one begins: the first one in from to end, the next one in start to to.
type seam struct {
	from, end, start, to float64
	ending, beginning    losses
}

// meet finds where one part ends and the next one begins, by levels.
func (p *part) meet(a, b *track, q *part) {
	s := seam{from: max(p.to-around, p.from), to: min(q.from+around, q.to)}
	s.end, s.start = min(p.to+around, s.to), max(q.from-around, s.from)
	if s.to-s.from <= 6*around {
		s.end, s.start = s.to, s.from
	}
	s.ending = p.losses(a, b, s.from, s.end, p.to-known, p.to-0.5)
	s.beginning = q.losses(a, b, s.start, s.to, q.from+0.5, q.from+known)
	p.join(q, s)
}

// join sets where one part ends and the next one begins.
func (p *part) join(q *part, s seam) {
	ends := least(s.from, s.end, func(x float64) float64 { return s.ending.between(s.from, x) })
	starts := least(max(s.start, ends.at), s.to, func(y float64) float64 { return s.beginning.between(y, s.to) })
	// Of the old recording, this is missing where nothing was put in; where it is negative, something was put in.
	gap := max((p.new(ends.at)-q.new(ends.at))/(1+q.slope), 0)
	if q.new(ends.at) < p.new(p.from) {
		gap = 0 // the order is another one
	}
	low, high := max(s.from, s.start-gap), min(s.end, s.to-gap)
	if low <= high {
		both := least(low, high, func(x float64) float64 { return s.ending.between(s.from, x) + s.beginning.between(x+gap, s.to) })
		if both.loss < ends.loss+starts.loss+margin {
			p.to, p.toLow, p.toHigh, p.likelyLow, p.likelyHigh = both.at, both.low, both.high, both.likelyLow, both.likelyHigh
			q.from, q.fromLow = both.at+gap, both.low+gap
			p.likelyLow = min(p.likelyLow, s.ending.neitherBefore(both.at))
			p.likelyHigh = max(p.likelyHigh, s.beginning.neitherBehind(q.from)-gap)
			return
		}
	}
	p.to, p.toLow, p.toHigh, p.likelyLow, p.likelyHigh = ends.at, ends.low, ends.high, ends.likelyLow, ends.likelyHigh
	q.from, q.fromLow = starts.at, starts.low
}

// unclear reports whether the end of a part may be at places that are far apart, and not in a pause.
func (p part) unclear(a *track) bool {
	const far = 0.2 // seconds
	return p.likelyHigh-p.likelyLow > far && a.mean(p.likelyLow, p.likelyHigh) > a.loud-quiet
}
