// Package mp3test builds MP3 files in memory for tests. In go header words, frames and claims; out come the bytes of
// streams, header frames and tags. Nothing in it is read by the code that it tests.
package mp3test

import (
	"encoding/binary"
	"time"
)

// Header words of common streams, layer III without padding.
const (
	Stereo128 uint32 = 0xFFFB9064 // MPEG 1, 128 kbit/s, 44.1 kHz: 417 bytes and 1152 samples a frame
	Stereo192 uint32 = 0xFFFBB064 // MPEG 1, 192 kbit/s, 44.1 kHz: 626 bytes
	Mono40    uint32 = 0xFFF350C4 // MPEG 2, 40 kbit/s, 22.05 kHz, mono: 130 bytes and 576 samples a frame
	Mono8     uint32 = 0xFFF310C4 // MPEG 2, 8 kbit/s, 22.05 kHz, mono: 26 bytes and 576 samples a frame
)

// frameBytes are the lengths of the frames with these words.
func frameBytes(word uint32) int {
	switch word {
	case Stereo192:
		return 626
	case Mono40:
		return 130
	case Mono8:
		return 26
	}
	return 417
}

// Frames returns frames of silence.
func Frames(word uint32, count int) []byte {
	frame := make([]byte, frameBytes(word))
	binary.BigEndian.PutUint32(frame, word)
	frame[10] = 0x55 // something in the side information, so that no frame looks like an encoder's header
	stream := make([]byte, 0, count*len(frame))
	for range count {
		stream = append(stream, frame...)
	}
	return stream
}

// Seconds returns whole frames of Stereo128 that last at least as long.
func Seconds(length time.Duration) []byte {
	count := (int64(length)*44100/1152 + int64(time.Second) - 1) / int64(time.Second)
	return Frames(Stereo128, int(count))
}

// Info returns a header frame with a LAME tag. A negative count is left out.
func Info(word uint32, kind string, frames, delay, padding int) []byte {
	frame := make([]byte, frameBytes(word))
	binary.BigEndian.PutUint32(frame, word)
	at := 4 + 32
	if word == Mono40 {
		at = 4 + 9
	}
	b := append([]byte(kind), 0, 0, 0, 0)
	if frames >= 0 {
		b[7] = 1
		b = binary.BigEndian.AppendUint32(b, uint32(frames))
	}
	b = append(b, "LAME3.100"...)
	b = append(b, make([]byte, 12)...)
	b = append(b, byte(delay>>4), byte(delay<<4)|byte(padding>>8), byte(padding))
	copy(frame[at:], b)
	return frame
}

// InfoTable returns a header frame with a table of places, all of them right for a constant bit rate.
func InfoTable(word uint32, frames int) []byte {
	frame := make([]byte, frameBytes(word))
	binary.BigEndian.PutUint32(frame, word)
	b := append([]byte("Xing"), 0, 0, 0, 5)
	b = binary.BigEndian.AppendUint32(b, uint32(frames))
	for i := range 100 {
		b = append(b, byte(i*256/100))
	}
	copy(frame[4+32:], b)
	return frame
}

// RIFF returns a stream in the wrapper of a WAV file.
func RIFF(stream []byte) []byte {
	format := append([]byte("fmt \x1e\x00\x00\x00\x55\x00"), make([]byte, 28)...)
	b := append([]byte("RIFF\x00\x00\x00\x00WAVE"), format...)
	b = append(b, "fact\x03\x00\x00\x00abc\x00data"...) // of an odd length, which is padded
	b = binary.LittleEndian.AppendUint32(b, uint32(len(stream)))
	b = append(b, stream...)
	binary.LittleEndian.PutUint32(b[4:], uint32(len(b)-8))
	return b
}
