package main

import (
	"bytes"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestTextTorture kills the commands that change a text, or a text and a tag, at random instants: each file is the old or
// the new one, bit for bit, and running the command once more makes what an undisturbed run makes.
func TestTextTorture(t *testing.T) {
	runs, err := strconv.Atoi(os.Getenv("CHAPMARK_TORTURE"))
	if err != nil {
		t.Skip("CHAPMARK_TORTURE is not set")
	}
	folder := t.TempDir()
	t.Chdir(folder)
	t.Setenv("XDG_CACHE_HOME", filepath.Join(folder, "cache"))
	text := "---\ntitle: An episode\nmp3_bytes: 1\nmp3_duration: \"0:01\"\n---\n## Topics\n\n- 0:00 One\n- 0;20 Two\n- 1:00 Three\n" + strings.Repeat("\n"+strings.Repeat("Words and words. ", 20)+"\n", 5_000)
	fixed := strings.Replace(text, "0;20", "0:20", 1)
	audio := silence(3*60, "old", "v3")
	read := func() [2]string {
		t.Helper()
		now, err := os.ReadFile("e.md")
		if err != nil {
			t.Fatal(err)
		}
		file, err := os.ReadFile("e.mp3")
		if err != nil {
			t.Fatal(err)
		}
		return [2]string{string(now), string(file)}
	}
	for _, test := range []struct {
		name  string
		text  string
		first []string // run before, undisturbed
		args  []string
	}{
		{"stamp", fixed, nil, []string{"stamp", "e.md", "e.mp3"}},
		{"fix", text, nil, []string{"check", "--fix", "e.md", "e.mp3"}},
		{"shift", fixed, nil, []string{"shift", "e.md", "+1s"}},
		{"into", fixed, nil, []string{"export", "--to", "markdown", "--into", "e.md", "other.json"}},
		{"write and stamp", fixed, nil, []string{"write", "--stamp", "e.md", "e.mp3"}},
		{"undo", fixed, []string{"write", "--stamp", "e.md", "e.mp3"}, []string{"undo", "e.md", "e.mp3"}},
	} {
		restore := func() {
			t.Helper()
			_ = os.RemoveAll("cache")
			for name, content := range map[string]string{"e.md": test.text, "e.mp3": string(audio), "other.json": `{"version":"1.2.0","chapters":[{"startTime":0,"title":"A"},{"startTime":30,"title":"B"}]}`} {
				if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if test.first != nil {
				if out, err := exec.Command("chapmark", test.first...).CombinedOutput(); err != nil {
					t.Fatalf("%v: %s", err, out)
				}
			}
		}
		restore()
		before := read()
		begin := time.Now()
		out, _ := exec.Command("chapmark", test.args...).CombinedOutput()
		took := time.Since(begin)
		after := read()
		if before == after {
			t.Errorf("%s changes nothing:\n%s", test.name, out)
			continue
		}
		killed, changed := 0, 0
		for range max(runs/7, 5) {
			restore()
			command := exec.Command("chapmark", test.args...)
			var said bytes.Buffer
			command.Stdout, command.Stderr = &said, &said
			if err := command.Start(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Duration(rand.Float64() * 1.1 * float64(took)))
			_ = command.Process.Kill()
			if command.Wait() != nil && !command.ProcessState.Exited() {
				killed++
			}
			now := read()
			for i := range now {
				if now[i] != before[i] && now[i] != after[i] {
					t.Fatalf("%s: %s is neither old nor new", test.name, []string{"the text", "the audio"}[i])
				}
			}
			if now != before {
				changed++
			}
			if test.name == "shift" && now == after {
				continue // once more would shift it once more
			}
			out, _ := exec.Command("chapmark", test.args...).CombinedOutput()
			if again := read(); again != after {
				t.Fatalf("%s: once more does not complete it:\n%s", test.name, out)
			}
		}
		if left, _ := filepath.Glob(".*chapmark*"); len(left) > 0 {
			t.Errorf("%s: left behind: %v", test.name, left)
		}
		t.Logf("%s: %d runs, %d killed, %d had changed a file by then", test.name, max(runs/7, 5), killed, changed)
	}
}
