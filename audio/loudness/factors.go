package loudness

import "github.com/chapmark/chapmark/audio/mpeg"

// factors says how the scale factors of a channel are written: in up to four groups of one length each, at the start of its main
// data (ISO/IEC 11172-3 §2.4.2.7, 13818-3 §2.4.3.2).
type factors struct {
	lengths, counts [4]int
	shared          int // groups whose factors are those of the first granule, a bit each
}

// bits is how many bits they take.
func (f *factors) bits() (n int) {
	for i := range f.lengths {
		if f.shared>>(3-i)&1 == 0 {
			n += f.lengths[i] * f.counts[i]
		}
	}
	return n
}

// The lengths of scale factors of MPEG-1, by scalefac_compress.
var (
	lengths1 = [16]int{0, 0, 0, 0, 3, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4}
	lengths2 = [16]int{0, 1, 2, 3, 0, 1, 2, 3, 1, 2, 3, 1, 2, 3, 2, 3}
)

func (l *layout) factors(side []byte, index, channel, compress int, short, mixed bool) (f factors) {
	kind := 0
	switch {
	case short && mixed:
		kind = 2
	case short:
		kind = 1
	}
	if l.version == mpeg.MPEG1 {
		a, b := lengths1[compress], lengths2[compress]
		f.lengths = [4]int{a, a, b, b}
		f.counts = [3][4]int{{6, 5, 5, 5}, {18, 0, 18, 0}, {17, 0, 18, 0}}[kind]
		if index == 1 && !short {
			f.shared = int(bits64(side, l.scfsi+4*channel) >> 60)
		}
		return f
	}
	switch {
	case compress < 400:
		f.lengths = [4]int{compress >> 4 / 5, compress >> 4 % 5, compress & 15 >> 2, compress & 3}
		f.counts = [3][4]int{{6, 5, 5, 5}, {9, 9, 9, 9}, {6, 9, 9, 9}}[kind]
	case compress < 500:
		compress -= 400
		f.lengths = [4]int{compress >> 2 / 5, compress >> 2 % 5, compress & 3, 0}
		f.counts = [3][4]int{{6, 5, 7, 3}, {9, 9, 12, 6}, {6, 9, 12, 6}}[kind]
	default:
		compress -= 500
		f.lengths = [4]int{compress / 3, compress % 3, 0, 0}
		f.counts = [3][4]int{{11, 10, 0, 0}, {18, 18, 0, 0}, {15, 18, 0, 0}}[kind]
	}
	return f
}

// sums are the sums of the scale factors of the bands below each band.
type sums [40]int

// read reads the factors from a place in the main data; it has 9 bytes more than they need. Those that are shared stay as they
// were in the first granule.
func (f *factors) read(main []byte, at int, last *sums) {
	band, before, sum := 1, 0, 0 // before is the sum up to the last band, as it was
	var bits uint64              // the next ones, of which so many are good
	good := 0
	for i, count := range f.counts {
		length := f.lengths[i]
		switch {
		case f.shared>>(3-i)&1 == 1:
			for range count {
				now := last[band]
				sum += now - before
				before, last[band] = now, sum
				band++
			}
		case length == 0:
			for range count {
				before, last[band] = last[band], sum
				band++
			}
		default:
			for range count {
				if good < length {
					bits, good = bits64(main, at), 64
				}
				sum += int(bits >> (64 - length))
				bits, good, at = bits<<length, good-length, at+length
				before, last[band] = last[band], sum
				band++
			}
		}
	}
	for ; band < len(last); band++ {
		last[band] = sum
	}
}

// eighths is the mean of the factors of the bands from one up to another, in eighths.
func (s *sums) eighths(from, to int) int {
	if to <= from {
		return 0
	}
	return min(8*(s[to]-s[from])/(to-from), 127)
}
