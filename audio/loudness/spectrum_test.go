package loudness_test

import (
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/chapmark/chapmark/audio/loudness"
	"github.com/chapmark/chapmark/audio/mp3test"
)

// TestSpectrum hears a second of one tone, and a second of another.
func TestSpectrum(t *testing.T) {
	if strconv.IntSize == 32 {
		t.Skip("nothing is decoded on 32 bits")
	}
	folder := t.TempDir()
	wav, mp3 := filepath.Join(folder, "a.wav"), filepath.Join(folder, "a.mp3")
	mp3test.Run(t, "sox", "-n", "-r", "44100", "-b", "16", wav, "synth", "2", "sine", "900", ":", "synth", "2", "sine", "3100", "norm", "-12")
	for _, flags := range [][]string{{"-b", "128"}, {"-b", "48", "-m", "m", "--resample", "24"}} {
		mp3test.Encode(t, wav, mp3, flags...)
		file, _, stream := walked(t, mp3)
		bands, ok, err := loudness.Spectrum(file, stream, noTags, time.Second, 3*time.Second)
		if err != nil || !ok || len(bands) != 7 {
			t.Fatal(len(bands), ok, err)
		}
		for _, at := range []time.Duration{1500 * time.Millisecond, 2500 * time.Millisecond} {
			i := int((at - bands[0].At) / bands[0].Step)
			loudest := 0
			for k := range bands {
				if bands[k].Levels[i] > bands[loudest].Levels[i] {
					loudest = k
				}
			}
			if want := 2 + 3*int(at/(2*time.Second)); loudest != want {
				t.Errorf("%v, at %v: band %d is the loudest, not %d", flags, at, loudest, want)
			}
		}
		first, last := bands[2].Levels[98]-bands[5].Levels[98], bands[2].Levels[108]-bands[5].Levels[108]
		if first < 0 || last > 0 {
			t.Errorf("%v: the tone changes at 2 s, and the bands do not: %d, %d", flags, first, last)
		}
	}
}
