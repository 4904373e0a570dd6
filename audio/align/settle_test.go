package align_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/chapmark/chapmark/audio/align"
	"github.com/chapmark/chapmark/audio/loudness"
)

// vowels are so many seconds of talk whose sound changes every 60 to 200 ms: how much louder each of seven bands is than the whole.
func vowels(seed uint64, seconds float64) (bands [7]milliseconds) {
	random := rand.New(rand.NewPCG(seed, 5))
	level, length := -20.0, 0
	for len(bands[0]) < int(1000*seconds) {
		if length -= 100; length <= 0 {
			level, length = -15-10*random.Float64(), 400+random.IntN(2000) // levels alone tell little
		}
		long := 60 + random.IntN(140)
		for i := range bands {
			band := level - 15*random.Float64()
			for range long {
				bands[i] = append(bands[i], band)
			}
		}
	}
	return bands
}

// ear hears bands; quieter by so many dB.
func ear(bands [7]milliseconds, quieter float64) align.Ear {
	return func(from, to time.Duration) (list []loudness.Piece, ok bool, err error) {
		for _, band := range bands {
			p := loudness.Piece{At: max(from, 0), Step: 10 * time.Millisecond}
			for at := p.At; at < to && int(at/time.Millisecond) < len(band); at += p.Step {
				p.Levels = append(p.Levels, int16(100*(band[at/time.Millisecond]-quieter)))
			}
			list = append(list, p)
		}
		return list, true, nil
	}
}

func all(bands [7]milliseconds) milliseconds {
	whole := make(milliseconds, len(bands[0]))
	for i := range whole {
		whole[i] = bands[0][i]
		for _, band := range bands {
			whole[i] = max(whole[i], band[i])
		}
	}
	return whole
}

// TestSettle cuts where levels do not tell the place: listening does.
func TestSettle(t *testing.T) {
	old := vowels(1, 120)
	const from, to = 60.0, 60.4
	var next [7]milliseconds
	for i := range old {
		next[i] = old[i].without(from, to)
	}
	r := align.Envelopes(all(old).envelope(1, at44, 2), all(next).envelope(2, at24, 2))
	unsure := func() (n int) {
		for at := 58 * time.Second; at < 62*time.Second; at += 20 * time.Millisecond {
			place, found := r.Place(at)
			if found == align.Unsure {
				n++
				continue
			}
			want := at
			if at.Seconds() > from {
				want = max(at-400*time.Millisecond, time.Duration(from*float64(time.Second)))
			}
			if off := place - want; off.Abs() > 100*time.Millisecond {
				t.Errorf("%v is placed at %v", at, place)
			}
		}
		return n
	}
	before := unsure()
	deaf := func(time.Duration, time.Duration) ([]loudness.Piece, bool, error) { return nil, false, nil }
	if err := r.Settle([]time.Duration{60 * time.Second}, deaf, deaf); err != nil || unsure() != before {
		t.Errorf("what cannot be decoded: %v, %d", err, unsure())
	}
	if err := r.Settle([]time.Duration{60 * time.Second}, broken, ear(next, 6)); !errors.Is(err, errBroken) {
		t.Error("a failure to read is not told: ", err)
	}
	if err := r.Settle([]time.Duration{60 * time.Second}, ear(old, 0), ear(next, 6)); err != nil {
		t.Fatal(err)
	}
	if after := unsure(); before < 10 || after > before/2 {
		t.Errorf("%d instants are unsure, and %d after listening", before, after)
	}
}

var errBroken = errors.New("broken")

func broken(time.Duration, time.Duration) ([]loudness.Piece, bool, error) {
	return nil, false, errBroken
}

// TestReplaced says other words in the place of some, for as long: the marks in them are not sure.
func TestReplaced(t *testing.T) {
	old, others := vowels(3, 120), vowels(4, 120)
	next := old
	for i := range next {
		next[i] = slices.Concat(old[i][:60_000], others[i][60_000:62_000], old[i][62_000:])
	}
	r := align.Envelopes(all(old).envelope(1, at44, 2), all(next).envelope(2, at24, 2))
	marks := []time.Duration{50 * time.Second, 61 * time.Second, 70 * time.Second}
	if err := r.Settle(marks, ear(old, 0), ear(next, 3)); err != nil {
		t.Fatal(err)
	}
	for i, want := range []align.Found{align.Kept, align.Unsure, align.Kept} {
		if at, found := r.Place(marks[i]); found != want || found == align.Kept && (at-marks[i]).Abs() > 10*time.Millisecond {
			t.Errorf("%v: %v, %v", marks[i], at, found)
		}
	}
}
