package mpeg

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
)

// Info is what an encoder wrote into a header frame: a frame of silence at the start, whose body holds claims about
// the stream. It is not audio (sources: docs/specs.md, "Header frames").
type Info struct {
	Kind    string // "Xing", "Info" or "VBRI"
	Frames  int64  // the claimed number of frames, header frame excluded; -1 where it says nothing
	Bytes   int64  // the claimed length of the stream, header frame included; -1 where it says nothing
	Table   bool   `json:",omitempty"` // it tells players where in the file to jump to
	Encoder string // such as "LAME3.100", or ""
	Gapless bool   // Delay and Padding are known
	Delay   int    // samples that the encoder put in front
	Padding int    // samples that the encoder put after
}

// vbriOffset is where a VBRI header begins, whatever the mode.
const vbriOffset = HeaderBytes + 32

// parseInfo looks for an encoder's header in a whole frame.
func parseInfo(h Header, frame []byte) (Info, bool) {
	at := HeaderBytes + h.SideInfo()
	if h.Layer != 3 || len(frame) < at+8 {
		return Info{}, false
	}
	// Where the frame has a checksum, encoders disagree on whether the header moves after it.
	for _, at := range []int{at, at + 2} {
		if len(frame) < at+8 {
			break
		}
		switch kind := string(frame[at : at+4]); kind {
		case "Xing", "Info":
			return parseXing(kind, frame[at:]), true
		}
		if !h.CRC {
			break
		}
	}
	if len(frame) >= vbriOffset+18 && string(frame[vbriOffset:vbriOffset+4]) == "VBRI" {
		b := frame[vbriOffset:]
		return Info{
			Kind:  "VBRI",
			Table: true,
			// 4 bytes: "VBRI"; 2: version; 2: delay; 2: quality
			Bytes:  int64(binary.BigEndian.Uint32(b[10:])), // 4 bytes
			Frames: int64(binary.BigEndian.Uint32(b[14:])), // 4 bytes
		}, true
	}
	return Info{}, false
}

// parseXing reads a Xing or Info header from its magic on, and the LAME tag after it.
func parseXing(kind string, b []byte) Info {
	info := Info{Kind: kind, Frames: -1, Bytes: -1}
	flags := binary.BigEndian.Uint32(b[4:]) // 4 bytes: which fields follow
	b = b[8:]
	if flags&1 != 0 && len(b) >= 4 { // 4 bytes: frames
		info.Frames = int64(binary.BigEndian.Uint32(b))
		b = b[4:]
	}
	if flags&2 != 0 && len(b) >= 4 { // 4 bytes: bytes
		info.Bytes = int64(binary.BigEndian.Uint32(b))
		b = b[4:]
	}
	for _, field := range []struct {
		flag   uint32
		length int
	}{{4, 100}, {8, 4}} { // 100 bytes: table of contents; 4 bytes: quality
		if flags&field.flag != 0 && len(b) >= field.length {
			info.Table = info.Table || field.flag == 4 && isTable(b[:field.length])
			b = b[field.length:]
		}
	}
	if len(b) < 24 || !encoderName(b[:4]) {
		return info
	}
	info.Encoder = strings.TrimRight(string(bytes.TrimRight(b[:9], "\x00 ")), "\x00 ") // 9 bytes: encoder and version
	// 1 byte: revision and method; 1: lowpass; 8: replay gain; 1: flags; 1: bit rate; then
	// 3 bytes: encoder delay and padding, 12 bits each
	info.Gapless = true
	info.Delay = int(b[21])<<4 | int(b[22])>>4
	info.Padding = int(b[22]&15)<<8 | int(b[23])
	return info
}

// isTable reports places in 256ths of the file, which rise.
func isTable(b []byte) bool { return slices.IsSorted(b) && b[len(b)-1] > 0 }

// encoderName reports the names of encoders that write the layout of LAME's tag.
func encoderName(b []byte) bool {
	switch string(b) {
	case "LAME", "Lavc", "Lavf", "L3.9", "GOGO":
		return true
	}
	return false
}
