//go:build unix

package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chapmark/chapmark/audio/id3"
	"github.com/chapmark/chapmark/chapters/limits"
)

// TestHostile runs commands over inputs that are hard on their readers (testdata/hostile.py), and holds memory and time to
// what docs/security.md promises. CHAPMARK_HOSTILE is the folder with the inputs.
func TestHostile(t *testing.T) {
	folder := os.Getenv("CHAPMARK_HOSTILE")
	if folder == "" {
		t.Skip("CHAPMARK_HOSTILE is not set")
	}
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) < 40 {
		t.Fatalf("%d inputs in %s: %v", len(entries), folder, err)
	}
	t.Chdir(t.TempDir())
	t.Setenv("XDG_CACHE_HOME", t.TempDir()) // what this machine remembers of thousands of files takes memory, too
	if err := os.WriteFile("e.md", []byte("- 0:00 a\n- 0:05 b\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	const mib = 1 << 20
	for _, entry := range entries {
		path := filepath.Join(folder, entry.Name())
		kind, _, _ := strings.Cut(entry.Name(), "-")
		var commands [][]string
		most, files := int64(120*mib), time.Duration(1)
		switch kind {
		case "text":
			commands = [][]string{{"show", "--why", path}, {"check", "--report", "r.html", path}}
		case "chapters":
			commands = [][]string{{"export", "--to", "markdown", path}, {"check", "--report", "r.json", path}}
		case "feed":
			commands = [][]string{{"check", "--offline", "--json", "--feed", path}}
			most = 200 * mib
		case "site":
			commands = [][]string{{"check", "--all", "--config", filepath.Join(path, "chapmark.yaml")}}
		case "many":
			commands = [][]string{{"check", "--jobs", "16", path + "/*"}}
			most, files = 40*mib+limits.JobsBytes, 16
		case "audio":
			commands = [][]string{{"check", path}, {"write", "--dry-run", "e.md", path}, {"write", "--no-undo", "e.md", "copy.mp3"}}
			most = 40*mib + 2*tagLength(t, path)
			if strings.Contains(entry.Name(), "unsynchronised") { // it is there twice: as it is written, and as it is meant
				most += tagLength(t, path)
			}
		default:
			t.Fatalf("what is %s?", entry.Name())
		}
		for _, args := range commands {
			if args[len(args)-1] == "copy.mp3" {
				if out, err := exec.Command("cp", path, "copy.mp3").CombinedOutput(); err != nil {
					t.Fatal(err, string(out))
				}
			}
			command := exec.Command("chapmark", args...)
			output, err := os.Create("output")
			if err != nil {
				t.Fatal(err)
			}
			command.Stdout, command.Stderr = output, output
			if err := command.Start(); err != nil {
				t.Fatal(err)
			}
			timer := time.AfterFunc(time.Minute, func() { _ = command.Process.Kill() })
			_ = command.Wait()
			timer.Stop()
			printed := make([]byte, 1<<20) // the memory of this process counts as the first of the command's
			n, _ := output.ReadAt(printed, 0)
			printed = printed[:n]
			output.Close()
			state := command.ProcessState
			memory := int64(state.SysUsage().(*syscall.Rusage).Maxrss)
			if runtime.GOOS == "linux" {
				memory <<= 10 // it counts KiB
			}
			spent := state.UserTime() + state.SystemTime()
			name := strings.ReplaceAll(strings.Join(args, " "), folder+"/", "")
			t.Logf("%4d of %4d MiB %6.2f s, exit %d: %s", memory/mib, most/mib, spent.Seconds(), state.ExitCode(), name)
			if code := state.ExitCode(); code != 0 && code != 1 && code != 3 || strings.Contains(string(printed), "goroutine ") {
				t.Errorf("%s: exit %d:\n%.1000s", name, code, string(printed))
			}
			// Five seconds is what is promised, and printed above; a busy machine may take longer, but no quadratic road is that short.
			if memory > most || spent > files*20*time.Second {
				t.Errorf("%s: %d MiB of %d, %v", name, memory/mib, most/mib, spent)
			}
			if bytes.ContainsAny(printed, "\x1b\u202e") {
				t.Errorf("%s: it prints what moves a terminal's cursor, or turns its text around", name)
			}
		}
	}
}

// tagLength is that of a file's tag.
func tagLength(t *testing.T, path string) int64 {
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	header := make([]byte, id3.HeaderBytes)
	_, _ = file.ReadAt(header, 0)
	length, _ := id3.Length(header)
	return min(length, limits.TagBytes)
}
