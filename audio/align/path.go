package align

import (
	"cmp"
	"math"
	"slices"
)

// run is a part of the old recording, in blocks, with its offset into the new one in steps of the grid, block by block.
type run struct {
	first   int // block
	offsets []int32
}

// state is a way through the blocks so far.
type state struct {
	score  float64 // the higher, the more likely
	offset int32   // the last one
	since  int32   // the block in which it was last found
	from   int32   // the state of the block in front; -1: none
	off    bool    // the block is not in the new recording
}

// What is gained where two recordings are alike, and lost where a way changes its offset: natural logarithms of probabilities, roughly.
const (
	gain      = 6.0
	alike     = 0.5 // correlation of half a second that speaks neither for nor against
	leave     = 1.0
	doubt     = 1.0 // a score under which a short cut is looked for
	drift     = 3.0 // by a step of the grid
	resume    = 2.0
	jump      = 4.0
	jumpFar   = 0.7 // for each e-fold of the distance
	backwards = 8.0 // the order of the new recording is another one
	plain     = 0.9 // correlation beyond which an offset need not be followed
	beam      = 16  // ways that are followed, of those that are in the new recording just now
	beamOff   = 6   // and of the others
)

// path finds the way through all blocks that explains the two recordings best (Viterbi, with the offsets that seeds propose), so that a
// block that happens to be like another place is outvoted.
func path(x, y []float32, candidates [][]int32) []run {
	c := &comparison{x: x, y: y, xEnergies: energies(x), yEnergies: energies(y)}
	ways := make([][]state, len(candidates))
	before := []state{{off: true, since: -1, from: -1}}
	for b := range candidates {
		ways[b] = c.step(b, before, append(slices.Clone(candidates[b]), c.ahead(b, candidates)...))
		before = ways[b]
	}
	if len(ways) == 0 {
		return nil
	}
	best := 0
	for i, s := range before {
		if s.score > before[best].score {
			best = i
		}
	}
	var runs []run
	for b, i := len(ways)-1, int32(best); b >= 0; b-- {
		s := ways[b][i]
		if !s.off {
			n := len(runs)
			if n == 0 || runs[n-1].first != b+1 || abs(runs[n-1].offsets[len(runs[n-1].offsets)-1]-s.offset) > 1 {
				runs = append(runs, run{first: b})
				n++
			}
			runs[n-1].first = b
			runs[n-1].offsets = append(runs[n-1].offsets, s.offset)
		}
		i = s.from
	}
	slices.Reverse(runs)
	for _, r := range runs {
		slices.Reverse(r.offsets)
	}
	return runs
}

// step goes on by one block.
func (c *comparison) step(b int, before []state, candidates []int32) []state {
	after := c.room[:0]
	add := func(s state) {
		for i := range after {
			if after[i].off == s.off && after[i].offset == s.offset {
				if s.score > after[i].score {
					after[i] = s
				}
				return
			}
		}
		after = append(after, s)
	}
	for i, s := range before {
		s.from = int32(i)
		out := s
		if !s.off {
			out.off, out.score = true, s.score-leave
		}
		add(out)
		if s.since < 0 {
			continue
		}
		on := s
		if on.offset = c.track(b, s.offset); s.off {
			on.score -= resume
		}
		if on.offset != s.offset {
			on.score -= drift
		}
		on.off, on.since = false, int32(b)
		on.score += c.score(b, on.offset)
		add(on)
	}
	for _, s := range before[:min(len(before), 2)] {
		if s.since >= 0 && !s.off && c.score(b, s.offset) < doubt {
			candidates = append(candidates, c.nearby(b, s.offset)...)
		}
	}
	slices.Sort(candidates)
	for _, offset := range slices.Compact(candidates) {
		best := state{score: math.Inf(-1)}
		for i, s := range before {
			if !s.off && abs(s.offset-offset) <= 1 {
				continue // it is there already
			}
			if s.score-jump > best.score {
				if score := s.score - s.cost(b, offset); score > best.score {
					best = state{offset: offset, since: int32(b), score: score, from: int32(i)}
				}
			}
		}
		if best.since == int32(b) && !math.IsInf(best.score, -1) {
			best.score += c.score(b, offset)
			add(best)
		}
	}
	slices.SortFunc(after, func(a, b state) int { return cmp.Compare(b.score, a.score) })
	c.room = after[:0]
	on, off := 0, 0
	return slices.Clone(slices.DeleteFunc(after, func(s state) bool {
		if s.off {
			off++
			return off > beamOff
		}
		on++
		return on > beam
	}))
}

// cost is what a way pays for another offset.
func (s state) cost(b int, offset int32) float64 {
	if s.since < 0 {
		return jump
	}
	by := offset - s.offset
	cost := jump + jumpFar*math.Log(1+math.Abs(float64(by)))
	if gone := int32(b) - s.since; by < -(gone+1)*block { // more than was left out
		cost += backwards
	}
	return cost
}

// ahead are offsets for a block that seeds propose for those that follow; and near these, where its own do not explain it.
func (c *comparison) ahead(b int, candidates [][]int32) (list []int32) {
	for _, n := range []int{4, 8} {
		if b+n < len(candidates) && len(candidates[b+n]) > 0 {
			list = append(list, candidates[b+n][0])
		}
	}
	for _, offset := range candidates[b] {
		if c.score(b, offset) > doubt {
			return list
		}
	}
	for _, n := range []int{8, 16, 24} {
		if b+n < len(candidates) && len(candidates[b+n]) > 0 {
			if offset := candidates[b+n][0]; c.score(b+n, offset) > doubt {
				list = append(append(list, offset), c.nearby(b, offset)...)
			}
		}
	}
	return list
}

// nearby is the offset within a second that fits the blocks from here on best: of the many seeds of a recording whose pauses were
// taken out, each is a little off.
func (c *comparison) nearby(b int, offset int32) []int32 {
	const within = 60
	i := b * block
	best, most := int32(0), 0.6
	for by := int32(-within); by <= within; by++ {
		if r, _ := c.correlation(i, i+int(offset+by), 4*block); by != 0 && r > most {
			best, most = by, r
		}
	}
	if best == 0 {
		return nil
	}
	return []int32{offset + best}
}
