package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/mp3test"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/output"
)

// compareReader asks another program for a file's chapters, through readers.sh in a folder: it prints start, end,
// title, link and image, a chapter a line, "?" where that program does not tell.
func compareReader(t *testing.T, folder, reader, path string, want []output.Chapter) {
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
		image := "0"
		if c.Image != nil {
			image = "1"
		}
		fields := []string{fmt.Sprint(int64(c.Start*1000 + 0.5)), fmt.Sprint(int64(c.End*1000 + 0.5)), c.Title, c.URL, image}
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

// everyReader is all of readers.sh; sizes7 are those that read ID3v2.4 sizes of seven bits a byte inside chapters.
var (
	everyReader = []string{"ffprobe", "mutagen", "eyed3", "taglib", "music-metadata", "jsmediatags", "node-id3", "getid3"}
	sizes7      = []string{"taglib", "mutagen", "eyed3", "music-metadata", "jsmediatags"}
)

// TestReaders lets other programs read what chapmark wrote: one chapter, 31 and 255; titles of several scripts; links
// and pictures; into no tag, an upgraded one, one of ID3v2.4. In ID3v2.4, frames from 128 bytes on are only for those
// that know its sizes.
func TestReaders(t *testing.T) {
	folder := mp3test.FromEnv(t, "CHAPMARK_READERS")
	chapter := func(i int, title, url string) chapters.Chapter {
		return chapters.Chapter{Start: time.Duration(i) * 200 * time.Millisecond, End: time.Duration(i+1) * 200 * time.Millisecond, Title: title, URL: url}
	}
	var many, some []chapters.Chapter
	for i := range 255 {
		many = append(many, chapter(i, fmt.Sprintf("Chapter %d", i), ""))
	}
	for i := range 31 {
		some = append(some, chapter(i, fmt.Sprintf("Chapter %d, Größe, Привет, 日本語 🎧", i), fmt.Sprintf("https://example.org/%d", i)))
	}
	scripts := []chapters.Chapter{chapter(0, "Latin: Größe, ñ", ""), chapter(1, "Cyrillic: Привет", "https://c.example/%D0%BF"), chapter(2, "CJK: 日本語 中文 한국어", ""),
		chapter(3, "Emoji: 🎧👩\u200d🚀", "https://e.example"), chapter(4, strings.Repeat("x", 200), "https://long.example/"+strings.Repeat("y", 200))}
	pictured := []chapters.Chapter{chapter(0, "One", "https://one.example"), chapter(1, "Two", "")}
	for i := range pictured {
		pictured[i].Image = &chapters.Image{MIMEType: "image/png", Bytes: []byte("\x89PNG\r\n\x1a\n and what not")}
	}
	short := []chapters.Chapter{chapter(0, "One", "https://one.example"), chapter(1, "Größe", "")}
	title := mp3test.Text("TIT2", "Title")
	old := []byte("TT2\x00\x00\x06\x00TitlePIC\x00\x00\x0A\x00JPG\x03\x00\xFF\xD8\xFF\xD9")
	for _, test := range []struct {
		name    string
		tag     []byte
		list    []chapters.Chapter
		readers []string
	}{
		{"no tag, one chapter", nil, short[:1], everyReader},
		{"no tag, 31 chapters", nil, some, everyReader},
		{"no tag, 255 chapters", nil, many, everyReader},
		{"no tag, scripts", nil, scripts, everyReader},
		{"no tag, pictures", nil, pictured, everyReader},
		{"v2.3, scripts", mp3test.Tag(3, 0, title), scripts, everyReader},
		{"v2.2, scripts", mp3test.Tag(2, 0, old), scripts, everyReader},
		{"v2.4, every frame short", mp3test.Tag(4, 0, title), short, everyReader},
		{"v2.4, scripts", mp3test.Tag(4, 0, title), scripts, sizes7},
		{"v2.4, 31 chapters", mp3test.Tag(4, 0, title), some, sizes7},
		{"v2.4, pictures", mp3test.Tag(4, 0, title), pictured, sizes7},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			if err := os.WriteFile("a.mp3", append(bytes.Clone(test.tag), silence(60)...), 0o644); err != nil {
				t.Fatal(err)
			}
			f, err := audio.Open("a.mp3")
			if err != nil {
				t.Fatal(err)
			}
			plan, err := f.Plan(test.list, audio.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if err := plan.Apply(); err != nil {
				t.Fatal(err)
			}
			if warned := len(plan.Problems()) > 0; warned != (len(test.readers) < len(everyReader)) {
				t.Errorf("problems: %v", plan.Problems())
			}
			for _, reader := range test.readers {
				t.Run(reader, func(t *testing.T) { compareReader(t, folder, reader, "a.mp3", output.Chapters(test.list)) })
			}
		})
	}
}
