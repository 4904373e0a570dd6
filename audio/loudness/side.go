package loudness

import (
	"encoding/binary"

	"github.com/chapmark/chapmark/audio/mpeg"
)

// granule is what the side information tells of one channel of one granule (ISO/IEC 11172-3 §2.4.1.7, 13818-3 §2.4.1.7).
type granule struct {
	bits     int      // of the main data: scale factors and Huffman codes (part2_3_length)
	big      int      // pairs of values in the regions (big_values)
	gain     uint8    // global_gain
	short    bool     // three short blocks stand in it (block_type 2)
	coarse   bool     // scalefac_scale: scale factors count double
	tables   [3]uint8 // of the regions: Huffman tables, which bound the values
	subgains [3]uint8 // subblock_gain, of short blocks
	shared   uint8    // groups of scale factors that are those of the first granule, a bit each
	ends     [3]int   // of the regions, in values
	factors  *factors // how the scale factors are written
}

// layout says where things stand in the side information of a kind of frame.
type layout struct {
	version  mpeg.Version
	channels int
	granules int
	first    int // bits before the first granule
	each     int // bits of one channel of one granule
	scfsi    int // where the scale factor selection begins; MPEG-1 alone
	bands    *[23]int
	bandAt   [577]uint8    // how many of the first 21 bands begin below a value
	factors  *[3][]factors // by kind of block and scalefac_compress
	at       int           // bytes before the side information
	size     int           // of the side information
	scale    float64       // what makes the level of a channel of the energy of all
}

// Kinds of blocks, as scale factors tell them apart.
const (
	longBlock = iota
	shortBlock
	mixedBlock
)

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
	for value := range l.bandAt {
		for l.bandAt[value] < 21 && l.bands[l.bandAt[value]] < value {
			l.bandAt[value]++
		}
	}
	l.factors, l.scale = factorsOf(h.Version), bias(h.Version)/float64(h.Channels)
	return l, true
}

// bits64 are 64 bits from an offset in bits on; the slice has 9 bytes there.
func bits64(b []byte, offset int) uint64 {
	b = b[offset>>3:]
	shift := offset & 7
	return binary.BigEndian.Uint64(b)<<shift | uint64(b[8])>>(8-shift)
}

// read reads one channel of one granule. After the side information, the slice has 9 bytes more, whatever they are.
func (l *layout) read(side []byte, index, channel int, g *granule) {
	v := bits64(side, l.first+(index*l.channels+channel)*l.each)
	// 12 bits: part2_3_length; 9: big_values; 8: global_gain; 4, in MPEG-2 9: scalefac_compress.
	g.bits, g.big, g.gain = int(v>>52), int(v>>43&0x1FF), uint8(v>>35)
	compress, kind := int(v>>31&0xF), longBlock
	if v <<= 33; l.version != mpeg.MPEG1 {
		compress = compress<<5 | int(v>>59)
		v <<= 5
	}
	g.short, g.subgains = false, [3]uint8{}
	if v>>63 == 1 { // window_switching_flag; 2 bits: block_type; 1: mixed_block_flag; 5 and 5: tables; 3, 3, 3: subblock_gain
		if g.short = v>>61&3 == 2; g.short {
			kind = shortBlock + int(v>>60&1)
		}
		g.tables = [3]uint8{uint8(v >> 55 & 31), uint8(v >> 50 & 31), 0}
		g.subgains = [3]uint8{uint8(v >> 47 & 7), uint8(v >> 44 & 7), uint8(v >> 41 & 7)}
		g.ends = [3]int{36, 576, 576}
		if l.version != mpeg.MPEG1 && !g.short {
			g.ends[0] = 54
		}
	} else { // 5, 5 and 5: tables; 4: region0_count; 3: region1_count
		g.tables = [3]uint8{uint8(v >> 58 & 31), uint8(v >> 53 & 31), uint8(v >> 48 & 31)}
		region0, region1 := int(v>>44&15), int(v>>41&7)
		g.ends = [3]int{l.bands[min(region0+1, 22)], l.bands[min(region0+region1+2, 22)], 576}
	}
	if v <<= 23; l.version == mpeg.MPEG1 {
		v <<= 1 // preflag
	}
	g.coarse = v>>63 == 1
	g.factors, g.shared = &l.factors[kind][compress], 0
	if l.version == mpeg.MPEG1 && index == 1 && !g.short {
		g.shared = uint8(bits64(side, l.scfsi+4*channel) >> 60)
	}
}
