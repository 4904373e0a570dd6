package loudness

import (
	"io"
	"math"
	"time"

	"github.com/chapmark/chapmark/audio/mpeg"
)

// centres of the bands of a spectrum, in Hz: what tells one sound of speech from another.
var centres = [...]float64{250, 500, 900, 1400, 2100, 3100, 4500}

// width is how narrow the bands are: the centre by the distance of the frequencies at which a band has half its power.
const width = 2.5

// Spectrum decodes the audio between two times, as Decode does, and returns how loud each of its bands is, all channels mixed.
func Spectrum(file io.ReaderAt, s mpeg.Stream, skipTag mpeg.SkipTag, from, to time.Duration) (bands []Piece, ok bool, err error) {
	w, ok, err := decodeWindow(file, s, skipTag, from, to)
	if err != nil || !ok {
		return nil, false, err
	}
	for _, centre := range centres {
		bands = append(bands, Piece{At: w.from, Step: WindowStep})
		p, filter := &bands[len(bands)-1], newFilter(centre, float64(w.rate))
		at := 0
		for i := range w.steps() {
			sum, n := 0.0, 0
			for from, to := w.sample(i), w.sample(i+1); at < to; at++ {
				if v := filter.next(float64(w.mixed(at))); at >= from {
					sum, n = sum+v*v, n+1
				}
			}
			p.Levels = append(p.Levels, level(sum/float64(max(n, 1))))
		}
	}
	return bands, len(bands[0].Levels) > 0, nil
}

// filter lets one band pass: a biquad of constant peak gain (R. Bristow-Johnson's Audio EQ Cookbook).
type filter struct{ b0, a1, a2, x1, x2, y1, y2 float64 }

func newFilter(centre, rate float64) *filter {
	turn := 2 * math.Pi * min(centre/rate, 0.45)
	alpha := math.Sin(turn) / (2 * width)
	return &filter{b0: alpha / (1 + alpha), a1: -2 * math.Cos(turn) / (1 + alpha), a2: (1 - alpha) / (1 + alpha)}
}

func (f *filter) next(x float64) float64 {
	y := f.b0*(x-f.x2) - f.a1*f.y1 - f.a2*f.y2
	f.x1, f.x2, f.y1, f.y2 = x, f.x1, y, f.y1
	return y
}
