// Package mpeg reads the structure of an MPEG audio stream: frame headers, the header frames of encoders (Xing, Info,
// VBRI, LAME) and the walk from frame to frame. In go bytes after an io.ReaderAt; out comes a Stream: how many
// frames there are, how many samples, and what lies between them. It decodes no audio.
package mpeg

import "encoding/binary"

// Version is the MPEG version of a frame.
type Version uint8

// The versions, as the two bits of a header name them (ISO/IEC 11172-3 §2.4.2.3; 2.5 is an extension by Fraunhofer).
const (
	MPEG25 Version = 0
	MPEG2  Version = 2
	MPEG1  Version = 3
)

func (v Version) String() string {
	switch v {
	case MPEG1:
		return "1"
	case MPEG2:
		return "2"
	}
	return "2.5"
}

// Header is the four bytes that begin each frame.
type Header struct {
	Version    Version
	Layer      int  // 1, 2 or 3
	CRC        bool // 2 bytes of checksum follow the header
	BitRate    int  // bit/s; 0 in a free-format stream
	SampleRate int  // Hz
	Padding    bool // the frame is one slot longer
	Mode       Mode
	Channels   int
}

// Mode is how the channels are coded.
type Mode uint8

// The modes (ISO/IEC 11172-3 §2.4.2.3).
const (
	Stereo Mode = iota
	JointStereo
	DualChannel
	Mono
)

func (m Mode) String() string {
	return [...]string{"stereo", "joint stereo", "dual channel", "mono"}[m&3]
}

// bitRates in kbit/s (ISO/IEC 11172-3 §2.4.2.3, 13818-3 §2.4.2.3): by table, by the header's four bits.
var bitRates = [5][16]uint16{
	{0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448, 0}, // MPEG 1 layer I
	{0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 0},    // MPEG 1 layer II
	{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0},     // MPEG 1 layer III
	{0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256, 0},    // MPEG 2 layer I
	{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0},         // MPEG 2 layers II and III
}

// HeaderBytes is the length of a frame header.
const HeaderBytes = 4

// ParseHeader reads a frame header, and reports false where these bytes are none: no sync word, or a reserved value.
func ParseHeader(b []byte) (Header, bool) {
	if len(b) < HeaderBytes {
		return Header{}, false
	}
	return parseWord(binary.BigEndian.Uint32(b))
}

// parseWord reads a header: AAAAAAAA AAABBCCD EEEEFFGH IIJJKLMM.
func parseWord(word uint32) (Header, bool) {
	version := Version(word >> 19 & 3) // B: MPEG version
	layer := 4 - int(word>>17&3)       // C: layer
	bitRate := word >> 12 & 15         // E: bit rate index
	sampleRate := int(word >> 10 & 3)  // F: sampling frequency index
	if word>>21 != 0x7FF || version == 1 || layer == 4 || bitRate == 15 || sampleRate == 3 {
		return Header{}, false
	}
	h := Header{
		Version:    version,
		Layer:      layer,
		CRC:        word>>16&1 == 0, // D: protection, inverted
		SampleRate: [3]int{44100, 48000, 32000}[sampleRate],
		Padding:    word>>9&1 == 1,      // G
		Mode:       Mode(word >> 6 & 3), // I
		Channels:   2,
	}
	if h.Mode == Mono {
		h.Channels = 1
	}
	table := layer - 1
	switch {
	case version != MPEG1 && layer == 1:
		table = 3
	case version != MPEG1:
		table = 4
	}
	h.BitRate = int(bitRates[table][bitRate]) * 1000
	switch version {
	case MPEG2:
		h.SampleRate /= 2
	case MPEG25:
		h.SampleRate /= 4
	}
	return h, true
}

// Samples is the number of samples per channel in the frame.
func (h Header) Samples() int {
	switch {
	case h.Layer == 1:
		return 384
	case h.Layer == 3 && h.Version != MPEG1:
		return 576
	}
	return 1152
}

// Size is the frame's length in bytes, header included; 0 in a free-format stream, whose headers do not say it.
func (h Header) Size() int {
	if h.BitRate == 0 {
		return 0
	}
	size := h.Samples() / 8 * h.BitRate / h.SampleRate
	if h.Layer == 1 {
		size = 12 * h.BitRate / h.SampleRate * 4
	}
	return size + h.slot()
}

// slot is the length of the padding, if the frame has it (ISO/IEC 11172-3 §2.4.2.1).
func (h Header) slot() int {
	switch {
	case !h.Padding:
		return 0
	case h.Layer == 1:
		return 4
	}
	return 1
}

// sameStream is the part of a header that stays the same from frame to frame: sync word, version, layer, sampling
// frequency. Bit rate, padding and even the mode may change.
const sameStream = 0xFFFE0C00

// SideInfo is the length of a layer III frame's side information (ISO/IEC 11172-3 §2.4.1.7).
func (h Header) SideInfo() int {
	switch {
	case h.Version == MPEG1 && h.Channels == 2:
		return 32
	case h.Version == MPEG1 || h.Channels == 2:
		return 17
	}
	return 9
}
