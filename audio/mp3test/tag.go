package mp3test

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// synchsafe writes a number with seven bits a byte.
func synchsafe(n int) []byte {
	return []byte{byte(n >> 21 & 127), byte(n >> 14 & 127), byte(n >> 7 & 127), byte(n & 127)}
}

// Tag returns an ID3v2 tag of a version (3 or 4) with these encoded frames and so many bytes of padding.
func Tag(version byte, padding int, frames ...[]byte) []byte {
	body := append(bytes.Join(frames, nil), make([]byte, padding)...)
	tag := append([]byte{'I', 'D', '3', version, 0, 0}, synchsafe(len(body))...)
	return append(tag, body...)
}

// Frame encodes a frame of ID3v2.3, or of ID3v2.4 while its body is shorter than 128 bytes.
func Frame(id string, flags uint16, body []byte) []byte {
	b := binary.BigEndian.AppendUint32([]byte(id), uint32(len(body)))
	b = binary.BigEndian.AppendUint16(b, flags)
	return append(b, body...)
}

// Frame4 encodes a frame of ID3v2.4 of any length.
func Frame4(id string, flags uint16, body []byte) []byte {
	b := append([]byte(id), synchsafe(len(body))...)
	b = binary.BigEndian.AppendUint16(b, flags)
	return append(b, body...)
}

// Text encodes a text frame in ISO-8859-1.
func Text(id, text string) []byte { return Frame(id, 0, []byte("\x00"+text)) }

// Chapter encodes a CHAP frame with a title, and with sub-frames after it. Times are milliseconds.
func Chapter(element string, start, end uint32, title string, subs ...[]byte) []byte {
	b := append([]byte(element), 0)
	b = binary.BigEndian.AppendUint32(b, start)
	b = binary.BigEndian.AppendUint32(b, end)
	b = append(b, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"...)
	b = append(b, Text("TIT2", title)...)
	return Frame("CHAP", 0, append(b, bytes.Join(subs, nil)...))
}

// Contents encodes a CTOC frame.
func Contents(element string, flags byte, children ...string) []byte {
	b := append([]byte(element), 0, flags, byte(len(children)))
	for _, child := range children {
		b = append(append(b, child...), 0)
	}
	return Frame("CTOC", 0, b)
}

// ID3v1 returns the 128 bytes of an ID3v1 tag.
func ID3v1() []byte {
	tag := make([]byte, 128)
	copy(tag, "TAGEpisode")
	return tag
}

// APE returns an APEv2 tag with a header, whose one item holds bytes that look like a frame.
func APE() []byte {
	item := binary.LittleEndian.AppendUint32(nil, 8)
	item = append(item, "\x00\x00\x00\x00Title\x00\xFF\xFB\x90\x64abcd"...)
	edge := func(flags uint32) []byte {
		b := append([]byte("APETAGEX"), 0xD0, 7, 0, 0)
		b = binary.LittleEndian.AppendUint32(b, uint32(len(item)+32))
		b = binary.LittleEndian.AppendUint32(b, 1)
		b = binary.LittleEndian.AppendUint32(b, flags)
		return append(b, make([]byte, 8)...)
	}
	return append(append(edge(0xA0000000), item...), edge(0x80000000)...)
}

// Lyrics3 returns a Lyrics3v2 tag.
func Lyrics3() []byte {
	body := "LYRICSBEGININD0000200LYR00011[00:01]Hi\r\n"
	return []byte(fmt.Sprintf("%s%06dLYRICS200", body, len(body)))
}
