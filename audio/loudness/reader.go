package loudness

import "github.com/chapmark/chapmark/audio/mpeg"

// reader goes from frame to frame, and keeps the main data that the next ones may need (ISO/IEC 11172-3 §2.4.1.6).
type reader struct {
	model  *model
	layout layout
	header mpeg.Header
	known  bool   // the layout is that of the header
	main   []byte // room for main data
	held   int    // how much of it is there
	read   int    // bytes of main data since the start, or since a gap
	sums   [2]sums
	levels [2]int16
}

// room is for more main data than two usual frames and what they may need from in front, mostRoom for the largest that are understood.
const (
	room     = 16 << 10
	mostRoom = 64 << 10
)

// spare is how many bytes bits64 may read after what is meant.
const spare = 9

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
		r.held, r.read = 0, 0
	}
	own := content[min(l.at+l.size, len(content)):]
	if len(content) < l.at+l.size || len(own) > mostRoom/2 {
		return r.silence()
	}
	if len(own) > len(r.main)/2 { // most frames have no more than 1,440 bytes
		size := room
		if len(own) > room/2 {
			size = mostRoom
		}
		larger := make([]byte, size)
		copy(larger, r.main[:r.held])
		r.main = larger
	}
	side := content[l.at:]
	if len(side) < l.size+spare { // it is read a little farther than it goes
		var padded [64]byte
		copy(padded[:], side)
		side = padded[:]
	}
	begin := int(bits64(side, 0) >> 55)
	if l.version != mpeg.MPEG1 {
		begin >>= 1
	}
	if r.held+len(own)+spare > len(r.main) {
		r.held = copy(r.main, r.main[max(r.held-maxReservoir, 0):r.held])
	}
	at := 8 * (r.held - begin)
	r.held += copy(r.main[r.held:], own)
	r.read += len(own)
	var g granule
	for i := range l.granules {
		energy := 0.0
		for c := range l.channels {
			l.read(side, i, c, &g)
			switch n := g.factors.bits(g.shared); {
			case n == 0 && g.shared == 0 || at < 0 || at+n > 8*r.held:
				r.sums[c] = sums{}
			default:
				g.factors.read(r.main, at, g.shared, &r.sums[c])
			}
			at += g.bits
			energy += r.model.energy(&g, &r.sums[c], &l.bandAt)
		}
		r.levels[i] = r.model.quickLevel(energy * l.scale)
	}
	return r.levels[:l.granules]
}

func (r *reader) silence() []int16 {
	r.levels = [2]int16{Silent, Silent}
	return r.levels[:r.layout.granules]
}
