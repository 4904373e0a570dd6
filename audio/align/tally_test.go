package align_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/align"
	"github.com/chapmark/chapmark/audio/loudness"
)

// pair is a recording and what an editor made of it.
type pair struct {
	name           string
	edits          []edit
	speed          float64 // 0: as it was
	bed            float64 // music under it, softer by so many dB; 0: none
	filters, flags string
}

// The filters and the modes of the encoder.
const (
	compressed = "compand 0.005,0.2 -60,-60,-30,-15,0,-6 3"
	joint128   = "-b 128"
	vbr48      = "-V 4 --resample 48"
	mono24     = "-b 48 -m m --resample 24"
)

// pairs are the ways in which a recording of so many samples is edited. Fillers are cut out of speech: nobody cuts them out of a song, or
// of silence, which begin at these places.
func pairs(t testing.TB, old []int16, noSpeech ...int) []pair {
	length := len(old)
	random := rand.New(rand.NewPCG(7, 7))
	at := func(part float64) int { return int(part * float64(length)) }
	s := func(seconds float64) int { return int(seconds * rate) }
	advert := append(music(3, 6), speech(t, 77, 30)...)
	six := []edit{{put: music(1, 18.42)}, {at: at(0.18), cut: s(21.3)}, {at: at(0.33), put: advert}, {at: at(0.44), cut: s(4.2)}, {at: at(0.61), put: music(5, 11.25)}, {at: at(0.83), cut: s(18.9)}}
	part := min(s(90), length/8)
	move := []edit{{at: at(0.3), put: old[at(0.7) : at(0.7)+part], source: at(0.7)}, {at: at(0.7), cut: part}}
	many := fillers(random, length, length/rate*130/1800)
	for _, at := range noSpeech {
		many = slices.DeleteFunc(many, func(f edit) bool { return f.at > at-2*rate && f.at < at+47*rate })
	}
	both := slices.Clone(many)
	for _, e := range six {
		both = slices.DeleteFunc(both, func(f edit) bool { return f.at+f.cut > e.at-rate && f.at < e.at+e.cut+rate })
	}
	both = append(both, six...)
	slices.SortFunc(both, func(a, b edit) int { return a.at - b.at })
	return []pair{
		{"encoded again", nil, 0, 0, "", joint128},
		{"six edits", six, 0, 0, "", joint128},
		{"six edits, VBR at 48 kHz", six, 0, 0, "", vbr48},
		{"six edits, 48 kbit/s mono at 24 kHz", six, 0, 0, "", mono24},
		{"six edits, compressed", six, 0, 0, compressed, joint128},
		{"six edits, music under all", six, 0, 10, "", joint128},
		{"six edits, 0.1 % faster", six, 1.001, 0, "", joint128},
		{"a section moved", move, 0, 0, "", vbr48},
		{"fillers cut", many, 0, 0, "", joint128},
		{"both, compressed, mono at 24 kHz", both, 0, 0, compressed, mono24},
		{"both, music, compressed, VBR, 0.08 % slower", both, 0.9992, 10, compressed, "-V 6"},
	}
}

// tally counts what became of marks. A mark in a third of a second, or a pause, before what was put in may be placed after that; one in a pause
// may be anywhere in it.
type tally struct {
	same                                     float64
	kept, unsure, wrong, beside              int
	removed, named, edgeWrong, placedRemoved int
	errors                                   []float64 // milliseconds, of marks that were placed
	took                                     time.Duration

	chromaErrors []float64 // milliseconds, of all marks that survive
}

// count places marks every so many seconds.
func (p pair) count(t testing.TB, folder string, old []int16, oldSound *audio.Sound, oldPrint []uint32, every float64) (c tally) {
	t.Helper()
	speed := p.speed
	if speed == 0 {
		speed = 1
	}
	bare, place := edited(old, p.edits)
	next := bare
	if p.bed != 0 {
		next = under(next, music(9, 60), p.bed)
	}
	if speed != 1 {
		next = faster(next, speed)
	}
	path := filepath.Join(folder, "new.mp3")
	encoded(t, path, next, p.filters, p.flags)
	delay := 0.0 // where no header tells players what the encoder put in front
	f, err := new(audio.Reader).Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if f.Stream.Info == nil || !f.Stream.Info.Gapless {
		delay = 1105 / float64(f.Stream.First.SampleRate)
	}
	quiet := func(from, to float64) bool {
		from, to = min(from, to)-delay, max(from, to)-delay
		for i := int(from*rate*speed) + rate/50; i < int(to*rate*speed)-rate/50 && i < len(bare); i++ {
			if i >= 0 && (bare[i] > 300 || bare[i] < -300) {
				return false
			}
		}
		return true
	}
	newSound := sound(t, path)
	var newPrint []uint32
	if oldPrint != nil {
		newPrint = chromaprint(t, path)
	}
	begin := time.Now()
	r := align.Envelopes(oldSound.Envelope, newSound.Envelope)
	c.took, c.same = time.Since(begin), r.Same
	var marks []time.Duration
	for i := 0; i < len(old); i += int(every * rate) {
		marks = append(marks, inSeconds(i))
	}
	if err := r.Settle(marks, oldSound.Spectrum, newSound.Spectrum); err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(old); i += int(every * rate) {
		at, ok := place(i)
		behind, _ := place(i + rate/3)
		want := float64(at)/rate/speed + delay
		got, found := r.Place(inSeconds(i))
		off := math.Abs(got.Seconds() - want)
		right := off <= 0.1 || quiet(got.Seconds(), want) || math.Abs(got.Seconds()-delay-float64(behind)/rate/speed) < 0.35
		if !ok {
			c.removed++
			switch {
			case found != align.Kept:
				c.named++
				if found == align.Gone && !right {
					c.edgeWrong++
				}
			case !right:
				c.placedRemoved++
			}
			continue
		}
		if oldPrint != nil && i%(5*int(every*rate)) == 0 {
			c.chromaErrors = append(c.chromaErrors, 1000*math.Abs(chromaPlace(oldPrint, newPrint, float64(i)/rate)-want))
		}
		switch c.kept++; {
		case found != align.Kept && !(found == align.Gone && right):
			c.unsure++
		case !right:
			c.wrong++
			t.Logf("%s: %v is placed at %.3f s, not at %.3f", p.name, inSeconds(i), got.Seconds(), want)
		case off > 0.1:
			c.beside++
		default:
			c.errors = append(c.errors, 1000*off)
		}
	}
	slices.Sort(c.errors)
	return c
}

func (c tally) quantile(q float64) float64 {
	if len(c.errors) == 0 {
		return math.NaN()
	}
	return c.errors[int(q*float64(len(c.errors)-1))]
}

func (c tally) String() string {
	return fmt.Sprintf("%.1f | %.2f | %.1f | %.1f | %d | %d of %d | %d | %d", 100*float64(c.kept-c.unsure)/float64(c.kept), c.quantile(0.5), c.quantile(0.95), c.quantile(1), c.wrong, c.named, c.removed, c.placedRemoved, c.edgeWrong)
}

// TestPairs edits a real recording in all ways.
func TestPairs(t *testing.T) {
	for _, name := range []string{"espeak-ng", "sox", "lame"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Skip(name + " is not installed")
		}
	}
	folder := t.TempDir()
	old := speech(t, 1, 240)
	encoded(t, filepath.Join(folder, "old.mp3"), old, "", joint128)
	a := sound(t, filepath.Join(folder, "old.mp3"))
	for i, p := range pairs(t, old) {
		if i != 1 && i != 3 && i != 7 && i != 8 && i != 9 {
			continue // make bench has all of them, and long ones
		}
		c, allowed := p.count(t, folder, old, a, nil, 0.5), 2 // percent of marks that may be unsure
		if i == 9 {
			allowed = 3 // an edit every seven seconds
		}
		t.Logf("%s: %v", p.name, c)
		if c.wrong > 0 || c.placedRemoved > c.removed/20 || 100*c.unsure > allowed*c.kept || c.quantile(0.5) > 10 || c.quantile(0.95) > 15 {
			t.Errorf("%s: %+v", p.name, c)
		}
	}
}

// TestBenchRetime prints how well marks are placed in recordings of 30 and 70 minutes (CHAPMARK_BENCH). It asserts nothing.
func TestBenchRetime(t *testing.T) {
	if os.Getenv("CHAPMARK_BENCH") == "" {
		t.Skip("CHAPMARK_BENCH is not set")
	}
	folder := t.TempDir()
	for _, minutes := range []int{30, 70} {
		fmt.Printf("\n%d minutes: marks placed, in percent; error: median, 95 %%, most, in ms; more than 100 ms wrong; removed ones named; those that are not, and\nare placed more than 100 ms beside the edge; the same of those that are named; chromaprint: median, 95 %%, in ms, more than 100 ms wrong, in percent\n\n", minutes)
		old := speech(t, uint64(minutes), 60*minutes)
		copy(old[len(old)/3:], music(uint64(minutes), 45)) // a song, and a silence
		clear(old[len(old)/2 : len(old)/2+20*rate])
		for i := range 12 { // a jingle now and then
			copy(old[(i+1)*len(old)/13+7*rate:], music(77, 4))
		}
		encoded(t, filepath.Join(folder, "old.mp3"), old, "", joint128)
		a := sound(t, filepath.Join(folder, "old.mp3"))
		var print []uint32
		if _, err := exec.LookPath("fpcalc"); err == nil {
			print = chromaprint(t, filepath.Join(folder, "old.mp3"))
		}
		for _, p := range pairs(t, old, len(old)/3, len(old)/2) {
			c := p.count(t, folder, old, a, print, 0.85)
			median, most, wrong := c.chroma()
			fmt.Printf("| %s | %v | %.0f | %.0f | %.0f |\n", p.name, c, median, most, wrong)
		}
	}
	var envelopes []loudness.Envelope
	for seed := range uint64(15) {
		path := filepath.Join(folder, "unrelated.mp3")
		encoded(t, path, append(music(500, 20), speech(t, 1000+seed, 300)...), "", joint128) // with the same tune in front
		envelopes = append(envelopes, sound(t, path).Envelope)
	}
	refused, all, most := 0, 0, 0.0
	for i := range envelopes {
		for j := range i {
			r := align.Envelopes(envelopes[i], envelopes[j])
			all, most = all+1, max(most, r.Same)
			if r.Different() {
				refused++
			}
		}
	}
	fmt.Printf("\n%d of %d pairs of different episodes with the same tune of 20 s are refused; they share %.2f at most\n", refused, all, most)
}
