package audio_test

import (
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/mp3test"
	"github.com/chapmark/chapmark/chapters"
)

// episode writes an MP3 of 70 minutes (67 MB) and returns its path.
func episode(b *testing.B) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "episode.mp3")
	content := append(mp3test.Tag(3, 0, mp3test.Text("TIT2", "Episode")), mp3test.Seconds(70*time.Minute)...)
	if err := os.WriteFile(path, content, 0o644); err != nil {
		b.Fatal(err)
	}
	return path
}

// BenchmarkRead reads the file and does nothing with it: what checking is compared with.
func BenchmarkRead(b *testing.B) {
	path, buffer := episode(b), make([]byte, 256<<10)
	for b.Loop() {
		file, err := os.Open(path)
		if err != nil {
			b.Fatal(err)
		}
		for {
			if _, err := file.Read(buffer); err != nil {
				break
			}
		}
		file.Close()
	}
}

// BenchmarkCheck measures the duration.
func BenchmarkCheck(b *testing.B) {
	path := episode(b)
	for b.Loop() {
		if _, err := audio.Open(path); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCopy copies the file, block by block, and waits until it is on the disk: what writing is compared with.
func BenchmarkCopy(b *testing.B) {
	path := episode(b)
	for b.Loop() {
		old, err := os.Open(path)
		if err != nil {
			b.Fatal(err)
		}
		replacement, err := os.Create(path + ".copy")
		if err != nil {
			b.Fatal(err)
		}
		if _, err := io.Copy(replacement, old); err != nil {
			b.Fatal(err)
		}
		if err := replacement.Sync(); err != nil {
			b.Fatal(err)
		}
		replacement.Close()
		old.Close()
	}
}

// BenchmarkWrite measures the duration, writes a chapter, and compares the new file with the old.
func BenchmarkWrite(b *testing.B) {
	path := episode(b)
	titles := []string{"one", "two"}
	for i := 0; b.Loop(); i++ {
		f, err := audio.Open(path)
		if err != nil {
			b.Fatal(err)
		}
		plan, err := f.Plan([]chapters.Chapter{{End: time.Hour, Title: titles[i%2]}}, audio.Options{})
		if err != nil {
			b.Fatal(err)
		}
		if err := plan.Apply(); err != nil {
			b.Fatal(err)
		}
	}
}
