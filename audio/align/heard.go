package align

import "math"

// heard is how loud the bands of both recordings are, around an edge.
type heard struct{ a, b []*track }

// timbre is how bands of the new recording follow from those of the old one. A compressor makes all of them louder at once; so by how
// much a band differs from the others tells more than by how much all of them do.
type timbre struct {
	offsets     []float64 // of each band, in dB
	shape, gain relation
}

// differences are by how much bands differ from what is expected, less their mean, and that mean.
func (h heard) differences(m timbre, at, other float64, list []float64) (mean float64, silent bool) {
	silent = true
	for k := range h.a {
		level, now := h.a[k].mean(at-near, at+near), h.b[k].mean(other-near, other+near)
		list[k] = max(level+m.offsets[k], h.b[k].loud-floor) - now
		mean += list[k] / float64(len(h.a))
		silent = silent && h.a[k].silent(level) && h.b[k].silent(now)
	}
	for k := range list {
		list[k] -= mean
	}
	return mean, silent
}

// timbre learns from some seconds of the part.
func (p part) timbre(h heard, from, to float64) timbre {
	m := timbre{make([]float64, len(h.a)), relation{alike: 2.5, unlike: 6}, relation{alike: 4, unlike: 9}}
	n := 0.0
	sums, list := make([]float64, len(h.a)), make([]float64, len(h.a))
	for at := from; at < to; at += hop {
		if _, silent := h.differences(m, at, p.new(at), list); silent {
			continue
		}
		n++
		for k := range h.a {
			sums[k] += h.b[k].mean(p.new(at)-near, p.new(at)+near) - h.a[k].mean(at-near, at+near)
		}
	}
	for k := range sums {
		m.offsets[k] = sums[k] / max(n, 1)
	}
	const shift, least = 0.8, 60 // seconds by which it is compared with what does not belong to it; how many times
	shapes, gains := h.differ(m, p, from, to, 0)
	others, levels := h.differ(m, p, from, to-shift, shift)
	if len(levels) < least || len(gains) < least {
		return m
	}
	// Where what does not belong together is as alike as what does, as in noise, that tells nothing.
	m.shape.alike, m.gain.alike = max(1.5*median(shapes), 1.5), max(1.5*median(gains), 3)
	m.shape.unlike, m.gain.unlike = max(1.5*median(others), m.shape.alike), max(1.5*median(levels), m.gain.alike)
	return m
}

// differ is by how much bands differ in some seconds, in which the new recording is taken so much later than it belongs to them.
func (h heard) differ(m timbre, p part, from, to, later float64) (shapes, gains []float64) {
	list := make([]float64, len(h.a))
	for at := from; at < to; at += hop {
		mean, silent := h.differences(m, at, p.new(at)+later, list)
		if silent {
			continue
		}
		gains = append(gains, math.Abs(mean))
		for _, d := range list {
			shapes = append(shapes, math.Abs(d))
		}
	}
	return shapes, gains
}

// same reports whether some seconds by which a part was found to be longer are more like themselves than like what follows: a chord that is held,
// or a noise, is like everything.
func (p part) same(h heard, from, to float64) bool {
	const few, later, less = 3.0, 0.3, 0.7 // seconds, seconds, share
	if to-from < few {
		return true
	}
	m := p.timbre(h, from, to)
	own, _ := h.differ(m, p, from, to, 0)
	others, _ := h.differ(m, p, from, to-later, later)
	return len(own) > 0 && len(others) > 0 && median(own) < less*median(others)
}

// telling is how much each band tells that neither the others nor the instant before it have told.
const telling = 0.08

// heardLosses are losses by what is heard.
func (p part) heardLosses(h heard, from, to, seen, until float64) losses {
	m := p.timbre(h, seen, until)
	l := losses{from, make([]float64, 1, int(max(to-from, 0)/fine)+2)}
	list := make([]float64, len(h.a))
	sum := 0.0
	for k := 0; from+(float64(k)+0.5)*fine < to; k++ {
		at := from + (float64(k)+0.5)*fine
		loss := 2 * nowhere
		if other := p.new(at); other >= h.b[0].at && other < h.b[0].end {
			mean, silent := h.differences(m, at, other, list)
			if loss = 2 * silence; !silent {
				loss = m.gain.of(mean)
				for _, d := range list {
					loss += m.shape.of(d)
				}
			}
		}
		sum += loss * telling
		l.sums = append(l.sums, sum)
	}
	return l
}
