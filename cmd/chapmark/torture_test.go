package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/mp3test"
	"github.com/chapmark/chapmark/cmd/internal/run"
)

// TestTorture kills `chapmark write` at random instants, half of the times in place, half of the times replacing the
// file. Until the next command, the file reads as the old or the new one; after recovery it is the old or the new one,
// bit for bit. CHAPMARK_TORTURE says how often (make torture: 2000).
func TestTorture(t *testing.T) {
	runs, err := strconv.Atoi(os.Getenv("CHAPMARK_TORTURE"))
	if err != nil {
		t.Skip("CHAPMARK_TORTURE is not set")
	}
	t.Chdir(t.TempDir())
	const path = "episode.mp3"
	// Chapters before a large picture: an edit in place moves the picture, and takes long enough to be killed.
	picture := append([]byte("\x00image/png\x00\x03\x00"), bytes.Repeat([]byte("a picture of three megabytes "), 100_000)...)
	tag := mp3test.Tag(3, 8192, mp3test.Contents("toc", 3, "a"), mp3test.Chapter("a", 0, 1000, "Old"), mp3test.Text("TIT2", "Title"), mp3test.Frame("APIC", 0, picture))
	if err := os.WriteFile(path, append(tag, mp3test.Seconds(18*time.Minute)...), 0o644); err != nil {
		t.Fatal(err)
	}
	texts := []string{"even.md", "odd.md"}
	var states [2][sha256.Size]byte
	var duration time.Duration
	for i, name := range texts {
		text := "## Topics\n\n- 0:00 Start of " + name + "\n" + strings.Repeat("- 1:00 "+strings.Repeat(name, 20)+"\n", 1+i)
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		if out, err := exec.Command("chapmark", "write", name, path).CombinedOutput(); err != nil {
			t.Fatal(err, string(out))
		}
		duration = time.Since(start)
		states[i] = sum(t, path)
	}
	now := 1
	var killed, journals, torn, changed int
	for i := range runs {
		args := []string{"write", texts[1-now], path}
		if i%2 == 0 {
			args = []string{"write", "--in-place", texts[1-now], path}
		}
		command := exec.Command("chapmark", args...)
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(rand.Float64() * 1.2 * float64(duration)))
		_ = command.Process.Kill()
		if command.Wait() != nil {
			killed++
		}
		f, err := audio.Open(path)
		if err != nil || len(f.Chapters()) != 2 && len(f.Chapters()) != 3 || f.TagError != nil {
			t.Fatalf("run %d: it reads as neither old nor new: %v", i, err)
		}
		if f.Journal == disk.Torn {
			torn++
		}
		if f.Journal != disk.NoJournal {
			journals++
			if out, err := exec.Command("chapmark", "recover", path).CombinedOutput(); err != nil {
				t.Fatalf("run %d: recover: %v: %s", i, err, out)
			}
		}
		switch sum(t, path) {
		case states[now]:
		case states[1-now]:
			now = 1 - now
			changed++
		default:
			t.Fatalf("run %d (%v): the file is neither old nor new", i, args)
		}
	}
	if out, err := exec.Command("chapmark", "recover", path).CombinedOutput(); err != nil {
		t.Fatal(err, string(out))
	}
	if entries, _ := filepath.Glob(".*chapmark*"); len(entries) > 0 {
		t.Errorf("left behind: %v", entries)
	}
	t.Logf("%d runs: %d killed, %d changed the file, %d left a journal, %d of them with the tag torn", runs, killed, changed, journals, torn)
	if killed < runs/4 {
		t.Errorf("only %d of %d runs were killed in time", killed, runs)
	}
}

func sum(t *testing.T, path string) [sha256.Size]byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return sha256.Sum256(content)
}

// TestSecondWriter waits for the first, and gives up with clear words.
func TestSecondWriter(t *testing.T) {
	if !disk.Full {
		t.Skip("this system lacks what the test is about")
	}
	folder := t.TempDir()
	if err := copySample(folder); err != nil {
		t.Fatal(err)
	}
	t.Chdir(folder)
	before, _ := os.ReadFile("episode.mp3")
	unlock, err := disk.Lock("episode.mp3", 0)
	if err != nil {
		t.Fatal(err)
	}
	_, stderr := chapmark(t, 3, "write", "--lock-timeout", "30ms", "episode.md", "episode.mp3")
	if want := "chapmark: lock episode.mp3: another program is still writing it after 30ms; try again later\n"; stderr != want {
		t.Errorf("stderr: %s", stderr)
	}
	if after, _ := os.ReadFile("episode.mp3"); !bytes.Equal(before, after) {
		t.Error("the file was written")
	}
	var released atomic.Bool
	time.AfterFunc(50*time.Millisecond, func() { released.Store(true); unlock() })
	chapmark(t, 0, "write", "episode.md", "episode.mp3")
	if !released.Load() {
		t.Error("it did not wait")
	}
}

// Asked to stop, a batch finishes the file in hand and begins no other; asked by what it was told to ignore, it goes on.
func TestInterrupted(t *testing.T) {
	folder := t.TempDir()
	t.Chdir(folder)
	for i := range 15 {
		if err := os.WriteFile(fmt.Sprintf("%d.mp3", i), silence(10*60, "old", "v3"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	files, _ := filepath.Glob("*.mp3")
	command := exec.Command("chapmark", append([]string{"strip"}, files...)...)
	var stderr bytes.Buffer
	command.Stderr = &stderr
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(100 * time.Millisecond)
	_ = command.Process.Signal(os.Interrupt)
	err := command.Wait()
	left := 0
	for _, name := range files {
		f, err := audio.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		if len(f.Chapters()) > 0 {
			left++
		}
	}
	if hidden, _ := filepath.Glob(".*chapmark*"); len(hidden) > 0 && command.ProcessState.ExitCode() == run.ExitInterrupted {
		t.Errorf("left behind: %v", hidden)
	}
	if err == nil || left == 0 {
		t.Skipf("it was done before it was asked: %d left, %v", left, err)
	}
	if code := command.ProcessState.ExitCode(); code != run.ExitInterrupted && code != -1 { // -1: asked between two files, where nothing is in hand
		t.Errorf("exit code %d: %s", code, &stderr)
	}
}

// Asked to stop, a batch says what is left and ends with 130, whether or not it would have stopped by itself at a failure; so
// does one that fixes texts, and leaves nothing after.
func TestInterruptedBatch(t *testing.T) {
	folder := t.TempDir()
	t.Chdir(folder)
	newArchive(t, ".", 300, 10*time.Second)
	for i := range 300 {
		if err := os.WriteFile(fmt.Sprintf("posts/%03d-a-title.md", i), []byte("- 0:00 -- A\n- 0;05 -- B\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{{"check", "--all", "--fix", "--jobs", "1"}, {"write", "--all", "--fail-fast", "--jobs", "1"}} {
		stopped := false
		for try := 0; try < 20 && !stopped; try++ {
			command := exec.Command("chapmark", args...)
			var stderr bytes.Buffer
			command.Stderr = &stderr
			if err := command.Start(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Duration(20+5*try) * time.Millisecond)
			_ = command.Process.Signal(os.Interrupt)
			_ = command.Wait()
			switch code := command.ProcessState.ExitCode(); code {
			case run.ExitInterrupted:
				stopped = true
			case run.ExitClean, run.ExitProblems, -1: // it was done before, or had not begun
			default:
				t.Fatalf("%v: exit code %d: %s", args, code, &stderr)
			}
			if hidden, _ := filepath.Glob("*/.*chapmark*"); len(hidden) > 0 && command.ProcessState.ExitCode() >= 0 {
				t.Errorf("%v: left behind: %v", args, hidden)
			}
		}
		if !stopped {
			t.Logf("%v was never caught at work", args)
		}
	}
}
