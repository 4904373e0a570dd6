// Package loudness tells how loud an MP3 is from moment to moment. In go bytes after an io.ReaderAt and what a walk found; out
// comes an Envelope, estimated from the side information of the frames without decoding any audio: one value for each granule.
// For single places there is the truth beside it: audio decoded around a mark, in steps of 10 ms. It writes nothing.
package loudness

import (
	"io"
	"math"
	"slices"
	"time"

	"github.com/chapmark/chapmark/audio/mpeg"
)

// Envelope is the loudness of a stream: a level for each granule, in order.
type Envelope struct {
	Pieces []Piece
	Layer3 bool // false: the frames are of another layer, which is not understood, and there are no levels
}

// Piece is a stretch of one sample rate.
type Piece struct {
	At     time.Duration // when it begins, as a player counts
	Step   time.Duration // of a granule: 576 samples
	Levels []int16       // hundredths of dB of full scale, all channels together; Silent for nothing at all
}

// Silent is the level of a granule that holds nothing.
const Silent int16 = -10000

// samplesPerGranule in every version of layer III.
const samplesPerGranule = 576

// decoderDelay is how late a decoder plays what a granule holds, in samples: the overlap of blocks and the filter bank (it is
// where the estimate fits the decoded audio best).
const decoderDelay = 552

// part is what one stretch of the stream gives.
type part struct {
	reader  reader
	behind  int64   // offset of what is after its last frame
	pieces  []Piece // the first one begins where the stretch does
	unsure  int     // granules at the start whose scale factors stand before the stretch
	foreign bool
}

// Measure walks between two offsets, and estimates the envelope of what is there in the same pass. The error is one of reading.
func Measure(file io.ReaderAt, walker *mpeg.Walker, start, end int64, skipTag mpeg.SkipTag) (Envelope, mpeg.Stream, error) {
	model := newModel()
	var parts []*part
	s, stretches, err := walker.Visit(file, start, end, skipTag, func() mpeg.Visit {
		p := &part{reader: reader{model: model}}
		parts = append(parts, p)
		return p.hear
	})
	if err != nil {
		return Envelope{}, s, err
	}
	e := Envelope{Layer3: true}
	shift := time.Duration(0)
	if s.First.SampleRate > 0 {
		samples := decoderDelay
		if s.Info != nil && s.Info.Gapless { // what the encoder put in front is not played, and neither is the decoder's delay
			samples -= s.Info.Delay + mpeg.DecoderDelay
		}
		shift = time.Duration(samples) * time.Second / time.Duration(s.First.SampleRate)
	}
	granules := 0
	for _, stretch := range stretches {
		for _, piece := range parts[stretch.Visit].pieces {
			granules += len(piece.Levels)
		}
	}
	for i, stretch := range stretches {
		p := parts[stretch.Visit]
		e.Layer3 = e.Layer3 && !p.foreign
		if i > 0 && e.Layer3 {
			more, err := parts[stretches[i-1].Visit].hearOn(file, stretch.Offset, s.End, skipTag)
			if err != nil {
				return Envelope{}, s, err
			}
			p.correct(more)
		}
		at := stretch.At
		for _, piece := range p.pieces {
			piece.At = at
			at = piece.End()
			piece.At += shift
			e.add(piece, granules)
			granules -= len(piece.Levels)
		}
	}
	return e, s, nil
}

// add appends a piece, to the last one where it goes on, which then has room for all granules that are left.
func (e *Envelope) add(p Piece, left int) {
	if n := len(e.Pieces); n > 0 && e.Pieces[n-1].Step == p.Step {
		e.Pieces[n-1].Levels = slices.Grow(e.Pieces[n-1].Levels, left)
		e.Pieces[n-1].Levels = append(e.Pieces[n-1].Levels, p.Levels...)
		return
	}
	e.Pieces = append(e.Pieces, p)
}

// correct takes over what the part in front knows of the first granules.
func (p *part) correct(more []int16) {
	if len(p.pieces) > 0 {
		copy(p.pieces[0].Levels[:min(p.unsure, len(p.pieces[0].Levels))], more)
	}
}

// maxReservoir is how many bytes before a frame its main data may begin.
const maxReservoir = 511

// firstLevels is room for half a minute: most pieces have much more.
const firstLevels = 2400

// hear estimates the levels of a frame.
func (p *part) hear(f mpeg.Frame, content []byte) {
	if p.foreign = p.foreign || f.Layer != 3; p.foreign {
		return
	}
	p.behind = f.Offset + f.Bytes
	levels := p.reader.frame(f, content)
	n := len(p.pieces)
	if n == 0 || p.pieces[n-1].Step != step(f.Header) {
		p.pieces = append(p.pieces, Piece{Step: step(f.Header), Levels: make([]int16, 0, firstLevels)})
		n++
	}
	p.pieces[n-1].Levels = append(p.pieces[n-1].Levels, levels...)
	if n == 1 && p.reader.read <= maxReservoir {
		p.unsure = len(p.pieces[0].Levels)
	}
}

// hearOn estimates the levels of the first frames after a part, since these may need bytes of it. The part hears no more afterwards.
func (p *part) hearOn(file io.ReaderAt, from, end int64, skipTag mpeg.SkipTag) (more []int16, err error) {
	behind := 0
	err = mpeg.Each(file, from, end, skipTag, func(f mpeg.Frame, content []byte) bool {
		if behind += int(f.Bytes); behind > 8*maxReservoir || len(p.pieces) > 0 && p.pieces[len(p.pieces)-1].Step != step(f.Header) {
			return false
		}
		f.Joined = f.Joined || f.Offset == p.behind
		more = append(more, p.reader.frame(f, content)...)
		return true
	})
	p.reader.main = nil
	return more, err
}

func step(h mpeg.Header) time.Duration {
	return samplesPerGranule * time.Second / time.Duration(h.SampleRate)
}

// End is when a piece ends.
func (p Piece) End() time.Duration { return p.At + time.Duration(len(p.Levels))*p.Step }

// level turns a mean square of 16-bit samples into hundredths of dB of full scale.
func level(energy float64) int16 {
	if energy <= nothing {
		return Silent
	}
	return int16(min(max(math.Round(1000*math.Log10(energy/fullScale)), float64(Silent)), 0))
}

// quickLevel is the same to a fiftieth of a dB, from the exponent and the first eight bits after the point.
func (m *model) quickLevel(energy float64) int16 {
	if energy <= nothing {
		return Silent
	}
	bits := math.Float64bits(energy)
	return min(max(int16(m.octaves[bits>>52&0x7FF])+m.mantissas[bits>>44&0xFF], Silent), 0)
}

// Between is the part of the envelope between two times, of the piece that the first of them lies in.
func (e Envelope) Between(from, to time.Duration) Piece {
	for _, p := range e.Pieces {
		if from >= p.End() || len(p.Levels) == 0 {
			continue
		}
		first := max(int((from-p.At)/p.Step), 0)
		last := min(max(int((to-p.At+p.Step-1)/p.Step), first), len(p.Levels))
		return Piece{At: p.At + time.Duration(first)*p.Step, Step: p.Step, Levels: p.Levels[first:last]}
	}
	return Piece{Step: time.Second}
}

// Peaks is the envelope in so many columns, the loudest granule of each.
func (e Envelope) Peaks(columns int) []int16 {
	peaks := make([]int16, columns)
	for i := range peaks {
		peaks[i] = Silent
	}
	if len(e.Pieces) == 0 || columns == 0 {
		return peaks
	}
	end := max(e.Pieces[len(e.Pieces)-1].End(), 1)
	for _, p := range e.Pieces {
		for i, level := range p.Levels {
			at := max(p.At+time.Duration(i)*p.Step, 0)
			column := min(int(int64(at)*int64(columns)/int64(end)), columns-1)
			peaks[column] = max(peaks[column], level)
		}
	}
	return peaks
}
