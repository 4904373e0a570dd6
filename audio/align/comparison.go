package align

import "math"

// comparison compares two recordings on the grid.
type comparison struct {
	x, y                 []float32
	xEnergies, yEnergies []float64

	room []state // for those of one block
}

// correlation of so many steps from two places on; 0 where one of them is flat, or ends.
func (c *comparison) correlation(i, j, n int) (r float64, flat bool) {
	if i < 0 {
		i, j, n = 0, j-i, n+i
	}
	if j < 0 {
		i, j, n = i-j, 0, n+j
	}
	n = min(n, len(c.x)-i, len(c.y)-j)
	if n < block {
		return 0, false
	}
	const least = 0.02 // of the variance of the recording
	xx, yy := c.xEnergies[i+n]-c.xEnergies[i], c.yEnergies[j+n]-c.yEnergies[j]
	if xx < least*float64(n) || yy < least*float64(n) {
		return 0, xx < least*float64(n) && yy < least*float64(n)
	}
	var sum float32
	x, y := c.x[i:i+n], c.y[j:j+n]
	for k, v := range x {
		sum += v * y[k]
	}
	return float64(sum) / math.Sqrt(xx*yy), false
}

// score says how much a block speaks for an offset: it, and a quarter of a second on both sides.
func (c *comparison) score(b int, offset int32) float64 {
	i := b*block - block/2
	r, flat := c.correlation(i, i+int(offset), 2*block)
	if flat {
		return 0
	}
	return gain * (r - alike)
}

// track follows an offset that drifts, as where two sound cards run at different speeds.
func (c *comparison) track(b int, offset int32) int32 {
	i := (b - 1) * block
	best, most := offset, -1.0
	for _, by := range []int32{0, -1, 1} {
		r, _ := c.correlation(i, i+int(offset+by), 3*block)
		if by == 0 && r > plain {
			return offset
		}
		if by != 0 {
			r -= 0.01
		}
		if r > most {
			best, most = offset+by, r
		}
	}
	return best
}

func abs(n int32) int32 { return max(n, -n) }
