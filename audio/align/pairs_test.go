package align_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chapmark/chapmark/audio"
)

// rate of all that is made here, in samples a second.
const rate = 22050

const words = "able about across after again air all along always animal answer any apple ask away baby back ball bank base bear beat bed began bell best better big bird black blue board boat body bone book both box boy bread break bridge bright bring brother brown build burn busy buy call came candle captain car care carry case cat catch cause cent chair change check child church circle city class clean clear climb clock close cloud coast cold color come common cook cool copper corn cotton count country course cover cow cross crowd cry cut dance dark day dead deep desert dinner do dog door down draw dream dress drink drive drop dry ear early earth east eat edge egg eight end engine even evening ever every eye face fact fall family farm fast father feel fence few field fight fill find fine finger finish fire first fish five floor flow flower fly follow food foot forest form four free fresh friend front fruit full game garden gate gave general gentle girl give glass go gold good grand grass gray great green ground group grow guess hair half hall hand happy hard hat have head hear heart heavy help high hill history hold hole home hope horse hot hour house huge hunt hurry ice idea inch iron island job join jump keep key kind king kitchen knee know lady lake land large last laugh law lay lead learn leave left leg letter level lie lift light line lion list listen little live lone long look lose lot loud love low machine main make many map mark market master match meal mean measure meat meet middle mile milk mind mine minute money month moon morning mother mountain mouth move music name narrow near neck need nest never new night nine noise north nose note number ocean offer office oil old open orange order other over page paint pair paper park part party pass path pay pencil people piece place plain plan plant play please point poor port pound power press pretty problem pull push put queen question quick quiet rain raise ran reach read ready real red rest rice rich ride right ring rise river road rock roll room root rope rose round rule run safe sail salt same sand sat saw say school sea season seat second see seed seem sell send sense serve seven shade shall shape sharp ship shoe shop short shoulder show side sign silver simple sing sister sit six size skin sky sleep slow small smell smile snow soft soil soldier some song soon sound south space speak spell spring square stand star start state stay steam steel step stick still stone stop store storm story strange stream street strong student sugar summer sun sure swim table tail take talk tall teach team tell ten test thick thin thing think third those thought three throw tie time tiny together tone tool top total touch town track trade train tree trip true try turn twenty two under unit until use valley value very view village visit voice wait walk wall want war warm wash watch water wave way wear weather week weight well west wheel white whole wide wife wild will win wind window winter wish woman wonder wood word work world write wrong yard year yellow yes yet young"

// speech is so many seconds of three voices that say sentences nobody has said before.
func speech(t testing.TB, seed uint64, length int) []int16 {
	t.Helper()
	if folder := os.Getenv("CHAPMARK_PAIRS"); folder != "" {
		name := filepath.Join(folder, fmt.Sprintf("speech-%d-%d.raw", seed, length))
		if content, err := os.ReadFile(name); err == nil {
			return samplesOf(content)
		}
		made := newSpeech(t, seed, length)
		var b bytes.Buffer
		_ = binary.Write(&b, binary.LittleEndian, made)
		_ = os.WriteFile(name, b.Bytes(), 0o644)
		return made
	}
	return newSpeech(t, seed, length)
}

func samplesOf(content []byte) []int16 {
	samples := make([]int16, len(content)/2)
	for i := range samples {
		samples[i] = int16(binary.LittleEndian.Uint16(content[2*i:]))
	}
	return samples
}

func newSpeech(t testing.TB, seed uint64, length int) (samples []int16) {
	random := rand.New(rand.NewPCG(seed, 1))
	list := strings.Fields(words)
	voices := []string{"en-gb", "en-us+f2", "en-gb-scotland+m3", "en-us+f4", "en-gb+m7"}
	for turn := 0; len(samples) < length*rate; turn++ {
		var text strings.Builder
		for range 2 + random.IntN(6) {
			for n := range 4 + random.IntN(14) {
				if n > 0 {
					text.WriteString([]string{" ", " ", " ", " ", " ", ", "}[random.IntN(6)])
				}
				text.WriteString(list[random.IntN(len(list))])
			}
			text.WriteString(". ")
		}
		command := exec.Command("espeak-ng", "-v", voices[(turn+int(seed))%3+int(seed)%3], "-s", fmt.Sprint(150+random.IntN(40)), "--stdout", "--stdin")
		command.Stdin = strings.NewReader(text.String())
		wave, err := command.Output()
		if err != nil || len(wave) < 100 {
			t.Fatal(err)
		}
		samples = append(samples, samplesOf(wave[44:])...)
		samples = append(samples, make([]int16, random.IntN(rate))...)
	}
	return samples[:length*rate]
}

// music is so many seconds of chords that change, with a beat.
func music(seed uint64, length float64) []int16 {
	random := rand.New(rand.NewPCG(seed, 2))
	samples := make([]int16, int(length*rate))
	for at := 0; at < len(samples); {
		n := min(rate/4+random.IntN(rate/2), len(samples)-at)
		notes := []float64{110 * math.Exp2(float64(random.IntN(24))/12), 110 * math.Exp2(float64(random.IntN(36))/12), 110 * math.Exp2(float64(random.IntN(36))/12)}
		loud := 2000 + 5000*random.Float64()
		for i := range n {
			v := 0.0
			for _, f := range notes {
				v += math.Sin(2 * math.Pi * f * float64(i) / rate)
			}
			samples[at+i] = int16(loud * v / 3 * math.Exp(-2*float64(i)/rate))
		}
		at += n
	}
	return samples
}

// edit is one step of an editor, in samples of the recording as it was.
type edit struct {
	at, cut int
	put     []int16
	source  int // where in the old recording that was put in comes from, if it was moved; 0: from elsewhere
}

// edited applies edits, in the order of their places, and tells where an instant of the old recording is in the new one, in
// samples; ok is false where it was cut, and then the place is where the rest begins.
func edited(old []int16, edits []edit) (new []int16, place func(int) (at int, ok bool)) {
	type stretch struct{ from, to, new int }
	var kept, moved []stretch
	at := 0
	for _, e := range edits {
		kept = append(kept, stretch{at, e.at, len(new)})
		new = append(new, old[at:e.at]...)
		if e.source > 0 {
			moved = append(moved, stretch{e.source, e.source + len(e.put), len(new)})
		}
		new = append(new, e.put...)
		at = e.at + e.cut
	}
	kept = append(kept, stretch{at, len(old), len(new)})
	new = append(new, old[at:]...)
	return new, func(i int) (int, bool) {
		for _, s := range moved {
			if i >= s.from && i < s.to {
				return s.new + i - s.from, true
			}
		}
		for _, s := range kept {
			if i < s.from {
				return s.new, false
			}
			if i < s.to {
				return s.new + i - s.from, true
			}
		}
		return len(new), false
	}
}

// fillers are many short cuts, apart from each other.
func fillers(random *rand.Rand, length, count int) (edits []edit) {
	for i := range count {
		each := length / (count + 1)
		edits = append(edits, edit{at: (i+1)*each + random.IntN(each/2), cut: int((0.15 + 0.75*random.Float64()) * rate)})
	}
	return edits
}

// under mixes music under a recording, softer by so many dB.
func under(samples []int16, bed []int16, softer float64) []int16 {
	mixed := make([]int16, len(samples))
	factor := math.Pow(10, -softer/20)
	for i, s := range samples {
		mixed[i] = int16(min(max(float64(s)+factor*float64(bed[i%len(bed)]), -32768), 32767))
	}
	return mixed
}

// faster plays a recording faster, by linear interpolation.
func faster(samples []int16, speed float64) []int16 {
	out := make([]int16, int(float64(len(samples)-2)/speed))
	for i := range out {
		at := float64(i) * speed
		whole := int(at)
		out[i] = int16(float64(samples[whole]) + (at-float64(whole))*float64(samples[whole+1]-samples[whole]))
	}
	return out
}

// encoded makes an MP3 of samples, with filters of sox before the encoder.
func encoded(t testing.TB, path string, samples []int16, filters, flags string) {
	t.Helper()
	var raw bytes.Buffer
	if err := binary.Write(&raw, binary.LittleEndian, samples); err != nil {
		t.Fatal(err)
	}
	script := fmt.Sprintf("sox -t raw -r %d -e signed -b 16 -c 1 - -t wav -r 44100 - %s 2>/dev/null | lame --quiet %s - %q", rate, filters, flags, path)
	command := exec.Command("sh", "-c", script)
	command.Stdin = &raw
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

func sound(t testing.TB, path string) *audio.Sound {
	t.Helper()
	f, err := new(audio.Reader).Open(path)
	if err != nil {
		t.Fatal(err)
	}
	s, err := f.Sound()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func inSeconds(samples int) time.Duration {
	return time.Duration(float64(samples) / rate * float64(time.Second))
}
