package loudness

import (
	"encoding/binary"

	"github.com/chapmark/chapmark/audio/mpeg"
)

// granule is what the side information tells of one channel of one granule (ISO/IEC 11172-3 §2.4.1.7, 13818-3 §2.4.1.7).
type granule struct {
	bits     int // of the main data: scale factors and Huffman codes (part2_3_length)
	factors  factors
	big      int    // pairs of values in the regions (big_values)
	gain     int    // global_gain
	short    bool   // three short blocks stand in it (block_type 2)
	tables   [3]int // of the regions: Huffman tables, which bound the values
	ends     [3]int // of the regions, in values
	subgains [3]int // subblock_gain, of short blocks
	coarse   bool   // scalefac_scale: scale factors count double
}

// layout says where things stand in the side information of a kind of frame.
type layout struct {
	version  mpeg.Version
	channels int
	granules int
	first    int      // bits in front of the first granule
	each     int      // bits of one channel of one granule
	scfsi    int      // where the scale factor selection begins; MPEG-1 alone
	bands    *[23]int // of long blocks, in values
	at       int      // bytes in front of the side information
	size     int      // of the side information
}

// layoutOf finds the layout for frames with a header; false where they are not of layer III.
func layoutOf(h mpeg.Header) (layout, bool) {
	if h.Layer != 3 {
		return layout{}, false
	}
	l := layout{version: h.Version, channels: h.Channels, granules: 2, each: 59, at: mpeg.HeaderBytes, bands: bandsOf(h), size: h.SideInfo()}
	if h.CRC {
		l.at += 2
	}
	switch {
	case h.Version == mpeg.MPEG1 && h.Channels == 1:
		l.scfsi, l.first = 9+5, 9+5+4
	case h.Version == mpeg.MPEG1:
		l.scfsi, l.first = 9+3, 9+3+8
	default:
		l.granules, l.each, l.first = 1, 63, 8+h.Channels
	}
	return l, true
}

// bits64 are 64 bits from an offset in bits on; the slice has 9 bytes there.
func bits64(b []byte, offset int) uint64 {
	b = b[offset>>3:]
	shift := offset & 7
	return binary.BigEndian.Uint64(b)<<shift | uint64(b[8])>>(8-shift)
}

// read reads one channel of one granule. Behind the side information, the slice has 9 bytes more, whatever they are.
func (l *layout) read(side []byte, index, channel int) (g granule) {
	offset := l.first + (index*l.channels+channel)*l.each
	v := bits64(side, offset)
	take := func(n int) int {
		x := v >> (64 - n)
		v <<= n
		return int(x)
	}
	g.bits, g.big, g.gain = take(12), take(9), take(8)
	compress := 0
	if l.version == mpeg.MPEG1 {
		compress = take(4)
	} else {
		compress = take(9)
	}
	if take(1) == 1 { // window_switching_flag
		blockType, mixed := take(2), take(1) == 1
		g.short = blockType == 2
		g.tables[0], g.tables[1] = take(5), take(5)
		g.subgains = [3]int{take(3), take(3), take(3)}
		g.ends = [3]int{36, 576, 576}
		if l.version != mpeg.MPEG1 && !g.short {
			g.ends[0] = 54
		}
		g.factors = l.factors(side, index, channel, compress, g.short, mixed)
	} else {
		g.tables = [3]int{take(5), take(5), take(5)}
		region0, region1 := take(4), take(3)
		g.ends = [3]int{l.bands[min(region0+1, 22)], l.bands[min(region0+region1+2, 22)], 576}
		g.factors = l.factors(side, index, channel, compress, false, false)
	}
	if l.version == mpeg.MPEG1 {
		take(1) // preflag
	}
	g.coarse = take(1) == 1
	return g
}
