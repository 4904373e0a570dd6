package decode

import (
	"fmt"
	"io"

	"github.com/hajimehoshi/go-mp3"

	"github.com/chapmark/chapmark/audio/mpeg"
)

// examine returns a verdict for each frame: "", or why a decoder cannot decode it. Where the frames do not begin the
// stream, the first ones may need what is not among them, and are not judged.
func examine(file io.ReaderAt, frames []mpeg.Frame, beginning bool) ([]Reason, error) {
	verdicts := make([]Reason, len(frames))
	bodies := make([][]byte, len(frames))
	held, known := 0, beginning // bytes of main data in front; whether these are all that a decoder has
	free := 0                   // how many of them belong to no frame yet
	for i, f := range frames {
		bodies[i] = make([]byte, f.Bytes)
		if _, err := file.ReadAt(bodies[i], f.Offset); err != nil {
			return nil, fmt.Errorf("read at byte %d: %w", f.Offset, err)
		}
		main, ok := f.MainData(bodies[i])
		if !ok {
			continue
		}
		if i > 0 && !f.Joined {
			held, free, known = 0, 0, true // a decoder that has to look for the next frame forgets the ones before
		}
		if known && (main.Begin > held || main.Begin > free) {
			verdicts[i] = Reservoir // what it needs was cut off, or belongs to another frame
		}
		held += main.Own
		free = min(max(main.Begin+main.Own-main.Bytes, 0), maxReservoir)
		known = known || held >= maxReservoir
	}
	for from := 0; from < len(frames); {
		to := from + 1
		for to < len(frames) && decodable(frames[to]) == decodable(frames[from]) && frames[to].SampleRate == frames[from].SampleRate {
			to++
		}
		if decodable(frames[from]) {
			run(bodies[from:to], verdicts[from:to], beginning && from == 0)
		}
		from = to
	}
	return verdicts, nil
}

// maxReservoir is the most that main_data_begin can ask for.
const maxReservoir = 511

// decodable reports whether the decoder knows frames of this kind: MPEG 1 and 2, not of free format. Of MPEG 2, it takes
// some padded frames for a byte shorter than they are, since it halves the length after it has added the padding.
func decodable(f mpeg.Frame) bool {
	if f.Layer != 3 || f.BitRate == 0 || f.Version == mpeg.MPEG25 {
		return false
	}
	return f.Version == mpeg.MPEG1 || 144*f.BitRate/f.SampleRate%2 == 1 || 144*f.BitRate%f.SampleRate == 0
}

// run decodes frames that follow each other, and notes which the decoder refuses. A frame that a decoder cannot be
// blamed for has its verdict already.
func run(bodies [][]byte, verdicts []Reason, beginning bool) {
	refused := make([]bool, len(bodies))
	for from := 0; from < len(bodies); {
		from = decode(bodies, from, refused)
	}
	held := 0
	for i, body := range bodies {
		// The first frames may lack what is before them, and so may those after a refused one.
		if refused[i] && verdicts[i] == "" && (beginning || held >= 2*maxReservoir) {
			verdicts[i] = Damaged
		}
		if held += len(body); refused[i] {
			held = 0
		}
	}
}

// decode decodes from a frame on, up to the first that is refused, and returns the next one.
func decode(bodies [][]byte, from int, refused []bool) (next int) {
	source := &counter{bodies: bodies[from:]}
	end := int64(0)
	i := from
	defer func() {
		if recover() != nil { // the decoder gives up on some damage so
			refused[i] = true
			next = i + 1
		}
	}()
	var decoder *mp3.Decoder
	pcm := make([]byte, 1152*4)
	for ; i < len(bodies); i++ {
		end += int64(len(bodies[i]))
		var err error
		if decoder == nil {
			decoder, err = mp3.NewDecoder(source) // which reads the first frame
		}
		if err == nil {
			_, err = decoder.Read(pcm) // all of one frame
		}
		if err != nil || source.read != end {
			refused[i] = true
			return i + 1
		}
	}
	return i
}

// counter reads frames one after the other, and counts what is read.
type counter struct {
	bodies [][]byte
	at     int // in the first one
	read   int64
}

func (c *counter) Read(b []byte) (int, error) {
	for len(c.bodies) > 0 && c.at == len(c.bodies[0]) {
		c.bodies, c.at = c.bodies[1:], 0
	}
	if len(c.bodies) == 0 {
		return 0, io.EOF
	}
	n := copy(b, c.bodies[0][c.at:])
	c.at += n
	c.read += int64(n)
	return n, nil
}
