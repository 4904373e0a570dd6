package audio_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/id3"
	"github.com/chapmark/chapmark/audio/mp3test"
	"github.com/chapmark/chapmark/chapters"
)

// table reads a file of tab-separated values, without its first line.
func table(t *testing.T, path string) [][]string {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	reader := csv.NewReader(file)
	reader.Comma, reader.LazyQuotes = '\t', true
	rows, err := reader.ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatal(err, len(rows))
	}
	return rows[1:]
}

// TestTruth holds the durations of generated streams against their truth, to the microsecond.
func TestTruth(t *testing.T) {
	streams := mp3test.FromEnv(t, "CHAPMARK_STREAMS")
	for _, row := range table(t, filepath.Join(mp3test.FromEnv(t, "CHAPMARK_CORPUS"), "..", "bench", "truth.tsv")) {
		name, frames, gapless := row[0], row[1], row[2]
		f, err := audio.Open(filepath.Join(streams, name))
		if err != nil {
			t.Error(err)
			continue
		}
		if got := fmt.Sprintf("%.6f", f.Stream.Length().Seconds()); got != frames {
			t.Errorf("%s: frames last %s, want %s", name, got, frames)
		}
		if got := fmt.Sprintf("%.6f", f.Duration().Seconds()); gapless != "" && got != gapless {
			t.Errorf("%s: lasts %s, want %s", name, got, gapless)
		}
	}
}

// TestRealFiles writes into copies of real MP3s: what is written keeps every foreign frame and all that stands after
// the tag, and writing again changes nothing; what is refused stays as it was. Mutagen, where it is installed, must
// read the same frames before and after; and nearly all files that it can parse and play must be written.
func TestRealFiles(t *testing.T) {
	folder := filepath.Join(mp3test.FromEnv(t, "CHAPMARK_CORPUS"), "mp3")
	mutagen := startMutagen(t)
	outcomes, chaptered, good, goodWritten := map[string]int{}, 0, 0, 0
	var refused []string
	for _, row := range table(t, filepath.Join(folder, "INDEX.tsv")) {
		content, err := os.ReadFile(filepath.Join(folder, row[0]))
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "copy.mp3")
		if err := os.WriteFile(path, content, 0o644); err != nil {
			t.Fatal(err)
		}
		before := mutagen(path)
		outcome, reason := writeReal(t, row[0], path, content, func() {
			if after := mutagen(path); before.Tag && misread[row[0]] == "" && !cmp.Equal(before.Frames, after.Frames) {
				t.Errorf("%s: mutagen reads (-before +after):\n%s", row[0], cmp.Diff(before.Frames, after.Frames))
			}
		})
		outcomes[outcome]++
		if outcome == "refused" {
			refused = append(refused, row[0]+": "+reason)
		}
		if outcome == "written" && strings.HasPrefix(row[len(row)-1], "yes") {
			chaptered++
		}
		if before.Tag && before.Play && outcome != "no MP3" {
			good++
			if outcome == "written" {
				goodWritten++
			}
		}
	}
	t.Logf("%v, %d of the written with old chapters; of %d with audio that mutagen parses and plays, %d written", outcomes, chaptered, good, goodWritten)
	t.Logf("refused:\n%s", strings.Join(refused, "\n"))
	if chaptered != 8 {
		t.Errorf("%d of the 8 files with chapters were written", chaptered)
	}
	if good > 0 && goodWritten*100 < good*97 {
		t.Errorf("%d of %d files that mutagen parses and plays were written, less than 97 %%", goodWritten, good)
	}
}

// misread are files that mutagen itself reads wrongly before, so that it cannot compare.
var misread = map[string]string{
	"synthetic__v23_unsync_ext_crc.mp3": "an extended header of ID3v2.3 is not unsynchronised with the rest, it thinks",
}

// mutagenReport is what testdata/mutagen_frames.py says of a file.
type mutagenReport struct {
	Tag, Play bool
	Frames    [][2]string // kind, fields
}

// startMutagen runs mutagen beside the test. Without it, the reports are empty, but under CI it must be there.
func startMutagen(t *testing.T) func(path string) mutagenReport {
	t.Helper()
	if err := exec.Command("/usr/bin/python3", "-c", "import mutagen").Run(); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("mutagen is not installed")
		}
		return func(string) mutagenReport { return mutagenReport{} }
	}
	return answers[mutagenReport](t, "/usr/bin/python3", "../testdata/mutagen_frames.py")
}

// answers runs a program that answers each path with a line of JSON.
func answers[T any](t *testing.T, name string, args ...string) func(path string) T {
	t.Helper()
	command := exec.Command(name, args...)
	in, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Close(); _ = command.Wait() })
	decoder := json.NewDecoder(out)
	return func(path string) T {
		var answer T
		fmt.Fprintln(in, path)
		if err := decoder.Decode(&answer); err != nil {
			t.Fatalf("%s, asked for %s: %v", name, path, err)
		}
		return answer
	}
}

// writeReal writes chapters into a copy of a real file, calls written once they are there, and strips them again.
func writeReal(t *testing.T, name, path string, content []byte, written func()) (outcome, reason string) {
	f, err := audio.Open(path)
	var not *audio.NotMP3Error
	if errors.As(err, &not) {
		return "no MP3", not.Found
	}
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return "failed", ""
	}
	list := []chapters.Chapter{{Start: 0, End: time.Second, Title: "Eins"}, {Start: time.Second, End: f.Duration() + time.Second, Title: "Zwölf", URL: "https://z.example"}}
	list[1].End = list[1].End.Truncate(time.Millisecond)
	p, err := f.Plan(list, audio.Options{})
	if err != nil {
		if now, _ := os.ReadFile(path); !bytes.Equal(now, content) {
			t.Errorf("%s: refused and changed", name)
		}
		return "refused", f.TagError.Error()
	}
	var before []id3.Frame
	if f.Tag != nil {
		before = without(f.Tag.Frames)
	}
	if err := p.Apply(); err != nil {
		t.Errorf("%s: %v", name, err)
		return "failed", ""
	}
	written()
	w := open(t, path)
	now, _ := os.ReadFile(path)
	if diff := cmp.Diff(before, without(w.Tag.Frames)); diff != "" {
		t.Errorf("%s: foreign frames (-want +got):\n%s", name, diff)
	}
	for _, frame := range before {
		if !bytes.Contains(now[:w.TagBytes], frame.Body) {
			t.Errorf("%s: the body of %s is not in the new tag", name, frame.ID)
		}
	}
	if !bytes.Equal(now[w.TagBytes:], content[f.TagBytes:]) || w.Duration() != f.Duration() {
		t.Errorf("%s: what stood after the tag has changed", name)
	}
	if plan(t, w, list).Changes() {
		t.Errorf("%s: writing again would change something", name)
	}
	apply(t, plan(t, w, nil))
	if s := open(t, path); s.Tag == nil && len(before) > 0 || s.Tag != nil && !cmp.Equal(before, without(s.Tag.Frames)) || len(s.Chapters()) > 0 {
		t.Errorf("%s: stripped, it is not the old tag without chapters", name)
	}
	return "written", ""
}
