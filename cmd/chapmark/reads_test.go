//go:build linux

package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestReadFaults lets one read after the other fail under whole commands, as a disk that breaks and a file that shrinks
// would: a command then says so or does without, never panics, and changes nothing that it does not finish. It needs strace.
func TestReadFaults(t *testing.T) {
	if os.Getenv("CHAPMARK_TORTURE") == "" {
		t.Skip("it starts the program a few hundred times: CHAPMARK_TORTURE is not set")
	}
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("strace is not installed")
	}
	folder := t.TempDir()
	t.Chdir(folder)
	t.Setenv("XDG_CACHE_HOME", filepath.Join(folder, "cache"))
	const text = "## Topics\n\n- 0:00 One\n- 0:20 Two\n- 1:00 Three\n"
	audio := silence(4*60, "old", "v3")
	restore := func() {
		if os.WriteFile("episode.md", []byte(text), 0o644) != nil || os.WriteFile("episode.mp3", audio, 0o644) != nil {
			t.Fatal("no room")
		}
		_ = os.RemoveAll("cache")
	}
	run := func(args ...string) (output string, code int) {
		command := exec.Command(strace, args...)
		var both bytes.Buffer
		command.Stdout, command.Stderr = &both, &both
		_ = command.Run()
		return both.String(), command.ProcessState.ExitCode()
	}
	reads := regexp.MustCompile(`(?m)^.*\b(pread64|read)\(`)
	for _, command := range [][]string{
		{"check", "episode.md", "episode.mp3"},
		{"check", "--decode", "episode.md", "episode.mp3"},
		{"write", "episode.md", "episode.mp3"},
		{"write", "--in-place", "--snap", "episode.md", "episode.mp3"},
		{"show", "--wave", "--tag", "episode.mp3"},
		{"snap", "--apply", "--as-is", "episode.md", "episode.mp3"},
		{"preview", "--html", "page.html", "episode.md", "episode.mp3"},
		{"stamp", "--add", "episode.md", "episode.mp3"},
		{"export", "--to", "json", "episode.mp3"},
		{"strip", "episode.mp3"},
	} {
		name := strings.Join(command, " ")
		restore()
		log, code := run(append([]string{"-f", "-qq", "-e", "trace=pread64", "-e", "signal=none", "chapmark"}, command...)...)
		count := len(reads.FindAllString(log, -1))
		if code > 1 || count < 5 {
			t.Fatalf("%s: exit %d after %d reads:\n%s", name, code, count, log)
		}
		most := 10
		told := 0
		for i := range min(count, most) {
			n := i + 1
			if count > most {
				n = 1 + i*count/most
			}
			for _, fault := range []string{"error=EIO", "retval=0"} {
				restore()
				began := time.Now()
				log, code := run(append([]string{"-f", "-qq", "-e", "trace=pread64", "-e", "signal=none", "-o", "/dev/null", "-e", "inject=pread64:" + fault + ":when=" + strconv.Itoa(n), "chapmark"}, command...)...)
				if strings.Contains(log, "panic") || strings.Contains(log, "goroutine ") || code == 2 || code < 0 {
					t.Errorf("%s, %s at read %d: exit %d after %v:\n%.2000s", name, fault, n, code, time.Since(began), log)
				}
				if code != 3 {
					continue // it did without
				}
				told++
				now, _ := os.ReadFile("episode.md")
				file, _ := os.ReadFile("episode.mp3")
				if string(now) != text || !bytes.Equal(file, audio) {
					t.Errorf("%s, %s at read %d: it failed, and yet a file changed:\n%s", name, fault, n, log)
				}
			}
		}
		t.Logf("%s: %d reads, %d faults told", name, count, told)
	}
}
