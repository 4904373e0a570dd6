package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chapmark/chapmark/audio/mp3test"
	"github.com/chapmark/chapmark/cmd/internal/report"
)

// chapmark runs a command in this process, and fails the test where the exit code is another one.
func chapmark(t *testing.T, code int, args ...string) (stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	if got := run(args, &out, &err); got != code {
		t.Fatalf("chapmark %s: exit code %d, want %d\n%s%s", strings.Join(args, " "), got, code, &out, &err)
	}
	return out.String(), err.String()
}

// seedAudio writes an MP3 of the seed episode's shape: 67,026,944 bytes, constant 128 kbit/s, 1:09:49 long.
func seedAudio(t *testing.T, path string) {
	t.Helper()
	const size, length = 67_026_944, 69*time.Minute + 49*time.Second
	count := int(length*44100/1152/time.Second) + 1
	var frames []byte
	plain, padded := mp3test.Frames(mp3test.Stereo128, 1), append(mp3test.Frames(mp3test.Stereo128, 1), 0)
	padded[2] |= 2
	for i, rest := 0, 0; i < count; i++ {
		// 417.96 bytes a frame: the padding bit makes up for what a whole number leaves (ISO/IEC 11172-3 §2.4.3.1).
		if rest += 144 * 128000 % 44100; rest >= 44100 {
			rest -= 44100
			frames = append(frames, padded...)
		} else {
			frames = append(frames, plain...)
		}
	}
	tag := mp3test.Tag(3, 0, mp3test.Text("TIT2", "Dropbox"), mp3test.Text("TPE1", "Running in Production"),
		mp3test.Frame("APIC", 0, append([]byte("\x00image/jpeg\x00\x03\x00"), make([]byte, 1000)...)))
	tag = mp3test.Tag(3, size-len(frames)-len(tag), tag[10:])
	if err := os.WriteFile(path, append(tag, frames...), 0o644); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Size() != size {
		t.Fatalf("%d bytes, %v", info.Size(), err)
	}
}

// TestSeedEpisode is the story that the project was created for, from one end to the other.
func TestSeedEpisode(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(mp3test.FromEnv(t, "CHAPMARK_CORPUS"), "seed.md"))
	if err != nil {
		t.Fatal(err)
	}
	readers := ""
	if os.Getenv("CHAPMARK_READERS") != "" {
		readers = mp3test.FromEnv(t, "CHAPMARK_READERS")
	}
	t.Chdir(t.TempDir())
	seedAudio(t, "seed.mp3")
	if err := os.WriteFile("seed.md", text, 0o644); err != nil {
		t.Fatal(err)
	}
	chapmark(t, 0, "check", "--strict", "seed.md", "seed.mp3")

	var with, without report.AudioFile
	chapmark(t, 0, "write", "--intro", "Intro", "seed.md", "seed.mp3")
	show(t, &with)
	chapmark(t, 0, "write", "seed.md", "seed.mp3")
	show(t, &without)
	if len(with.Chapters) != 32 || with.Chapters[0].Title != "Intro" || len(without.Chapters) != 31 {
		t.Fatalf("%d chapters with an intro, %d without", len(with.Chapters), len(without.Chapters))
	}
	last := without.Chapters[30]
	want := report.Chapter{Start: 4135, End: float64(int(without.Duration*1000)) / 1000, URL: "https://twitter.com/utsav_sha",
		Title: "Utsav has a podcast at https://www.softwareatscale.dev, check it out!"}
	if last != want {
		t.Errorf("the last chapter is %+v, want %+v", last, want)
	}

	before, _ := os.Stat("seed.mp3")
	chapmark(t, 0, "write", "seed.md", "seed.mp3")
	if after, _ := os.Stat("seed.mp3"); !after.ModTime().Equal(before.ModTime()) || after.Size() != before.Size() {
		t.Error("writing again touched the file")
	}
	out, _ := chapmark(t, 1, "check", "seed.md", "seed.mp3")
	if strings.Count(out, "error:") != 1 || !strings.Contains(out, "[bytes-mismatch]") {
		t.Errorf("after the write:\n%s", out)
	}
	chapmark(t, 0, "stamp", "seed.md", "seed.mp3")
	chapmark(t, 0, "check", "seed.md", "seed.mp3")
	stamped, _ := os.ReadFile("seed.md")
	if want := bytes.Replace(text, []byte("67026944"), []byte("67031040"), 1); !bytes.Equal(stamped, want) {
		t.Error("the stamp changed more than the size")
	}
	for _, reader := range []string{"ffprobe", "mutagen"} {
		t.Run(reader, func(t *testing.T) {
			if readers == "" {
				t.Skip("CHAPMARK_READERS is not set")
			}
			compareReader(t, readers, reader, "seed.mp3", without.Chapters)
		})
	}
}

func show(t *testing.T, f *report.AudioFile) {
	t.Helper()
	out, _ := chapmark(t, 0, "show", "--json", "seed.mp3")
	if err := json.Unmarshal([]byte(out), f); err != nil {
		t.Fatal(err)
	}
}
