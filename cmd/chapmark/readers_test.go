package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/mp3test"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/report"
)

// compareReader asks another program for a file's chapters, through readers.sh in a folder: it prints start, end,
// title, link and image, a chapter a line, "?" where that program does not tell.
func compareReader(t *testing.T, folder, reader, path string, want []report.Chapter) {
	t.Helper()
	out, err := exec.Command(filepath.Join(folder, "readers.sh"), path, reader).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var got, lines []string
	for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		if strings.HasPrefix(line, "# ERROR") {
			t.Errorf("%s: %s", reader, line)
		}
		if !strings.HasPrefix(line, "#") && !strings.HasPrefix(line, "==") {
			got = append(got, line)
		}
	}
	for i, c := range want {
		fields := []string{fmt.Sprint(int64(c.Start*1000 + 0.5)), fmt.Sprint(int64(c.End*1000 + 0.5)), c.Title, c.URL, "0"}
		if i < len(got) {
			for j, field := range strings.Split(got[i], "\t") {
				if j < len(fields) && field == "?" {
					fields[j] = "?"
				}
			}
		}
		lines = append(lines, strings.Join(fields, "\t"))
	}
	if diff := cmp.Diff(lines, got); diff != "" {
		t.Errorf("%s (-written +read):\n%s", reader, diff)
	}
}

// TestReaders lets other programs read what chapmark wrote, titles of every script and of 200 characters among it. In
// ID3v2.4, only those that know its sizes.
func TestReaders(t *testing.T) {
	folder := fromEnv(t, "CHAPMARK_READERS")
	text := "## Topics\n\n- 0:00 Plain\n- 0:10 [Grüße](https://g.example/%C3%BC) & 日本語\n- 0:20 Привет 🎧\n- 0:30 " + strings.Repeat("x", 200) + "\n"
	for version, readers := range map[byte][]string{3: {"ffprobe", "mutagen", "eyed3"}, 4: {"mutagen", "eyed3"}} {
		t.Run(fmt.Sprintf("v2.%d", version), func(t *testing.T) {
			t.Chdir(t.TempDir())
			tag := mp3test.Tag(version, 0, mp3test.Text("TIT2", "Title"))
			if err := os.WriteFile("a.mp3", append(tag, silence(60)...), 0o644); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile("a.md", []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
			_, stderr := chapmark(t, 0, "write", "a.md", "a.mp3")
			if warned := strings.Contains(stderr, string(chapters.AppleV24Sizes)); warned != (version == 4) {
				t.Errorf("stderr: %s", stderr)
			}
			f, err := audio.Open("a.mp3")
			if err != nil {
				t.Fatal(err)
			}
			for _, reader := range readers {
				t.Run(reader, func(t *testing.T) { compareReader(t, folder, reader, "a.mp3", report.Chapters(f.Chapters())) })
			}
		})
	}
}
