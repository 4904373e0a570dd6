package markdown

// prefixMax finds the greatest weight among the first n places, and whose it is (a Fenwick tree).
type prefixMax struct {
	weights []int
	owners  []int
}

func newPrefixMax(n int) *prefixMax {
	p := &prefixMax{make([]int, n+1), make([]int, n+1)}
	for i := range p.owners {
		p.owners[i] = -1
	}
	return p
}

// set gives a place a weight, if it has none that is as great.
func (p *prefixMax) set(place, owner, weight int) {
	for i := place + 1; i < len(p.weights); i += i & -i {
		if weight > p.weights[i] {
			p.weights[i], p.owners[i] = weight, owner
		}
	}
}

// upTo returns the greatest weight of the first n places, and its owner, -1 where there is none.
func (p *prefixMax) upTo(n int) (owner, weight int) {
	owner = -1
	for i := n; i > 0; i -= i & -i {
		if p.weights[i] > weight {
			owner, weight = p.owners[i], p.weights[i]
		}
	}
	return owner, weight
}
