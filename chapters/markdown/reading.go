package markdown

import (
	"slices"
	"time"
)

// run is entries of one place, one after the other.
type run struct {
	place       int
	starts      []time.Duration
	first, last time.Duration // of those that rise
	weight      int
	details     bool // its times lie between two of another run
}

// reading is the choice of places.
type reading struct {
	*outline
	runs  []run
	taken map[int]bool
	count map[int]int // entries of a place
}

func (r *reading) add(e entry) {
	place := r.place(e)
	if !e.stamp.ok {
		r.count[place] = max(r.count[place], 0) // it is known, and counts nothing
		return
	}
	r.count[place]++
	if n := len(r.runs); n == 0 || r.runs[n-1].place != place {
		r.runs = append(r.runs, run{place: place})
	}
	last := &r.runs[len(r.runs)-1]
	last.starts = append(last.starts, e.stamp.start)
	last.weight += r.entryWeight(e)
}

// promisedWeight is how many other entries one under a heading that promises topics is worth, and mostWeight what one of these
// is worth at most.
const (
	promisedWeight = 20
	mostWeight     = 10
)

func (r *reading) entryWeight(e entry) int {
	if r.sections[e.section].topical && r.groups[e.group].kind != headings {
		return promisedWeight * mostWeight
	}
	return min(r.groups[e.group].score, mostWeight)
}

// longRun is a run that others may be the details of.
const longRun = 3

// findDetails marks runs whose times lie between two of an earlier, longer run: they tell more of one of its topics.
func (r *reading) findDetails() {
	var long []run
	for i := range r.runs {
		current := &r.runs[i]
		current.bounds()
		for _, other := range long[max(0, len(long)-8):] {
			at, exact := slices.BinarySearch(other.starts, current.first)
			if exact {
				at++
			}
			if at > 0 && at < len(other.starts) && current.last < other.starts[at] && other.place != current.place {
				current.details = true
				current.weight = min(current.weight, 1)
			}
		}
		if len(current.starts) >= longRun && slices.IsSorted(current.starts) && !current.details {
			long = append(long, *current)
		}
	}
}

// bounds finds the first and the last of the times that rise: one that somebody mistyped does not count.
func (c *run) bounds() {
	c.first, c.last = c.starts[0], c.starts[len(c.starts)-1]
	if slices.IsSorted(c.starts) {
		return
	}
	sorted := slices.Sorted(slices.Values(c.starts))
	tenth := max(1, len(sorted)/10)
	if len(sorted) > 2*tenth {
		sorted = sorted[:len(sorted)-tenth]
	}
	c.first, c.last = min(c.first, sorted[len(sorted)-1]), sorted[len(sorted)-1]
}

// choose takes the places that together weigh the most where each run begins after the end of the one before it.
func (r *reading) choose() {
	ends := make([]time.Duration, 0, len(r.runs))
	for _, c := range r.runs {
		ends = append(ends, c.last)
	}
	slices.Sort(ends)
	ends = slices.Compact(ends)
	best := newPrefixMax(len(ends))
	previous := make([]int, len(r.runs))
	last, most := -1, 0
	for i, c := range r.runs {
		upTo, exact := slices.BinarySearch(ends, c.first)
		if exact {
			upTo++
		}
		before, weight := best.upTo(upTo)
		previous[i] = before
		weight += c.weight
		at, _ := slices.BinarySearch(ends, c.last)
		best.set(at, i, weight)
		if weight > most {
			last, most = i, weight
		}
	}
	kept := map[int]int{}
	for i := last; i >= 0; i = previous[i] {
		kept[r.runs[i].place] += len(r.runs[i].starts)
	}
	r.taken = map[int]bool{}
	for place, n := range r.count {
		r.taken[place] = 2*kept[place] >= n // and where none of the stamps can be read
	}
}
