package align_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/chapmark/chapmark/audio/align"
	"github.com/chapmark/chapmark/audio/loudness"
)

// milliseconds are levels in dB, one for each.
type milliseconds []float64

// talk is so many seconds of syllables and pauses.
func talk(seed uint64, seconds float64) milliseconds {
	random := rand.New(rand.NewPCG(seed, 3))
	var m milliseconds
	for len(m) < int(1000*seconds) {
		level, length := -15-20*random.Float64(), 60+random.IntN(200)
		if random.IntN(9) == 0 {
			level, length = -70, 150+random.IntN(600)
		}
		m = append(m, slices.Repeat(milliseconds{level}, length)...)
	}
	return m[:int(1000*seconds)]
}

// without cuts from one second to another, and with puts something in.
func (m milliseconds) without(from, to float64) milliseconds {
	return slices.Concat(m[:int(1000*from)], m[int(1000*to):])
}

func (m milliseconds) with(at float64, more milliseconds) milliseconds {
	return slices.Concat(m[:int(1000*at)], more, m[int(1000*at):])
}

// envelope is what listening to it gives, with the scatter of an estimate.
func (m milliseconds) envelope(seed uint64, step time.Duration, scatter float64) loudness.Envelope {
	random := rand.New(rand.NewPCG(seed, 4))
	p := loudness.Piece{Step: step}
	for at := time.Duration(0); at+step < time.Duration(len(m))*time.Millisecond; at += step {
		energy, n := 0.0, 0.0
		for i := at / time.Millisecond; i < (at+step)/time.Millisecond; i++ {
			energy, n = energy+math.Pow(10, m[i]/10), n+1
		}
		p.Levels = append(p.Levels, int16(min(100*(10*math.Log10(energy/n)+scatter*random.NormFloat64()), 0)))
	}
	return loudness.Envelope{Pieces: []loudness.Piece{p}, Layer3: true}
}

const (
	at44 = 576 * time.Second / 44100
	at24 = 576 * time.Second / 24000
)

// TestEdits finds each kind of edit between recordings of other rates, with the scatter of real estimates.
func TestEdits(t *testing.T) {
	m := talk(1, 300)
	moved := slices.Concat(m[:60_000], m[120_000:200_000], m[60_000:120_000], m[200_000:])
	jingle := talk(9, 5)
	repeated := m.with(50, jingle).with(150, jingle).with(250, jingle)
	silent := slices.Clone(m)
	for i := 100_000; i < 130_000; i++ {
		silent[i] = -100
	}
	type mark struct {
		old, new float64
		found    align.Found
	}
	for name, test := range map[string]struct {
		old, new milliseconds
		marks    []mark
		removed  int
		inserted int
	}{
		"nothing":         {m, m, []mark{{0, 0, align.Kept}, {299.5, 299.5, align.Kept}}, 0, 0},
		"an intro":        {m, m.with(0, talk(2, 18.4)), []mark{{0, 18.4, align.Kept}, {200, 218.4, align.Kept}}, 0, 1},
		"an advert":       {m, m.with(100, talk(3, 42.7)), []mark{{99, 99, align.Kept}, {100, 142.7, align.Kept}, {101, 143.7, align.Kept}}, 0, 1},
		"a cut":           {m, m.without(100, 161.3), []mark{{99.5, 99.5, align.Kept}, {120, 100, align.Gone}, {161.5, 100.2, align.Kept}}, 1, 0},
		"the first part":  {m, m.without(0, 20), []mark{{5, 0, align.Gone}, {25, 5, align.Kept}}, 1, 0},
		"the last part":   {m, m.without(280, 300), []mark{{270, 270, align.Kept}, {290, 280, align.Gone}}, 1, 0},
		"a filler":        {m, m.without(100, 100.3), []mark{{99.5, 99.5, align.Kept}, {101, 100.7, align.Kept}}, 1, 0},
		"a replacement":   {m, m.without(100, 130).with(100, talk(4, 20)), []mark{{90, 90, align.Kept}, {115, 120, align.Gone}, {131, 121, align.Kept}}, 1, 1},
		"the same length": {m, m.without(100, 130).with(100, talk(4, 30)), []mark{{90, 90, align.Kept}, {115, 130, align.Gone}, {131, 131, align.Kept}}, 1, 1},
		"moved":           {m, moved, []mark{{30, 30, align.Kept}, {90, 170, align.Kept}, {150, 90, align.Kept}, {250, 250, align.Kept}}, 0, 0},
		"a jingle less":   {repeated, repeated.without(155, 160), []mark{{52, 52, align.Kept}, {200, 195, align.Kept}, {262, 257, align.Kept}}, 1, 0},
		"silence":         {silent, silent.without(200, 210), []mark{{115, 115, align.Kept}, {150, 150, align.Kept}, {220, 210, align.Kept}}, 1, 0},
	} {
		r := align.Envelopes(test.old.envelope(1, at44, 2), test.new.envelope(2, at24, 3))
		for _, mark := range test.marks {
			at, found := r.Place(time.Duration(mark.old * float64(time.Second)))
			if off := at.Seconds() - mark.new; found != mark.found || math.Abs(off) > 0.05 && mark.found == align.Kept || math.Abs(off) > 0.3 {
				t.Errorf("%s: %v s is %v, at %.3f s; want %v, at %v", name, mark.old, found, at.Seconds(), mark.found, mark.new)
			}
		}
		if len(r.Removed) != test.removed || len(r.Inserted) != test.inserted || r.Different() {
			t.Errorf("%s: same %.3f, removed %v, inserted %v", name, r.Same, r.Removed, r.Inserted)
		}
		anyMoved := false
		for i := range r.Stretches {
			anyMoved = anyMoved || r.Moved(i)
		}
		if anyMoved != (name == "moved") {
			t.Errorf("%s: the order", name)
		}
	}
}

// TestFillers follows many cuts of less than a second.
func TestFillers(t *testing.T) {
	m := talk(5, 600)
	random := rand.New(rand.NewPCG(5, 5))
	edited := m
	var kept []int
	for i := range m {
		kept = append(kept, i)
	}
	for at := 580.0; at > 10; at -= 6 + 8*random.Float64() {
		long := 0.15 + 0.75*random.Float64()
		edited = edited.without(at, at+long)
		kept = slices.Delete(kept, int(1000*at), int(1000*(at+long)))
	}
	truth := make([]float64, len(m)) // of each millisecond, where it is; less than nothing: nowhere
	for i := range truth {
		truth[i] = -1
	}
	for i, old := range kept {
		truth[old] = float64(i) / 1000
	}
	r := align.Envelopes(m.envelope(1, at44, 2), edited.envelope(2, at44, 3))
	marks, placed := 0, 0
	for i := 0; i < len(m); i += 500 {
		at, found := r.Place(time.Duration(i) * time.Millisecond)
		if truth[i] < 0 {
			continue
		}
		if marks++; found != align.Kept {
			continue
		}
		if placed++; math.Abs(at.Seconds()-truth[i]) > 0.1 {
			t.Errorf("%d ms at %v, not %v s", i, at, truth[i])
		}
	}
	if 100*placed < 98*marks {
		t.Errorf("%d of %d marks were placed", placed, marks)
	}
}

// TestSpeed finds by how much two sound cards differ.
func TestSpeed(t *testing.T) {
	m := talk(6, 1200)
	faster := make(milliseconds, int(float64(len(m))/1.001))
	for i := range faster {
		faster[i] = m[int(float64(i)*1.001)]
	}
	r := align.Envelopes(m.envelope(1, at44, 2), faster.envelope(2, at44, 3))
	if len(r.Stretches) != 1 || math.Abs(r.Stretches[0].Speed-1.001) > 5e-6 {
		t.Errorf("%+v", r.Stretches)
	}
	for at := range 1199 {
		if got, found := r.Place(time.Duration(at) * time.Second); found != align.Kept || math.Abs(got.Seconds()-float64(at)/1.001) > 0.01 {
			t.Errorf("%d s at %v", at, got)
		}
	}
}

// TestDifferent refuses recordings that have nothing, or a tune alone, in common.
func TestDifferent(t *testing.T) {
	tune := talk(100, 20)
	for seed := range uint64(10) {
		a, b := talk(10+seed, 300), talk(30+seed, 200)
		if seed%2 == 0 {
			a, b = a.with(0, tune), b.with(180, tune)
		}
		if r := align.Envelopes(a.envelope(1, at44, 2), b.envelope(2, at24, 3)); !r.Different() {
			t.Errorf("%d: same %.3f: %+v", seed, r.Same, r.Stretches)
		}
	}
	none := align.Envelopes(loudness.Envelope{}, talk(1, 100).envelope(1, at44, 2))
	if at, found := none.Place(time.Second); !none.Different() || found != align.Gone {
		t.Error(none, at, found)
	}
}
