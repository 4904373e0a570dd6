package audio

import (
	"hash/maphash"

	"github.com/chapmark/chapmark/audio/mpeg"
)

// frameSums are sums over the first frames of a stream, one for each number of them: they tell of any two stretches of frames whether
// these are the same.
type frameSums []uint64

const sumBase = 0x9E3779B97F4A7C15

func (f *File) frameSums(seed maphash.Seed) (frameSums, error) {
	sums := make(frameSums, 1, f.Stream.Frames+1)
	err := f.eachFrame(func(_ mpeg.Frame, content []byte) bool {
		sums = append(sums, sums[len(sums)-1]*sumBase+maphash.Bytes(seed, content))
		return true
	})
	return sums, err
}

// eachFrame reads the file's frames once more.
func (f *File) eachFrame(visit func(mpeg.Frame, []byte) bool) error {
	file, err := f.open()
	if err != nil {
		return err
	}
	defer file.Close()
	return mpeg.Each(file, f.Stream.Start, f.Stream.End, skipTag, visit)
}

// frames is how many there are.
func (s frameSums) frames() int { return len(s) - 1 }

// of is the sum of n frames from one on; power is the base to the n-th.
func (s frameSums) of(from, n int, power uint64) uint64 { return s[from+n] - s[from]*power }

// most frames at either end of a part that a joiner may have left out.
const edge = 3

// find finds a part at or after a frame, but for a few of its frames at its ends: where its first frame is, or would be, and the frame
// after it; -1 where it is nowhere.
func (s frameSums) find(part frameSums, from int) (first, behind int) {
	for missing := range 2 * edge {
		for head := max(0, missing-edge); head <= min(missing, edge); head++ {
			n := part.frames() - missing
			if n < 1 || 2*n < part.frames() {
				return -1, 0
			}
			power := uint64(1)
			for range n {
				power *= sumBase
			}
			wanted := part.of(head, n, power)
			for at := from; at+n <= s.frames(); at++ {
				if s.of(at, n, power) == wanted {
					return max(at-head, 0), at + n
				}
			}
		}
	}
	return -1, 0
}
