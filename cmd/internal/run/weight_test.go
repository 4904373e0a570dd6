package run

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chapmark/chapmark/chapters/limits"
	"github.com/chapmark/chapmark/cmd/internal/job"
)

// Jobs are done at a time as long as there is room for them together; one that is larger than all of it is done alone.
func TestWeights(t *testing.T) {
	weights := []int64{limits.JobsBytes / 2, limits.JobsBytes / 2, 1, 2 * limits.JobsBytes, limits.JobsBytes/2 + 1, limits.JobsBytes / 2, 1, 0, limits.JobsBytes, 5, 5, 5}
	b := batch{workers: len(weights), weigh: func(i int) int64 { return weights[i] }}
	var taken, jobs, together atomic.Int64
	done := 0
	b.each(len(weights), func(i int) Outcome {
		if n := jobs.Add(1); taken.Add(weights[i]) > limits.JobsBytes && n > 1 && weights[i] > 0 {
			t.Errorf("%d jobs take %d bytes", n, taken.Load())
		} else if n > 1 {
			together.Add(1)
		}
		time.Sleep(5 * time.Millisecond)
		taken.Add(-weights[i])
		jobs.Add(-1)
		return Outcome{}
	}, func(int, bool, Outcome) { done++ })
	if done != len(weights) || together.Load() == 0 {
		t.Errorf("%d done, %d while another was", done, together.Load())
	}
}

// What a job weighs is told by its text and by all tags of its audio.
func TestWeight(t *testing.T) {
	folder := t.TempDir()
	file := func(name string, parts ...string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(strings.Join(parts, "")), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	header := "ID3\x04\x00\x00\x00\x00\x08\x00" // 1,024 bytes after it
	tag := header + string(make([]byte, 1024))
	footer := "3DI" + header[3:]
	huge := "ID3\x04\x00\x00\x7f\x7f\x7f\x7f"
	for _, c := range []struct {
		name string
		job  job.Job
		want int64
	}{
		{"nothing", job.Job{}, 0},
		{"a text", job.Job{Text: file("a.md", "0123456789")}, 4000},
		{"a piped text", job.Job{Piped: []byte("0123456789")}, 4000},
		{"audio without a tag", job.Job{Audio: file("a.mp3", string(bytes.Repeat([]byte{0xFF}, 3000)))}, 0},
		{"a tag", job.Job{Audio: file("b.mp3", tag, "audio")}, 2 * 1034},
		{"two tags", job.Job{Audio: file("c.mp3", tag, tag, "audio")}, 4 * 1034},
		{"a tag after", job.Job{Audio: file("d.mp3", "audio", tag, footer)}, 2 * 1034},
		{"a tag after, and ID3v1", job.Job{Audio: file("e.mp3", "audio", tag, footer, "TAG"+string(make([]byte, 125)))}, 2 * 1034},
		{"a large text", job.Job{Piped: make([]byte, 1<<20)}, mostOfText / weightOfText * weightOfText},
		{"an unsynchronised tag", job.Job{Audio: file("u.mp3", header[:5]+"\x80"+tag[6:], "audio")}, 3 * 1034},
		{"a tag that claims more than there is", job.Job{Audio: file("f.mp3", huge)}, 20},
		{"audio on the web", job.Job{Audio: "https://example.org/a.mp3"}, 2 * limits.TagBytes},
		{"no file", job.Job{Audio: folder, Text: folder}, 0},
	} {
		if got := weight(c.job) - leastWeight; got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
		if info, err := os.Stat(c.job.Audio); err == nil {
			c.job.Bytes = info.Size()
		}
		if got := weight(c.job) - leastWeight; got != c.want {
			t.Errorf("%s, of a size that is known: %d, want %d", c.name, got, c.want)
		}
	}
}
