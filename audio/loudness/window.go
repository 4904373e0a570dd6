package loudness

import (
	"encoding/binary"
	"io"
	"slices"
	"time"

	"github.com/chapmark/chapmark/audio/decode"
	"github.com/chapmark/chapmark/audio/mpeg"
)

// WindowStep is how fine a Window is.
const WindowStep = 10 * time.Millisecond

// warmUp is how many frames are decoded before those that count: they fill the reservoir of main data and the overlap.
const warmUp = 12

// Decode decodes the audio between two times, as a player counts them, and returns its level in steps of WindowStep. It returns
// false where the decoder does not know the frames: MPEG 2.5, for one. The error is one of reading.
func Decode(file io.ReaderAt, s mpeg.Stream, skipTag mpeg.SkipTag, from, to time.Duration) (p Piece, ok bool, err error) {
	w, ok, err := decodeWindow(file, s, skipTag, from, to)
	if err != nil || !ok {
		return Piece{}, false, err
	}
	p = Piece{At: w.from, Step: WindowStep}
	for i := range w.steps() {
		p.Levels = append(p.Levels, level(meanSquare(w.pcm[4*w.sample(i):4*max(w.sample(i+1), 1)])))
	}
	return p, len(p.Levels) > 0, nil
}

// window is decoded audio, and a little before it.
type window struct {
	from, to time.Duration
	lead     time.Duration // from the first sample to from
	rate     time.Duration // of samples in a second
	pcm      []byte        // two channels of 16 bits
}

// sample is where a step begins: it may not last a whole number of samples.
func (w window) sample(step int) int {
	return max(int((w.lead+time.Duration(step)*WindowStep)*w.rate/time.Second), 0)
}

// steps is how many whole steps the window has.
func (w window) steps() (n int) {
	for time.Duration(n)*WindowStep < w.to-w.from && 4*w.sample(n+1) <= len(w.pcm) {
		n++
	}
	return n
}

func decodeWindow(file io.ReaderAt, s mpeg.Stream, skipTag mpeg.SkipTag, from, to time.Duration) (w window, ok bool, err error) {
	if s.First.Layer != 3 || s.First.SampleRate == 0 {
		return window{}, false, nil
	}
	from = max(from, 0)
	rate, trim := time.Duration(s.First.SampleRate), s.Delay()
	// In the stream, what a player does not play comes first.
	frames, first, err := framesBetween(file, s, skipTag, from+trim, to+trim)
	if err != nil || len(frames) == 0 {
		return window{}, false, err
	}
	pcm, ok, err := decode.PCM(file, frames)
	return window{from, to, from + trim - first, rate, pcm}, ok, err
}

// Samples decodes the audio between two times: all channels mixed, at the stream's sample rate. It returns false where the decoder does
// not know the frames. The error is one of reading.
func Samples(file io.ReaderAt, s mpeg.Stream, skipTag mpeg.SkipTag, from, to time.Duration) (samples []int16, ok bool, err error) {
	w, ok, err := decodeWindow(file, s, skipTag, from, to)
	if err != nil || !ok {
		return nil, false, err
	}
	for i := range w.steps() {
		for at := w.sample(i); at < w.sample(i+1); at++ {
			samples = append(samples, w.mixed(at))
		}
	}
	return samples, len(samples) > 0, nil
}

// mixed is a sample of both channels.
func (w window) mixed(at int) int16 {
	left, right := int16(binary.LittleEndian.Uint16(w.pcm[4*at:])), int16(binary.LittleEndian.Uint16(w.pcm[4*at+2:]))
	return int16((int(left) + int(right)) / 2)
}

// meanSquare is that of samples of two channels.
func meanSquare(pcm []byte) float64 {
	sum := 0.0
	for i := 0; i+1 < len(pcm); i += 2 {
		v := float64(int16(binary.LittleEndian.Uint16(pcm[i:])))
		sum += v * v
	}
	return sum / float64(len(pcm)/2)
}

// framesBetween finds the frames that hold the audio between two times of the stream, some more in front, and the time of the first.
func framesBetween(file io.ReaderAt, s mpeg.Stream, skipTag mpeg.SkipTag, from, to time.Duration) (frames []mpeg.Frame, first time.Duration, err error) {
	long := time.Duration(s.First.Samples()) * time.Second / time.Duration(s.First.SampleRate)
	begin, at := s.Start, time.Duration(0)
	if i, _ := slices.BinarySearchFunc(s.Marks, from-warmUp*long, func(m mpeg.Mark, t time.Duration) int { return int(m.At - t) }); i > 0 {
		begin, at = s.Marks[i-1].Offset, s.Marks[i-1].At
	}
	err = mpeg.Each(file, begin, s.End, skipTag, func(f mpeg.Frame, _ []byte) bool {
		length := time.Duration(f.Samples()) * time.Second / time.Duration(f.SampleRate)
		if at+length > from-warmUp*long {
			if len(frames) == 0 {
				first = at
			}
			frames = append(frames, f)
		}
		at += length
		return at < to+2*long
	})
	return frames, first, err
}
