package align_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/chapmark/chapmark/audio/align"
)

func TestDev(t *testing.T) {
	folder := os.Getenv("CHAPMARK_PAIRS")
	if folder == "" {
		folder = t.TempDir()
	}
	old := speech(t, 1, 1800)
	random := rand.New(rand.NewPCG(7, 7))
	s := func(x float64) int { return int(x * rate) }
	six := []edit{{0, 0, music(1, 18.42)}, {s(324), s(61.3), nil}, {s(600), 0, append(music(3, 12), speech(t, 77, 30)...)}, {s(800), s(4.2), nil}, {s(1100), 0, music(5, 31.25)}, {s(1500), s(148.9), nil}}
	encoded(t, filepath.Join(folder, "old.mp3"), old, "", "-b 128")
	a := envelope(t, filepath.Join(folder, "old.mp3"))
	many := fillers(random, len(old), 130)
	both := slices.Clone(many)
	for _, e := range six {
		both = slices.DeleteFunc(both, func(f edit) bool { return f.at+f.cut > e.at-rate && f.at < e.at+e.cut+rate })
	}
	both = append(both, six...)
	slices.SortFunc(both, func(a, b edit) int { return a.at - b.at })
	for _, test := range []struct {
		name           string
		edits          []edit
		speed          float64
		bed            bool
		filters, flags string
	}{
		{"same", nil, 1, false, "", "-b 128"},
		{"six", six, 1, false, "", "-b 128"},
		{"six V4 48", six, 1, false, "", "-V 4 --resample 48"},
		{"six 24k 48", six, 1, false, "", "-b 48 -m m --resample 24"},
		{"six compressed", six, 1, false, "compand 0.005,0.2 -60,-60,-30,-15,0,-6 3", "-b 128"},
		{"six music", six, 1, true, "", "-b 128"},
		{"six speed", six, 1.001, false, "", "-b 128"},
		{"fillers", many, 1, false, "", "-b 128"},
		{"all", both, 1, false, "compand 0.005,0.2 -60,-60,-30,-15,0,-6 3", "-b 48 -m m --resample 24"},
		{"all music speed", both, 0.9992, true, "compand 0.005,0.2 -60,-60,-30,-15,0,-6 3", "-V 6"},
	} {
		new, place := edited(old, test.edits)
		if test.bed {
			new = under(new, music(9, 60), 10)
		}
		if test.speed != 1 {
			new = faster(new, test.speed)
		}
		path := filepath.Join(folder, "new-"+test.name+".mp3")
		if _, err := os.Stat(path); err != nil {
			encoded(t, path, new, test.filters, test.flags)
		}
		b := envelope(t, path)
		begin := time.Now()
		r := align.Envelopes(a, b)
		took := time.Since(begin)
		var errs []float64
		unsure, wrong, named, falsely, gone, fine := 0, 0, 0, 0, 0, 0
		for i := 0; i < len(old); i += rate * 9 / 4 {
			at, ok := place(i)
			want := float64(at) / rate / test.speed
			got, found := r.Place(inSeconds(i))
			switch {
			case !ok && found == align.Gone:
				gone++
			case !ok:
				if found == align.Unsure { named++ } else if math.Abs(got.Seconds()-want) < 0.1 { fine++ } else {
					falsely++
					if falsely < 5 { fmt.Printf("    removed %v was placed at %v\n", inSeconds(i), got) }
				}
			case found == align.Unsure || found == align.Gone:
				unsure++
				if unsure < 6 { fmt.Printf("    kept %v is %v\n", inSeconds(i), found) }
			default:
				err := math.Abs(got.Seconds() - want)
				errs = append(errs, err)
				if err > 0.1 {
					wrong++
					if wrong < 6 { fmt.Printf("    kept %v at %.3f, not %.3f\n", inSeconds(i), got.Seconds(), want) }
				}
			}
		}
		slices.Sort(errs)
		q := func(p float64) float64 { if len(errs) == 0 { return -1 }; return 1000 * errs[int(p*float64(len(errs)-1))] }
		fmt.Printf("%-16s same %.3f stretches %d took %v kept %d p50 %.1f p95 %.1f max %.1f ms; unsure %d wrong %d; removed: named %d+%d, at the edge %d, falsely %d speed %v\n", test.name, r.Same, len(r.Stretches), took.Round(time.Millisecond), len(errs)+unsure, q(.5), q(.95), q(1), unsure, wrong, gone, named, fine, falsely, func() float64 { if len(r.Stretches) > 0 { return r.Stretches[0].Speed }; return 0 }())
	}
}
