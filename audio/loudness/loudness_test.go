package loudness_test

import (
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/chapmark/chapmark/audio/loudness"
	"github.com/chapmark/chapmark/audio/mp3test"
	"github.com/chapmark/chapmark/audio/mpeg"
)

func noTags([]byte) int64 { return 0 }

// walked opens a file and finds its frames.
func walked(t *testing.T, path string) (*os.File, int64, mpeg.Stream) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	info, err := file.Stat()
	if err != nil {
		t.Fatal(err)
	}
	walker := mpeg.Walker{Marks: 64}
	stream, err := walker.Walk(file, 0, info.Size(), noTags)
	if err != nil {
		t.Fatal(err)
	}
	return file, info.Size(), stream
}

// measured measures a file, and decodes all of it.
func measured(t *testing.T, path string) (e loudness.Envelope, truth loudness.Piece, decoded bool) {
	t.Helper()
	file, size, stream := walked(t, path)
	e, _, err := loudness.Measure(file, new(mpeg.Walker), 0, size, noTags)
	if err != nil {
		t.Fatal(err)
	}
	if truth, decoded, err = loudness.Decode(file, stream, noTags, 0, stream.Duration()); err != nil {
		t.Fatal(err)
	}
	return e, truth, decoded
}

// mean is the level of the truth between two times: its energies added up.
func mean(truth loudness.Piece, from, to time.Duration) float64 {
	sum, n := 0.0, 0.0
	for i, level := range truth.Levels {
		at := truth.At + time.Duration(i)*truth.Step
		if part := min(to, at+truth.Step) - max(from, at); part > 0 {
			sum += float64(part) * math.Pow(10, float64(level)/1000)
			n += float64(part)
		}
	}
	return 10 * math.Log10(max(sum/max(n, 1), 1e-8))
}

// compare gives the correlation of the estimate with the truth in dB, the standard deviation of the error, and its mean.
func compare(e loudness.Envelope, truth loudness.Piece) (correlation, deviation, bias float64) {
	var x, y []float64
	p := e.Pieces[0]
	first := 0
	for i := range p.Levels {
		at := p.At + time.Duration(i)*p.Step
		if at < 100*time.Millisecond || at+p.Step > truth.End()-100*time.Millisecond {
			continue
		}
		// Only the steps around it are looked at.
		first = max(int((at-truth.At)/truth.Step)-1, 0)
		near := loudness.Piece{At: truth.At + time.Duration(first)*truth.Step, Step: truth.Step, Levels: truth.Levels[first:min(first+8, len(truth.Levels))]}
		x = append(x, math.Max(float64(p.Levels[i])/100, -80))
		y = append(y, math.Max(mean(near, at, at+p.Step), -80))
	}
	n := float64(len(x))
	var mx, my, xx, yy, xy, dd float64
	for i := range x {
		mx, my = mx+x[i]/n, my+y[i]/n
	}
	for i := range x {
		a, b := x[i]-mx, y[i]-my
		xx, yy, xy, dd = xx+a*a, yy+b*b, xy+a*b, dd+(a-b)*(a-b)
	}
	return xy / math.Sqrt(xx*yy), math.Sqrt(dd / n), mx - my
}

// matching counts the pauses that have one in another list whose ends are near.
func matching(pauses, others []loudness.Pause) (n int) {
	const near = 60 * time.Millisecond
	for _, p := range pauses {
		for _, o := range others {
			if (p.From-o.From).Abs() <= near && (p.To-o.To).Abs() <= near {
				n++
				break
			}
		}
	}
	return n
}

// TestEnvelope holds the estimate against decoded audio, for speech and for music, as several modes of an encoder write them.
func TestEnvelope(t *testing.T) {
	if strconv.IntSize == 32 {
		t.Skip("nothing is decoded on 32 bits; pauses are estimated, and snap says so")
	}
	folder := t.TempDir()
	speech, planted := mp3test.Speech(t, folder, 8)
	sounds := map[string]string{"speech": speech, "music": mp3test.Music(t, folder, 70)}
	for mode, options := range map[string][]string{
		"64 mono": {"-b", "64", "-m", "m"}, "128 joint": {"-b", "128", "-m", "j"}, "192 stereo": {"-b", "192", "-m", "s"},
		"vbr joint": {"-V", "4", "-m", "j"}, "vbr mono": {"-V", "2", "-m", "m"}, "mpeg 2 joint": {"-b", "64", "-m", "j", "--resample", "24"},
		"mpeg 2 mono": {"-b", "56", "-m", "m", "--resample", "22.05"},
	} {
		for sound, wav := range sounds {
			t.Run(sound+" "+mode, func(t *testing.T) {
				mp3 := filepath.Join(folder, "a.mp3")
				mp3test.Encode(t, wav, mp3, options...)
				e, truth, decoded := measured(t, mp3)
				if !decoded || len(e.Pieces) != 1 {
					t.Fatal(decoded, len(e.Pieces))
				}
				correlation, deviation, bias := compare(e, truth)
				t.Logf("correlation %.3f, off by %.1f dB, scattered by %.1f dB", correlation, bias, deviation)
				if correlation < 0.93 || math.Abs(bias) > 4 {
					t.Errorf("correlation %.3f, off by %.1f dB", correlation, bias)
				}
				if sound == "music" {
					return
				}
				const least, nearly = 300 * time.Millisecond, 240 * time.Millisecond // one that is 10 ms shorter there is the same
				threshold := e.Threshold()
				found, real := e.Pauses(threshold, least), truth.Pauses(threshold, least)
				precision := float64(matching(found, truth.Pauses(threshold, nearly))) / float64(len(found))
				recall := float64(matching(real, e.Pauses(threshold, nearly))) / float64(len(real))
				t.Logf("%d pauses found, %d there: precision %.2f, recall %.2f", len(found), len(real), precision, recall)
				if precision < 0.95 || recall < 0.95 || len(real) < len(planted) {
					t.Errorf("under %.1f dB, %d pauses found, %d there, %d planted: precision %.2f, recall %.2f\nfound %v\nthere %v", float64(threshold)/100, len(found), len(real), len(planted), precision, recall, found, real)
				}
			})
		}
	}
}

// TestBenchEnvelope prints how well the estimate and its pauses fit long streams, of each the first ten minutes (make bench).
func TestBenchEnvelope(t *testing.T) {
	if os.Getenv("CHAPMARK_BENCH") == "" {
		t.Skip("CHAPMARK_BENCH is not set")
	}
	paths, err := filepath.Glob(filepath.Join(mp3test.FromEnv(t, "CHAPMARK_STREAMS"), "*.mp3"))
	if err != nil || len(paths) == 0 {
		t.Fatal(paths, err)
	}
	for _, path := range paths {
		file, size, stream := walked(t, path)
		begun := time.Now()
		if _, err := io.Copy(struct{ io.Writer }{io.Discard}, io.NewSectionReader(file, 0, size)); err != nil {
			t.Fatal(err)
		}
		reading := time.Since(begun)
		begun = time.Now()
		e, _, err := loudness.Measure(file, new(mpeg.Walker), 0, size, noTags)
		if err != nil {
			t.Fatal(err)
		}
		took := fmt.Sprintf("measured in %v, %.1f times reading it", time.Since(begun).Round(time.Millisecond), float64(time.Since(begun))/float64(reading))
		truth, decoded, err := loudness.Decode(file, stream, noTags, 0, min(stream.Duration(), 10*time.Minute))
		if err != nil || !decoded {
			t.Logf("%-30s cannot be decoded; %s", filepath.Base(path), took)
			continue
		}
		correlation, deviation, bias := compare(e, truth)
		const least = 300 * time.Millisecond
		var found []loudness.Pause
		for _, p := range e.Pauses(e.Threshold(), least) {
			if p.To < truth.End()-least {
				found = append(found, p)
			}
		}
		const nearly = least - 60*time.Millisecond
		real := truth.Pauses(e.Threshold(), least)
		t.Logf("%-30s correlation %.3f, error %.1f dB, bias %+.1f dB, pauses %d of %d there, %d of %d found are; %s", filepath.Base(path), correlation, deviation, bias,
			matching(real, e.Pauses(e.Threshold(), nearly)), len(real), matching(found, truth.Pauses(e.Threshold(), nearly)), len(found), took)
	}
}
