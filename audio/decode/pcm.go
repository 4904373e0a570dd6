package decode

import (
	"fmt"
	"io"
	"strconv"

	"github.com/hajimehoshi/go-mp3"

	"github.com/chapmark/chapmark/audio/mpeg"
)

// PCM decodes frames that follow each other: for each of their samples two channels of 16 bits, little-endian. The first frames may
// come out as noise or nothing, since what they need stands before them. It returns false for what the decoder does not know
// (MPEG 2.5, other layers, free format) or gives up on, and on systems of 32 bits. The error is one of reading.
func PCM(file io.ReaderAt, frames []mpeg.Frame) (pcm []byte, ok bool, err error) {
	if strconv.IntSize == 32 {
		return nil, false, nil // there the decoder shifts bits out of its integers, and decodes noise
	}
	bodies := make([][]byte, len(frames))
	size := 0
	for i, f := range frames {
		if !decodable(f) || f.SampleRate != frames[0].SampleRate {
			return nil, false, nil
		}
		bodies[i] = make([]byte, f.Bytes)
		if _, err := file.ReadAt(bodies[i], f.Offset); err != nil {
			return nil, false, fmt.Errorf("read at byte %d: %w", f.Offset, err)
		}
		size += f.Samples() * 4
	}
	defer func() {
		if recover() != nil { // the decoder gives up on some damage so
			pcm, ok = nil, false
		}
	}()
	decoder, err := mp3.NewDecoder(&counter{bodies: bodies})
	if err != nil {
		return nil, false, nil // the content is wrong, not the machine
	}
	pcm = make([]byte, size)
	n, _ := io.ReadFull(decoder, pcm)
	return pcm[:n], n == size, nil
}
