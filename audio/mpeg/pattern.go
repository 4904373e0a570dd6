package mpeg

// pattern is what the frames of a stream have in common, and how long they are.
type pattern struct {
	key     uint32 // the bits of sameStream that every frame has
	samples int64  // per frame
	free    int64  // length of a frame of free format without padding, or 0
	headers [32]Header
	sizes   [32]int64 // in bytes; 0 where the header is invalid
	magics  [2]int64  // where a header frame has its name: in stereo, in mono
}

// newPattern computes the tables for frames like one, whose header is valid.
func newPattern(word uint32, free int64) *pattern {
	word = word & sameStream
	p := &pattern{key: word, free: free}
	for i := range p.sizes {
		// The bits of index go back to their places: bit rate at 12, padding at 9.
		header, ok := parseWord(word | uint32(i)>>1<<12 | uint32(i)&1<<9)
		if ok {
			p.headers[i], p.sizes[i] = header, header.sizeOr(free)
			p.samples = int64(header.Samples())
			if header.BitRate == 0 {
				p.headers[i].BitRate = freeBitRate(free, header)
			}
		}
	}
	for i, channels := range []int{2, 1} {
		h := p.headers[0]
		h.Channels = channels
		p.magics[i] = int64(HeaderBytes + h.SideInfo())
	}
	return p
}

// index is where a header's size is kept: its bit rate and padding bits.
func index(word uint32) uint32 { return word>>11&0x1E | word>>9&1 }

// size is the length of the frame that a header begins, or 0 where it is not a header of this stream.
func (p *pattern) size(word uint32) int64 {
	if p == nil || word&sameStream != p.key {
		return 0
	}
	return p.sizes[index(word)]
}

// magic is where the name of a header frame would stand.
func (p *pattern) magic(word uint32) int64 {
	if Mode(word>>6&3) == Mono {
		return p.magics[1]
	}
	return p.magics[0]
}

// freeBitRate is the bit rate of a free-format stream, in bit/s: the whole kbit/s that gives frames of this length, if
// there is one.
func freeBitRate(free int64, h Header) int {
	slots := int64(h.Samples()) / 8
	if whole := (free*int64(h.SampleRate)/slots + 999) / 1000 * 1000; slots*whole/int64(h.SampleRate) == free {
		return int(whole)
	}
	return int(free * int64(h.SampleRate) / slots)
}
