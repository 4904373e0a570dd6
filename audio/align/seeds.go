package align

import (
	"runtime"
	"slices"
	"sync"
)

// A seed is a pattern of loud and soft that both recordings have: 20 signs, 80 ms apart.
const (
	seedBits  = 20
	seedApart = 4 // steps of the grid
	seedSpan  = (seedBits - 1) * seedApart
)

// common is how often a pattern may be in the new recording; one that is everywhere tells nothing.
const common = 24

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
	blocks := (len(x) + block - 1) / block
	hits, candidates := make([][]int32, blocks), make([][]int32, blocks)
	inParts(blocks, func(from, to int) {
		for b := from; b < to; b++ {
			for i := max(b*block-seedSpan/2, 0); i < (b+1)*block-seedSpan/2 && i+seedSpan < len(x); i += 2 {
				if code, ok := pattern(x, i); ok {
					if found := index.find(code); len(found) <= common {
						for _, j := range found {
							hits[b] = append(hits[b], j-int32(i))
						}
					}
				}
			}
		}
	})
	inParts(blocks, func(from, to int) {
		var pool []int32
		for b := from; b < to; b++ {
			pool = pool[:0]
			for n := max(b-support, 0); n <= min(b+support, blocks-1); n++ {
				pool = append(pool, hits[n]...)
			}
			candidates[b] = popular(pool)
		}
	})
	return candidates
}

// inParts does something for all numbers below n, in as many parts as there are processors.
func inParts(n int, do func(from, to int)) {
	parts := runtime.GOMAXPROCS(0)
	var wait sync.WaitGroup
	for i := range parts {
		wait.Go(func() { do(n*i/parts, n*(i+1)/parts) })
	}
	wait.Wait()
}

// popular are the offsets that occur most, near ones together.
func popular(pool []int32) []int32 {
	const least = 2
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
	starts []int32 // of the places of each code, one further on
	places []int32
}

func newIndex(y []float32) *index {
	const silent = 1 << seedBits
	codes := make([]uint32, max(len(y)-seedSpan, 0))
	inParts(len(codes), func(from, to int) {
		for j := from; j < to; j++ {
			code, ok := pattern(y, j)
			if codes[j] = code; !ok {
				codes[j] = silent
			}
		}
	})
	x := &index{starts: make([]int32, silent+2)}
	for _, code := range codes {
		x.starts[code+1]++
	}
	for code := range silent + 1 {
		x.starts[code+1] += x.starts[code]
	}
	x.places = make([]int32, len(codes))
	for j := len(codes) - 1; j >= 0; j-- { // each code's places are filled from their end
		code := codes[j]
		x.starts[code+1]--
		x.places[x.starts[code+1]] = int32(j)
	}
	return x
}

func (x *index) find(code uint32) []int32 {
	return x.places[x.starts[code+1]:x.starts[code+2]]
}
