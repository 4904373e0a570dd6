// Package loudness tells how loud an MP3 is from moment to moment. In go bytes behind an io.ReaderAt and what a walk found; out
// comes an Envelope, estimated from the side information of the frames without decoding any audio: one value for each granule.
// For single places there is the truth beside it: audio decoded around a mark, in steps of 10 ms. It writes nothing.
package loudness

import (
	"io"
	"math"
	"runtime"
	"sync"
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

// part is what one segment of the stream gives.
type part struct {
	start   int64 // offset
	at      time.Duration
	pieces  []Piece
	unsure  int // granules at the start whose scale factors stand in front of the segment
	more    []int16
	foreign bool
	err     error
}

// Measure estimates the envelope of a stream. Its Marks say where segments begin that are read at the same time; without any, it
// is read as one. The error is one of reading.
func Measure(file io.ReaderAt, s mpeg.Stream, skipTag mpeg.SkipTag) (Envelope, error) {
	parts := []part{{start: s.Start}}
	const least = 1 << 20
	for _, mark := range s.Marks {
		if mark.Offset-parts[len(parts)-1].start >= least && s.End-mark.Offset >= least {
			parts = append(parts, part{start: mark.Offset, at: mark.At})
		}
	}
	model := newModel()
	var wait sync.WaitGroup
	busy := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i := range parts {
		end := s.End
		if i+1 < len(parts) {
			end = parts[i+1].start
		}
		wait.Add(1)
		busy <- struct{}{}
		go func() {
			parts[i].measure(file, model, end, s.End, skipTag)
			<-busy
			wait.Done()
		}()
	}
	wait.Wait()
	e := Envelope{Layer3: true}
	shift := time.Duration(0)
	if s.First.SampleRate > 0 {
		samples := decoderDelay
		if s.Info != nil && s.Info.Gapless { // what the encoder put in front is not played, and neither is the decoder's delay
			samples -= s.Info.Delay + 529
		}
		shift = time.Duration(samples) * time.Second / time.Duration(s.First.SampleRate)
	}
	for i := range parts {
		if parts[i].err != nil {
			return Envelope{}, parts[i].err
		}
		e.Layer3 = e.Layer3 && !parts[i].foreign
		if i > 0 {
			parts[i].correct(parts[i-1].more)
		}
		for _, p := range parts[i].pieces {
			p.At += shift
			e.add(p)
		}
	}
	return e, nil
}

// add appends a piece, to the last one where it goes on.
func (e *Envelope) add(p Piece) {
	if n := len(e.Pieces); n > 0 && e.Pieces[n-1].Step == p.Step {
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

// maxReservoir is how many bytes in front of a frame its main data may begin.
const maxReservoir = 511

// measure reads the frames of a part, and some behind it, since these may need its bytes.
func (p *part) measure(file io.ReaderAt, model *model, end, last int64, skipTag mpeg.SkipTag) {
	r := reader{model: model}
	behind := 0
	p.err = mpeg.Each(file, p.start, last, skipTag, func(f mpeg.Frame, content []byte) bool {
		if f.Layer != 3 {
			p.foreign = true
			return false
		}
		if f.Offset >= end {
			if behind += int(f.Bytes); behind > 8*maxReservoir || len(p.pieces) > 0 && p.pieces[len(p.pieces)-1].Step != step(f.Header) {
				return false
			}
			p.more = append(p.more, r.frame(f, content)...)
			return true
		}
		levels := r.frame(f, content)
		if n := len(p.pieces); n == 0 || p.pieces[n-1].Step != step(f.Header) {
			at := p.at
			if n > 0 {
				at = p.pieces[n-1].End()
			}
			p.pieces = append(p.pieces, Piece{At: at, Step: step(f.Header)})
		}
		n := len(p.pieces)
		p.pieces[n-1].Levels = append(p.pieces[n-1].Levels, levels...)
		if n == 1 && r.read <= maxReservoir {
			p.unsure = len(p.pieces[0].Levels)
		}
		return true
	})
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

// quickLevel is the same to a fiftieth of a dB, from the exponent and the first eight bits behind the point.
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
