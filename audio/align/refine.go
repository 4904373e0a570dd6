package align

import (
	"math"
	"slices"
)

// part is a stretch in seconds: old t is new shift + t*(1+slope).
type part struct {
	from, to     float64
	shift, slope float64
	sure         float64

	fromLow, toLow        float64 // how early its edges may be
	toHigh                float64 // how late its end may be
	likelyLow, likelyHigh float64 // between which its end lies

	alike, unlike []Span // where it sounds like the old recording, though its levels are not like it, and where it does not
}

func (p part) new(old float64) float64 { return p.shift + old*(1+p.slope) }

// sample is the offset of some seconds, found to a fraction of a step.
type sample struct {
	at, offset, like float64
}

// nothing is how much of an offset is none, in seconds.
const nothing = 0.002

// sampleBlocks is how many blocks make a sample: 4 seconds.
const sampleBlocks = 8

// refine finds offsets exactly, and how fast the new recording runs.
func refine(a, b *track, x []float32, runs []run) []part {
	samples := make([][]sample, len(runs))
	for i, r := range runs {
		for from := 0; from < len(r.offsets); from += sampleBlocks {
			to := from + sampleBlocks
			if to+sampleBlocks/2 > len(r.offsets) {
				to = len(r.offsets)
			}
			samples[i] = append(samples[i], exact(b, x, r.first+from, r.first+to, float64(r.offsets[(from+to)/2])*hop))
			if to == len(r.offsets) {
				break
			}
		}
	}
	slope := commonSlope(samples)
	parts := make([]part, len(runs))
	for i, r := range runs {
		var shifts, likes []float64
		for _, s := range samples[i] {
			shifts, likes = append(shifts, s.offset-slope*s.at), append(likes, s.like)
		}
		parts[i] = part{from: float64(r.first*block) * hop, to: float64((r.first+len(r.offsets))*block) * hop,
			shift: median(shifts), slope: slope, sure: median(likes)}
		parts[i].to = min(parts[i].to, a.end)
		if slope == 0 && math.Abs(parts[i].shift) < nothing {
			parts[i].shift = 0
		}
	}
	return joined(parts, func(from, to, shift float64) bool {
		return exact(b, x, int(from/hop)/block, int(to/hop)/block, shift+slope*(from+to)/2).like > vague
	})
}

// exact finds the offset at which blocks are most alike, near one that is known to a step.
func exact(b *track, x []float32, first, last int, offset float64) sample {
	from, to := first*block, min(last*block, len(x))
	const apart, sides = 0.01, 3
	var likes [2*sides + 1]float64
	for k := range likes {
		by := offset + float64(k-sides)*apart
		var xx, yy, xy float64
		for i := from; i < to; i++ {
			v, w := float64(x[i]), b.value(float64(i)*hop+by)
			xx, yy, xy = xx+v*v, yy+w*w, xy+v*w
		}
		if xx > 0 && yy > 0 {
			likes[k] = xy / math.Sqrt(xx*yy)
		}
	}
	best := 1
	for k := 1; k+1 < len(likes); k++ {
		if likes[k] > likes[best] {
			best = k
		}
	}
	by := float64(best - sides)
	if l, m, r := likes[best-1], likes[best], likes[best+1]; 2*m > l+r {
		by += min(max((l-r)/(2*(l-2*m+r)), -1), 1)
	}
	return sample{float64(from+to) / 2 * hop, offset + by*apart, max(likes[best], 0)}
}

// commonSlope is by how much offsets grow with time within the runs, all together; samples that fit badly do not count.
func commonSlope(samples [][]sample) float64 {
	slope, bound := 0.0, math.Inf(1)
	for range 4 {
		var tt, to, n float64
		var rests []float64
		for _, list := range samples {
			var kept []sample
			var offsets []float64
			for _, s := range list {
				offsets = append(offsets, s.offset-slope*s.at)
			}
			if len(list) < 2 {
				continue
			}
			middle := median(slices.Clone(offsets))
			for i, s := range list {
				rests = append(rests, math.Abs(offsets[i]-middle))
				if s.like > 0.5 && math.Abs(offsets[i]-middle) <= bound {
					kept = append(kept, s)
				}
			}
			var t, o float64
			for _, s := range kept {
				t, o = t+s.at/float64(len(kept)), o+s.offset/float64(len(kept))
			}
			for _, s := range kept {
				tt, to, n = tt+(s.at-t)*(s.at-t), to+(s.at-t)*(s.offset-o), n+1
			}
		}
		if n < 3 || tt == 0 {
			return 0
		}
		scatter := median(rests)
		slope, bound = to/tt, 3*scatter+0.002
		if deviation := (scatter*1.5 + 0.001) / math.Sqrt(tt); math.Abs(slope) < 4*deviation && bound < 0.05 {
			slope = 0
		}
	}
	return slope
}

// vague is the correlation of seconds that are the same, though no half second of them shows it: music whose beat was compressed.
const vague = 0.25

// joined makes one of neighbours that are one: their offsets are the same, and little is between them, or what is vaguely alike.
func joined(parts []part, alike func(from, to, shift float64) bool) []part {
	const same, little = 0.012, 3.0
	var list []part
	for _, p := range parts {
		if n := len(list); n > 0 && math.Abs(p.shift-list[n-1].shift) <= same && (p.from-list[n-1].to <= little || alike(list[n-1].to, p.from, p.shift)) {
			q := &list[n-1]
			long, more := q.to-q.from, p.to-p.from
			q.shift = (q.shift*long + p.shift*more) / (long + more)
			q.sure = (q.sure*long + p.sure*more) / (long + more)
			q.to = p.to
			continue
		}
		list = append(list, p)
	}
	return list
}

// withoutOverlaps leaves each instant of the new recording to one part, the longer one: what was there twice and is there once now
// is like both.
func withoutOverlaps(parts []part) []part {
	order := make([]int, len(parts))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		if parts[i].to-parts[i].from > parts[j].to-parts[j].from {
			return -1
		}
		return 1
	})
	const slack = 2.0 // edges are not known yet
	kept := make([]bool, len(parts))
	for _, i := range order {
		kept[i] = true
		for j, p := range parts {
			if j != i && kept[j] && min(p.new(p.to), parts[i].new(parts[i].to))-max(p.new(p.from), parts[i].new(parts[i].from)) > min(slack, (parts[i].to-parts[i].from)/2) {
				kept[i] = false
			}
		}
	}
	var list []part
	for i, p := range parts {
		if kept[i] {
			list = append(list, p)
		}
	}
	return list
}
