package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// TestRetimeEpisode edits the audio of an episode of 31 topics, lets the chapters follow, and brings both files back. The audio is noise
// that is loud and soft as speech is.
func TestRetimeEpisode(t *testing.T) {
	if _, err := exec.LookPath("lame"); err != nil {
		t.Skip("lame is not installed")
	}
	t.Chdir(t.TempDir())
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	const rate, minutes = 22050, 12
	sound := noise(1, rate, minutes*60)
	encode := func(name string, parts ...[]int16) {
		var raw bytes.Buffer
		for _, part := range parts {
			_ = binary.Write(&raw, binary.LittleEndian, part)
		}
		command := exec.Command("lame", "--quiet", "-r", "-s", "22.05", "-m", "m", "-b", "48", "-", name)
		command.Stdin = &raw
		if out, err := command.CombinedOutput(); err != nil {
			t.Fatal(err, string(out))
		}
	}
	at := func(seconds float64) int { return int(seconds * rate) }
	encode("old.mp3", sound)
	// An intro of 16 s; 38 s cut at 5:05; an advert of 30 s at 9:00.
	encode("new.mp3", noise(2, rate, 16), sound[:at(305)], sound[at(343):at(540)], noise(3, rate, 30), sound[at(540):])
	text := "---\nlayout: \"episode\"\nmp3_bytes: \"1\"\nmp3_duration: \"1:00\"\ntitle: \"An episode\"\n---\nWe talked.\n\n## Topics Include\n\n"
	var want []string
	for i := range 31 {
		old := time.Duration(i) * 23 * time.Second
		next := old + 16*time.Second
		switch {
		case old >= 540*time.Second:
			next = old + (16-38+30)*time.Second
		case old >= 343*time.Second:
			next = old + (16-38)*time.Second
		case old >= 305*time.Second:
			next = 321 * time.Second // its beginning was cut
		}
		stamp := func(t time.Duration) string { return fmt.Sprintf("%d:%02d", t/time.Minute, t/time.Second%60) }
		line := fmt.Sprintf("-- Topic %d about [a thing](https://example.org/%d)", i+1, i)
		text += "- " + stamp(old) + " " + line + "\n"
		want = append(want, "- "+stamp(next)+" "+line)
	}
	if err := os.WriteFile("episode.md", []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	chapmark(t, 0, "write", "--stamp", "episode.md", "old.mp3")
	read := func(name string) string {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return string(content)
	}
	before := [2]string{read("episode.md"), read("new.mp3")}

	out, _ := chapmark(t, 0, "retime", "--apply", "--write", "episode.md", "old.mp3", "new.mp3")
	for _, words := range []string{"16.0 s put in at the start", "38.0 s cut at 5:05", "30.0 s put in at 8:38", "(its beginning was cut)", "episode.md: moved 31 topics", "new.mp3: wrote 31 chapters"} {
		if !strings.Contains(out, words) {
			t.Errorf("%q is not said:\n%s", words, out)
		}
	}
	for _, line := range want {
		if !strings.Contains(read("episode.md"), line+"\n") {
			t.Errorf("there is no line %q", line)
		}
	}
	if out, said := chapmark(t, 0, "check", "--rule", "starts-late=off", "--rule", "too-short=off", "episode.md", "new.mp3"); out != "" || said != "checked 1 episode: clean\n" {
		t.Errorf("%s%s", out, said)
	}
	chapmark(t, 0, "undo", "episode.md", "new.mp3")
	if after := [2]string{read("episode.md"), read("new.mp3")}; after != before {
		t.Error("undo does not bring both files back")
	}
}

// noise is so many seconds of noise in syllables and pauses.
func noise(seed uint64, rate, seconds int) []int16 {
	random := rand.New(rand.NewPCG(seed, 8))
	samples := make([]int16, 0, rate*seconds)
	for len(samples) < rate*seconds {
		loud, long := 500+8000*random.Float64()*random.Float64(), rate/20+random.IntN(rate/5)
		if random.IntN(9) == 0 {
			loud, long = 0, rate/6+random.IntN(rate/2)
		}
		for range long {
			samples = append(samples, int16(loud*(2*random.Float64()-1)))
		}
	}
	return samples[:rate*seconds]
}
