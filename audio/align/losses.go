package align

import "math"

// losses are what is lost, summed up, by taking the instants from one on as those of a part.
type losses struct {
	from float64
	sums []float64
}

// losses compares levels as such, by how they are related in some seconds of the part: around an edge, what is louder than its
// surroundings in one recording has other surroundings in the other one.
func (p part) losses(a, b *track, from, to, seen, until float64) losses {
	relation := p.relation(a, b, seen, until)
	l := losses{from, make([]float64, 1, int(max(to-from, 0)/fine)+2)}
	sum := 0.0
	for k := 0; from+(float64(k)+0.5)*fine < to; k++ {
		at := from + (float64(k)+0.5)*fine
		other := p.new(at)
		loss := nowhere
		if at >= 0 && at < a.end && other >= 0 && other < b.end {
			level, now := a.mean(at-near, at+near), b.mean(other-near, other+near)
			if loss = relation.loss(level, now); a.silent(level) && b.silent(now) { // how deep it is differs from encoder to encoder
				loss = silence
			}
		}
		sum += loss * independent
		l.sums = append(l.sums, sum)
	}
	return l
}

// relation is how levels of the new recording follow from those of the old one: compressors and beds of music make them differ less.
type relation struct {
	mean, other, slope float64
	alike, unlike      float64 // by how much levels differ from that where they belong together, and where they do not, in dB
}

// loss is the logarithm of how much likelier two levels are where they do not belong together.
func (r relation) loss(level, other float64) float64 {
	return r.of(r.other + r.slope*(level-r.mean) - other)
}

// of is the same for levels that differ by so much from what is expected.
func (r relation) of(d float64) float64 {
	apart := math.Log(r.unlike / r.alike)
	return min(d*d/2*(1/(r.alike*r.alike)-1/(r.unlike*r.unlike)), 3*apart) - apart
}

// relation fits a line to some seconds of the part.
func (p part) relation(a, b *track, from, to float64) relation {
	from, to = max(from, p.from), min(to, p.to)
	var levels, others []float64
	for at := from; at < to; at += hop {
		level, now := a.mean(at-near, at+near), b.mean(p.new(at)-near, p.new(at)+near)
		if !a.silent(level) || !b.silent(now) {
			levels, others = append(levels, level), append(others, now)
		}
	}
	r := relation{slope: 1, alike: 3, unlike: 9}
	n := float64(len(levels))
	const shift = 40 // steps, by which it is compared with what does not belong to it
	if len(levels) < 3*shift {
		return r
	}
	var x, y, xx, xy float64
	for i, v := range levels {
		x, y, xx, xy = x+v/n, y+others[i]/n, xx+v*v/n, xy+v*others[i]/n
	}
	if xx -= x * x; xx > 1 {
		r.slope = min(max((xy-x*y)/xx, 0.2), 1.5)
	}
	r.mean, r.other = x, y
	var belong, strange []float64
	for i, v := range levels {
		expected := r.other + r.slope*(v-r.mean)
		belong = append(belong, math.Abs(expected-others[i]))
		strange = append(strange, math.Abs(expected-others[(i+shift)%len(others)]))
	}
	r.alike = max(1.5*median(belong), 2)
	r.unlike = max(1.5*median(strange), 2*r.alike)
	return r
}

// between is the loss from one instant to another.
func (l losses) between(from, to float64) float64 { return l.sum(to) - l.sum(from) }

// neitherBefore is how long before an edge there is already little in common.
func (l losses) neitherBefore(at float64) float64 {
	first, most := at, even/2
	for x := at; x >= l.from; x -= fine {
		if lost := l.between(x, at); lost > most {
			first, most = x, lost
		}
	}
	return first
}

// neitherBehind is how long after an edge there is still little in common.
func (l losses) neitherBehind(at float64) float64 {
	last, most := at, even/2
	for x := at; x <= l.from+fine*float64(len(l.sums)); x += fine {
		if lost := l.between(at, x); lost > most {
			last, most = x, lost
		}
	}
	return last
}

// worst is the most that is lost from any instant to a later one.
func (l losses) worst() (most float64) {
	lowest := 0.0
	for _, s := range l.sums {
		lowest = min(lowest, s)
		most = max(most, s-lowest)
	}
	return most
}

func (l losses) sum(at float64) float64 {
	i := int(math.Round((at - l.from) / fine))
	return l.sums[min(max(i, 0), len(l.sums)-1)]
}
