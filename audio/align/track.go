package align

import (
	"math"
	"slices"

	"github.com/chapmark/chapmark/audio/loudness"
)

// track is an envelope that tells its mean level between any two instants.
type track struct {
	at, step, end float64   // seconds
	sums          []float64 // of the levels in dB, up to each granule
	scale         float64   // the inverse of how much the level varies
	loud          float64   // dB
}

// floor is how far under the loud parts of a recording levels still count, in dB: what is quieter differs from one encoder, and
// one bed of music, to the next.
const floor = 30

// newTrack flattens an envelope into steps of its first piece.
func newTrack(e loudness.Envelope) *track {
	t := &track{step: 0.02, sums: []float64{0}, scale: 1}
	if len(e.Pieces) == 0 {
		return t
	}
	t.at, t.step = e.Pieces[0].At.Seconds(), e.Pieces[0].Step.Seconds()
	t.end = e.Pieces[len(e.Pieces)-1].End().Seconds()
	t.loud = float64(e.Loud()) / 100
	least := e.Loud() - 100*floor
	sum := 0.0
	for _, p := range e.Pieces {
		if p.Step == e.Pieces[0].Step {
			for _, l := range p.Levels {
				sum += float64(max(l, least)) / 100
				t.sums = append(t.sums, sum)
			}
			continue
		}
		for t.at+float64(len(t.sums))*t.step <= p.End().Seconds() {
			middle := t.at + (float64(len(t.sums))-0.5)*t.step
			i := min(max(int((middle-p.At.Seconds())/p.Step.Seconds()), 0), len(p.Levels)-1)
			sum += float64(max(p.Levels[i], least)) / 100
			t.sums = append(t.sums, sum)
		}
	}
	return t
}

// sum is the integral of the level up to an instant, in dB seconds.
func (t *track) sum(at float64) float64 {
	i := (at - t.at) / t.step
	last := len(t.sums) - 1
	switch {
	case i <= 0 || last == 0:
		return 0
	case i >= float64(last):
		return t.sums[last] * t.step
	}
	whole := int(i)
	return (t.sums[whole] + (i-float64(whole))*(t.sums[whole+1]-t.sums[whole])) * t.step
}

// mean is the level between two instants, those outside of the recording left out.
func (t *track) mean(from, to float64) float64 {
	from, to = max(from, t.at), min(to, t.at+float64(len(t.sums)-1)*t.step)
	if to <= from {
		return 0
	}
	return (t.sum(to) - t.sum(from)) / (to - from)
}

// silent reports whether a level is as low as levels are looked at.
func (t *track) silent(level float64) bool { return level < t.loud-floor+3 }

// near and wide are half the times over which the level is averaged: what is compared is by how much it is louder at an instant than
// around it, since a level as such is changed by every compressor.
const near, wide = 0.025, 0.5

// value is what is compared at an instant. It is 0 on average, and varies by 1.
func (t *track) value(at float64) float64 {
	return (t.mean(at-near, at+near) - t.mean(at-wide, at+wide)) * t.scale
}

// hop is the step of the grid on which recordings are compared, in seconds.
const hop = 0.02

// grid is the values of a track from 0 on, and sets their scale.
func (t *track) grid() []float32 {
	values := make([]float32, int(t.end/hop)+1)
	sum := 0.0
	for i := range values {
		v := t.value(float64(i) * hop)
		values[i] = float32(v)
		sum += v * v
	}
	if sum > 0 {
		t.scale = math.Sqrt(float64(len(values)) / sum)
		for i := range values {
			values[i] *= float32(t.scale)
		}
	}
	return values
}

// energies are the sums of squares up to each value.
func energies(values []float32) []float64 {
	sums := make([]float64, len(values)+1)
	for i, v := range values {
		sums[i+1] = sums[i] + float64(v)*float64(v)
	}
	return sums
}

func median(list []float64) float64 {
	slices.Sort(list)
	return list[len(list)/2]
}
