package mp3test

import (
	"fmt"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Pause is a stretch of silence that a test has put between two topics.
type Pause struct{ From, To time.Duration }

// Run runs a program that makes sound, and skips the test where it is not installed.
func Run(t testing.TB, name string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Skipf("%s is not installed", name)
	}
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

// Speech makes an episode of so many topics as WAV, spoken by two voices with a little noise behind them, with a pause before
// each topic but the first, and returns where these pauses are.
func Speech(t testing.TB, folder string, topics int) (wav string, pauses []Pause) {
	t.Helper()
	words := strings.Fields("tide harbour wave engine coffee machine program number winter morning ship horn letter window garden stone river paper")
	random := rand.New(rand.NewPCG(7, 11))
	pick := func() string { return words[random.IntN(len(words))] }
	var parts []string
	at := time.Duration(0)
	for i := range topics {
		text := fmt.Sprintf("The %s of the %s was near the %s. Then a %s came, and the %s went to the %s, with every %s it had! Why is a %s better than a %s?",
			pick(), pick(), pick(), pick(), pick(), pick(), pick(), pick(), pick())
		raw, cut := filepath.Join(folder, "raw.wav"), filepath.Join(folder, fmt.Sprintf("part%d.wav", i))
		Run(t, "espeak-ng", "-v", []string{"en-gb", "en-us+f3"}[i%2], "-s", "165", "-w", raw, text)
		// Without the silence around it, so that it is known where the pauses are.
		Run(t, "sox", "-R", raw, "-r", "44100", "-c", "2", cut, "silence", "1", "0.01", "0.5%", "reverse", "silence", "1", "0.01", "0.5%", "reverse")
		samples, err := strconv.Atoi(Run(t, "soxi", "-s", cut))
		if err != nil {
			t.Fatal(err)
		}
		at += time.Duration(samples) * time.Second / 44100
		parts = append(parts, cut)
		if i+1 == topics {
			break
		}
		length := time.Duration(700+random.IntN(600)) * time.Millisecond
		gap := filepath.Join(folder, fmt.Sprintf("gap%d.wav", i))
		Run(t, "sox", "-R", "-n", "-r", "44100", "-c", "2", gap, "trim", "0", fmt.Sprint(length.Seconds()))
		parts = append(parts, gap)
		pauses = append(pauses, Pause{at, at + length})
		at += length
	}
	whole, noise := filepath.Join(folder, "whole.wav"), filepath.Join(folder, "noise.wav")
	wav = filepath.Join(folder, "speech.wav")
	Run(t, "sox", append(append([]string{"-R"}, parts...), whole)...)
	Run(t, "sox", "-R", "-n", "-r", "44100", "-c", "2", noise, "synth", fmt.Sprint(at.Seconds()), "pinknoise", "vol", "0.002")
	Run(t, "sox", "-R", "-m", "-v", "1", whole, "-v", "1", noise, "-b", "16", wav)
	return wav, pauses
}

// Music makes music of so many notes as WAV: plucked and bowed, loud and soft, with rests, as pieces have them.
func Music(t testing.TB, folder string, notes int) (wav string) {
	t.Helper()
	random := rand.New(rand.NewPCG(2, 9))
	var parts []string
	for i := range notes {
		note := filepath.Join(folder, fmt.Sprintf("note%d.wav", i))
		length := fmt.Sprint(0.3 + 1.2*random.Float64())
		pitch := fmt.Sprintf("%%%d", random.IntN(30)-20)
		gain := fmt.Sprint(-3 - random.IntN(22))
		parts = append(parts, note)
		if random.IntN(8) == 0 {
			Run(t, "sox", "-R", "-n", "-r", "44100", "-c", "2", note, "trim", "0", length)
			continue
		}
		kind := []string{"pluck", "sawtooth", "triangle"}[random.IntN(3)]
		Run(t, "sox", "-R", "-n", "-r", "44100", "-c", "2", note, "synth", length, kind, pitch, "fade", "q", "0.02", length, "0.15", "gain", gain)
	}
	whole := filepath.Join(folder, "notes.wav")
	wav = filepath.Join(folder, "music.wav")
	Run(t, "sox", append(append([]string{"-R"}, parts...), whole)...)
	Run(t, "sox", "-R", whole, "-b", "16", wav, "gain", "-4", "reverb", "30")
	return wav
}

// Encode makes an MP3 of a WAV.
func Encode(t testing.TB, wav, mp3 string, options ...string) {
	t.Helper()
	Run(t, "lame", append(append([]string{"--quiet"}, options...), wav, mp3)...)
}
