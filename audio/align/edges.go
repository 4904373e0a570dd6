package align

import "math"

const (
	fine    = 0.01 // seconds, between the instants at which edges are looked for
	around  = 2.0  // seconds to both sides of where the path saw an edge
	unlike  = 0.9  // square of a difference that speaks neither for nor against
	largest = 4.0  // that counts
	margin  = 20.0 // by which a replacement must be better than a mere cut or insertion
)

// edges finds where parts begin and end. Most edits are a cut or an insertion: then one part ends where the next one begins, in one of
// the recordings, and both together tell the place.
func edges(a, b *track, parts []part) {
	for i := range parts {
		if i == 0 {
			parts[0].from = opening(a, b, parts[0])
		}
		if i+1 < len(parts) {
			between2(a, b, &parts[i], &parts[i+1])
		} else {
			parts[i].to = closing(a, b, parts[i])
		}
	}
}

// losses are what is lost, summed up, by taking the instants from one on as those of a part.
type losses struct {
	from float64
	sums []float64
}

func (p part) losses(a, b *track, from, to float64) losses {
	l := losses{from, make([]float64, 1, int((to-from)/fine)+2)}
	sum := 0.0
	for k := 0; from+(float64(k)+0.5)*fine < to; k++ {
		at := from + (float64(k)+0.5)*fine
		other := p.new(at)
		loss := largest
		if at >= 0 && at < a.end && other >= 0 && other < b.end {
			d := a.value(at) - b.value(other)
			loss = min(d*d, largest)
		}
		sum += loss - unlike
		l.sums = append(l.sums, sum)
	}
	return l
}

// between is the loss from one instant to another.
func (l losses) between(from, to float64) float64 { return l.sum(to) - l.sum(from) }

func (l losses) sum(at float64) float64 {
	i := int(math.Round((at - l.from) / fine))
	return l.sums[min(max(i, 0), len(l.sums)-1)]
}

// opening is where the first part begins.
func opening(a, b *track, p part) float64 {
	first := max(0, -p.shift/(1+p.slope)) // as early as both recordings allow
	from, to := max(p.from-around, 0), min(p.from+around, p.to)
	if first < p.from-around { // it begins long after both recordings
		l := p.losses(a, b, from, to)
		return best(from, to, func(x float64) float64 { return l.between(x, to) })
	}
	l := p.losses(a, b, first, to)
	x := best(first, to, func(x float64) float64 { return l.between(x, to) })
	if l.between(first, x) < margin {
		return first
	}
	return x
}

// closing is where the last part ends.
func closing(a, b *track, p part) float64 {
	last := min(a.end, (b.end-p.shift)/(1+p.slope))
	from, to := max(p.to-around, p.from), min(p.to+around, a.end)
	if last > p.to+around {
		l := p.losses(a, b, from, to)
		return best(from, to, func(x float64) float64 { return l.between(from, x) })
	}
	l := p.losses(a, b, from, max(last, from))
	x := best(from, last, func(x float64) float64 { return l.between(from, x) })
	if l.between(x, last) < margin {
		return last
	}
	return x
}

// between2 is where one part ends and the next one begins.
func between2(a, b *track, p, q *part) {
	from, to := max(p.to-around, p.from), min(q.from+around, q.to)
	if p.to+2*around < q.from { // the two ends are far apart
		end, start := min(p.to+around, a.end), max(q.from-around, 0)
		lp, lq := p.losses(a, b, from, end), q.losses(a, b, start, to)
		x := best(from, end, func(x float64) float64 { return lp.between(from, x) })
		y := best(start, to, func(y float64) float64 { return lq.between(y, to) })
		loss := lp.between(from, x) + lq.between(y, to)
		gap := p.new(x) - q.new(x) // of the old recording, if nothing was put in
		cut := best(from, end, func(x float64) float64 { return lp.between(from, x) + lq.between(x+gap, to) })
		if gap > 0 && lp.between(from, cut)+lq.between(cut+gap, to) < loss+margin && cut+gap >= start && cut+gap <= to {
			x, y = cut, cut+gap
		}
		p.to, q.from = x, y
		return
	}
	lp, lq := p.losses(a, b, from, to), q.losses(a, b, from, to)
	gap := p.new(p.to) - q.new(p.to)
	x := best(from, to, func(x float64) float64 { return lp.between(from, x) })
	y := best(max(x, from), to, func(y float64) float64 { return lq.between(y, to) })
	loss := lp.between(from, x) + lq.between(y, to)
	together := max(gap, 0)
	if together > to-from {
		p.to, q.from = x, y
		return
	}
	cut := best(from, to-together, func(x float64) float64 { return lp.between(from, x) + lq.between(x+together, to) })
	if lp.between(from, cut)+lq.between(cut+together, to) < loss+margin {
		x, y = cut, cut+together
	}
	p.to, q.from = x, y
}

// best is the instant of least loss.
func best(from, to float64, loss func(float64) float64) float64 {
	at, least := from, math.Inf(1)
	for k := 0; ; k++ {
		x := from + float64(k)*fine
		if x > to {
			break
		}
		if l := loss(x); l < least {
			at, least = x, l
		}
	}
	return at
}
