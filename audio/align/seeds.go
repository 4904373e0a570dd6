package align

import "slices"

// A seed is a pattern of loud and soft that both recordings have: 20 signs, 80 ms apart.
const (
	seedBits  = 20
	seedApart = 4 // steps of the grid
	seedSpan  = (seedBits - 1) * seedApart
)

// common is how often a pattern may be in the new recording; one that is everywhere tells nothing.
const common = 48

// block is the step of the path: half a second.
const block = 25

// support is how many blocks to each side lend a block their seeds.
const support = 3

// most is how many offsets are followed up for a block.
const most = 8

// seeds are, for each block of the old recording, the offsets to the new one, in steps of the grid, for which most patterns speak.
// Finding them takes time in proportion to the lengths.
func seeds(x, y []float32) [][]int32 {
	index := newIndex(y)
	hits := make([][]int32, (len(x)+block-1)/block)
	for i := 0; i+seedSpan < len(x); i++ {
		code, ok := pattern(x, i)
		if !ok {
			continue
		}
		found := index.find(code)
		if len(found) > common {
			continue
		}
		b := (i + seedSpan/2) / block
		for _, j := range found {
			hits[b] = append(hits[b], j-int32(i))
		}
	}
	candidates := make([][]int32, len(hits))
	var pool []int32
	for b := range hits {
		pool = pool[:0]
		for n := max(b-support, 0); n <= min(b+support, len(hits)-1); n++ {
			pool = append(pool, hits[n]...)
		}
		candidates[b] = popular(pool)
	}
	return candidates
}

// popular are the offsets that occur most, near ones together.
func popular(pool []int32) []int32 {
	const least = 3
	slices.Sort(pool)
	type vote struct {
		offset int32
		count  int
	}
	var votes []vote
	for i := 0; i < len(pool); {
		j := i
		for j < len(pool) && pool[j]-pool[i] <= 2 {
			j++
		}
		if j-i >= least {
			votes = append(votes, vote{pool[i+(j-i)/2], j - i})
		}
		i = j
	}
	slices.SortFunc(votes, func(a, b vote) int { return b.count - a.count })
	var list []int32
	for _, v := range votes[:min(len(votes), most)] {
		list = append(list, v.offset)
	}
	return list
}

// pattern is the code at a place, and false where it is silent.
func pattern(values []float32, at int) (code uint32, ok bool) {
	var energy float32
	for k := range seedBits {
		v := values[at+k*seedApart]
		energy += v * v
		code <<= 1
		if v > 0 {
			code |= 1
		}
	}
	return code, energy > 0.05*seedBits
}

// index finds the places of a pattern.
type index struct {
	starts []int32 // of each code's places
	places []int32
}

func newIndex(y []float32) *index {
	x := &index{starts: make([]int32, 1<<seedBits+1)}
	count := func(do func(code uint32, at int32)) {
		for j := 0; j+seedSpan < len(y); j++ {
			if code, ok := pattern(y, j); ok {
				do(code, int32(j))
			}
		}
	}
	count(func(code uint32, _ int32) { x.starts[code+1]++ })
	for code := range 1 << seedBits {
		x.starts[code+1] += x.starts[code]
	}
	x.places = make([]int32, x.starts[1<<seedBits])
	next := slices.Clone(x.starts)
	count(func(code uint32, at int32) {
		x.places[next[code]] = at
		next[code]++
	})
	return x
}

func (x *index) find(code uint32) []int32 { return x.places[x.starts[code]:x.starts[code+1]] }
