package loudness

import (
	"sync"

	"github.com/chapmark/chapmark/audio/mpeg"
)

// factors says how the scale factors of a channel are written: in up to four groups of one length each, at the start of its main
// data (ISO/IEC 11172-3 §2.4.2.7, 13818-3 §2.4.3.2).
type factors struct {
	lengths, counts [4]int
	totals          [16]int // bits of them, by the groups that are shared
}

// bits is how many bits they take, but for groups that are shared.
func (f *factors) bits(shared uint8) int { return f.totals[shared&15] }

// factorsOf are the ways in which a version writes scale factors, by kind of block and scalefac_compress.
func factorsOf(version mpeg.Version) *[3][]factors {
	if version == mpeg.MPEG1 {
		return factors1()
	}
	return factors2()
}

var factors1 = sync.OnceValue(func() *[3][]factors {
	first := [16]int{0, 0, 0, 0, 3, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4}
	second := [16]int{0, 1, 2, 3, 0, 1, 2, 3, 1, 2, 3, 1, 2, 3, 2, 3}
	return allFactors(16, func(compress, kind int) factors {
		a, b := first[compress], second[compress]
		return factors{lengths: [4]int{a, a, b, b}, counts: [3][4]int{{6, 5, 5, 5}, {18, 0, 18, 0}, {17, 0, 18, 0}}[kind]}
	})
})

var factors2 = sync.OnceValue(func() *[3][]factors {
	return allFactors(512, func(compress, kind int) factors {
		switch {
		case compress < 400:
			return factors{lengths: [4]int{compress >> 4 / 5, compress >> 4 % 5, compress & 15 >> 2, compress & 3},
				counts: [3][4]int{{6, 5, 5, 5}, {9, 9, 9, 9}, {6, 9, 9, 9}}[kind]}
		case compress < 500:
			compress -= 400
			return factors{lengths: [4]int{compress >> 2 / 5, compress >> 2 % 5, compress & 3, 0},
				counts: [3][4]int{{6, 5, 7, 3}, {9, 9, 12, 6}, {6, 9, 12, 6}}[kind]}
		}
		compress -= 500
		return factors{lengths: [4]int{compress / 3, compress % 3, 0, 0}, counts: [3][4]int{{11, 10, 0, 0}, {18, 18, 0, 0}, {15, 18, 0, 0}}[kind]}
	})
})

func allFactors(n int, of func(compress, kind int) factors) *[3][]factors {
	var all [3][]factors
	for kind := range all {
		for compress := range n {
			f := of(compress, kind)
			for shared := range f.totals {
				for i := range f.lengths {
					if shared>>(3-i)&1 == 0 {
						f.totals[shared] += f.lengths[i] * f.counts[i]
					}
				}
			}
			all[kind] = append(all[kind], f)
		}
	}
	return &all
}

// sums are the sums of the scale factors of the bands below each band. Those of bands that a kind of block does not have are not kept.
type sums [40]int32

// read reads the factors from a place in the main data; it has 9 bytes more than they need. Those that are shared stay as they
// were in the first granule.
func (f *factors) read(main []byte, at int, shared uint8, last *sums) {
	band, before, sum := 1, int32(0), int32(0) // before is the sum up to the last band, as it was
	for i, count := range f.counts {
		length := f.lengths[i]
		if shared>>(3-i)&1 == 1 {
			for range count {
				now := last[band]
				sum += now - before
				before, last[band] = now, sum
				band++
			}
			continue
		}
		bands := last[band:]
		bands = bands[:count]
		if count > 0 {
			before = bands[count-1]
		}
		band += count
		for length > 0 && len(bands) > 0 {
			several := bands[:min(len(bands), 64/length)]
			bits := bits64(main, at)
			at += len(several) * length
			for k := range several {
				sum += int32(bits >> (64 - uint(length)&63))
				bits <<= uint(length) & 63
				several[k] = sum
			}
			bands = bands[len(several):]
		}
		for k := range bands {
			bands[k] = sum
		}
	}
}

// reciprocals spare the division by a number of bands: 8 / n, in 65536ths, rounded up.
var reciprocals = [40]uint32{0, 524288, 262144, 174763, 131072, 104858, 87382, 74899, 65536, 58255, 52429, 47663, 43691, 40330, 37450, 34953, 32768, 30841, 29128, 27595,
	26215, 24967, 23832, 22796, 21846, 20972, 20165, 19419, 18725, 18079, 17477, 16913, 16384, 15888, 15421, 14980, 14564, 14170, 13798, 13444}

// eighths is the mean of the factors of the bands from one up to another, in eighths.
func (s *sums) eighths(from, to int) int {
	if to <= from {
		return 0
	}
	return int(min(uint32(s[to]-s[from])*reciprocals[to-from]>>16, 127))
}
