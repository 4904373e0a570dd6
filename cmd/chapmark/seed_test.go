package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/chapmark/chapmark/audio/mp3test"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/markdown"
	"github.com/chapmark/chapmark/cmd/internal/job"
	"github.com/chapmark/chapmark/cmd/internal/output"
	"github.com/chapmark/chapmark/cmd/internal/site"
)

// chapmark runs a command in this process, and fails the test where the exit code is another one.
func chapmark(t *testing.T, code int, args ...string) (stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	if got := execute(args, &out, &err); got != code {
		t.Fatalf("chapmark %s: exit code %d, want %d\n%s%s", strings.Join(args, " "), got, code, &out, &err)
	}
	return out.String(), err.String()
}

// seedAudio writes an MP3 as the seed's are: of a size and a length, at a constant 128 kbit/s, with a tag in front.
func seedAudio(t *testing.T, path string, size int, length time.Duration) {
	t.Helper()
	tag := mp3test.Tag(3, 0, mp3test.Text("TIT2", "An Episode"))
	if size > 67_000_000 {
		tag = mp3test.Tag(3, 0, mp3test.Text("TIT2", "An Episode"), mp3test.Text("TPE1", "Running in Production"),
			mp3test.Frame("APIC", 0, append([]byte("\x00image/jpeg\x00\x03\x00"), make([]byte, 1000)...)))
	}
	count := int(length*44100/1152/time.Second) + 1
	var frames []byte
	plain, padded := mp3test.Frames(mp3test.Stereo128, 1), append(mp3test.Frames(mp3test.Stereo128, 1), 0)
	padded[2] |= 2
	for i, rest := 0, 0; i < count && len(frames)+len(padded)+len(tag) <= size; i++ {
		// 417.96 bytes a frame: the padding bit makes up for what a whole number leaves (ISO/IEC 11172-3 §2.4.3.1).
		if rest += 144 * 128000 % 44100; rest >= 44100 {
			rest -= 44100
			frames = append(frames, padded...)
		} else {
			frames = append(frames, plain...)
		}
	}
	tag = mp3test.Tag(3, size-len(frames)-len(tag), tag[10:])
	if err := os.WriteFile(path, append(tag, frames...), 0o644); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Size() != int64(size) {
		t.Fatalf("%d bytes, %v", info.Size(), err)
	}
}

// TestSeedArchive checks all episodes of the seed with MP3s of the sizes and lengths that their front matter states, a
// shard at a time, so that there is room for them: what is reported is what is really wrong with them.
func TestSeedArchive(t *testing.T) {
	corpus := filepath.Join(mp3test.FromEnv(t, "CHAPMARK_CORPUS"), "markdown", "nickjj__runninginproduction.com")
	folder, out := t.TempDir(), t.TempDir()
	if err := os.CopyFS(filepath.Join(folder, "posts"), os.DirFS(corpus)); err != nil {
		t.Fatal(err)
	}
	t.Chdir(folder)
	config := "episodes: posts/*.md\naudio: audio/running-in-production-{number}.mp3\n"
	if err := os.WriteFile("chapmark.yaml", []byte(config), 0o644); err != nil {
		t.Fatal(err)
	}
	texts, err := filepath.Glob("posts/*.md")
	if err != nil || len(texts) != 54 {
		t.Fatal(len(texts), err)
	}
	const count = 9
	for index := 1; index <= count; index++ {
		shard := job.Shard{Index: index, Count: count}
		if err := os.MkdirAll("audio", 0o755); err != nil {
			t.Fatal(err)
		}
		for _, path := range texts {
			if !shard.Holds(path) {
				continue
			}
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			document, _ := markdown.Parse(chapters.NewSource(path, text))
			size, _ := document.FrontMatter.Field("mp3_bytes")
			length, _ := document.FrontMatter.Field("mp3_duration")
			bytes, _ := strconv.Atoi(size.Value)
			duration, _ := chapters.ParseTimestamp(length.Value)
			seedAudio(t, "audio/running-in-production-"+site.Values(path, document)["number"]+".mp3", bytes, duration)
		}
		var stdout, stderr bytes.Buffer
		if code := execute([]string{"check", "--all", "--shard", shard.String(), "--report", filepath.Join(out, fmt.Sprintf("%d.json", index))}, &stdout, &stderr); code > 1 {
			t.Fatal(&stderr)
		}
		if err := os.RemoveAll("audio"); err != nil {
			t.Fatal(err)
		}
	}
	chapmark(t, 1, "merge", "--report", filepath.Join(out, "all.json"), filepath.Join(out, "[1-9].json"))
	whole, err := output.ReadReport(filepath.Join(out, "all.json"))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, e := range whole.Episodes {
		for _, p := range e.Problems {
			got[p.Severity.String()+" "+p.Rule]++
		}
	}
	want := map[string]int{"error bad-timestamp": 2, "warning duplicate-start": 1, "warning unresolved-variable": 1,
		"advice too-short": 8, "advice starts-late": 53, "advice chapters-missing": 51} // two are broken, one has no topics and says nothing of that
	if diff := cmp.Diff(want, got); diff != "" || len(whole.Problems) > 0 {
		t.Errorf("%v (-want +got):\n%s", whole.Problems, diff)
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
	seedAudio(t, "seed.mp3", 67_026_944, 69*time.Minute+49*time.Second)
	if err := os.WriteFile("seed.md", text, 0o644); err != nil {
		t.Fatal(err)
	}
	chapmark(t, 0, "check", "--strict", "seed.md", "seed.mp3")

	var with, without output.AudioFile
	chapmark(t, 0, "write", "--intro", "Intro", "seed.md", "seed.mp3")
	show(t, &with)
	chapmark(t, 0, "write", "seed.md", "seed.mp3")
	show(t, &without)
	if len(with.Chapters) != 32 || with.Chapters[0].Title != "Intro" || len(without.Chapters) != 31 {
		t.Fatalf("%d chapters with an intro, %d without", len(with.Chapters), len(without.Chapters))
	}
	last := without.Chapters[30]
	want := output.Chapter{Start: 4135, End: float64(int(without.Duration*1000)) / 1000, URL: "https://twitter.com/utsav_sha",
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

func show(t *testing.T, f *output.AudioFile) {
	t.Helper()
	out, _ := chapmark(t, 0, "show", "--json", "seed.mp3")
	if err := json.Unmarshal([]byte(out), f); err != nil {
		t.Fatal(err)
	}
}

// TestSeedWithoutAudio checks the seed's episodes where no MP3 is, as a site's CI does: that is said once, the malformed stamps
// are the errors, and without them the check passes.
func TestSeedWithoutAudio(t *testing.T) {
	corpus := filepath.Join(mp3test.FromEnv(t, "CHAPMARK_CORPUS"), "markdown", "nickjj__runninginproduction.com")
	folder := t.TempDir()
	if err := os.CopyFS(filepath.Join(folder, "_posts", "podcast"), os.DirFS(corpus)); err != nil {
		t.Fatal(err)
	}
	t.Chdir(folder)
	if err := os.WriteFile("chapmark.yaml", []byte("episodes: _posts/podcast/*.md\naudio: assets/podcast/running-in-production-{number}.mp3\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	out, stderr := chapmark(t, 1, "check", "--all")
	if strings.Count(out, "[audio-missing]") != 1 || !strings.Contains(out, "the audio of 53 episodes is missing") || strings.Count(out, " error: ") != 2 || strings.Count(out, "[bad-timestamp]") != 2 {
		t.Errorf("%s%s", out, stderr)
	}
	chapmark(t, 0, "check", "--all", "--fix")
	if out, stderr := chapmark(t, 0, "check", "--all"); strings.Contains(out, " error: ") || !strings.Contains(stderr, "checked 54 episodes: 2 warnings") {
		t.Errorf("%s%s", out, stderr)
	}
}
