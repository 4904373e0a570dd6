package loudness

import "github.com/chapmark/chapmark/audio/mpeg"

// reader goes from frame to frame, and keeps the main data that the next ones may need (ISO/IEC 11172-3 §2.4.1.6).
type reader struct {
	model  *model
	layout layout
	header mpeg.Header
	known  bool   // the layout is that of the header
	main   []byte // main data that was read, and 9 bytes more
	read   int    // bytes of main data since the start, or since a gap
	sums   [2]sums
	levels [2]int16
}

// keep is how much main data is kept at least.
const keep = 4096

// frame estimates the levels of a frame's granules. The result is good until the next call.
func (r *reader) frame(f mpeg.Frame, content []byte) []int16 {
	if !r.known || f.Header != r.header {
		if !r.known || f.Version != r.header.Version || f.Channels != r.header.Channels || f.SampleRate != r.header.SampleRate || f.CRC != r.header.CRC {
			r.layout, _ = layoutOf(f.Header)
		}
		r.header, r.known = f.Header, true
	}
	l := &r.layout
	if !f.Joined {
		r.main, r.read = r.main[:0], 0
	}
	if len(content) < l.at+l.size {
		return r.silence()
	}
	// Behind the side information, 9 bytes more are read and not used.
	var padded [64]byte
	side := padded[:copy(padded[:], content[l.at:min(l.at+l.size+9, len(content))])]
	side = padded[:max(len(side), l.size+9)]
	begin := int(bits64(side, 0) >> 55)
	if l.version != mpeg.MPEG1 {
		begin >>= 1
	}
	if len(r.main) > 16*keep {
		r.main = append(r.main[:0], r.main[len(r.main)-keep:]...)
	}
	at := 8 * (len(r.main) - begin)
	own := content[l.at+l.size:]
	r.main = append(r.main, own...)
	r.read += len(own)
	for range 9 {
		r.main = append(r.main, 0)
	}
	main := r.main
	r.main = r.main[:len(r.main)-9]
	for i := range l.granules {
		energy := 0.0
		for c := range l.channels {
			g := l.read(side, i, c)
			if n := g.factors.bits(); at >= 0 && at+n <= 8*(len(main)-9) {
				g.factors.read(main, at, &r.sums[c])
			} else {
				r.sums[c] = sums{}
			}
			at += g.bits
			energy += r.model.energy(&g, &r.sums[c], l.bands)
		}
		r.levels[i] = level(energy * r.model.bias(l.version) / float64(l.channels))
	}
	return r.levels[:l.granules]
}

func (r *reader) silence() []int16 {
	r.levels = [2]int16{Silent, Silent}
	return r.levels[:r.layout.granules]
}
