package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
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
	snapped, err := os.ReadFile(sample + ".mp3")
	if err != nil {
		t.Fatal(err)
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
	const late = "## Topics\n\n- 0:08 -- From a notebook\n- 0:24 -- One\n- 0:37 -- It\n- 0:51 -- Each\n- 1:04 -- Mara\n"
	for _, test := range []struct {
		name  string
		text  string
		first []string // run before, undisturbed
		args  []string
	}{
		{"snap", late, nil, []string{"snap", "--apply", "e.md", "e.mp3"}},
		{"page: save", fixed, nil, []string{"preview", "--no-open", "e.md", "e.mp3"}},
		{"page: write", fixed, nil, []string{"preview", "--no-open", "e.md", "e.mp3"}},
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
			sound := string(audio)
			if test.name == "snap" {
				sound = string(snapped)
			}
			for name, content := range map[string]string{"e.md": test.text, "e.mp3": sound, "other.json": `{"version":"1.2.0","chapters":[{"startTime":0,"title":"A"},{"startTime":30,"title":"B"}]}`} {
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
		// once runs the command, or presses the page's button, and kills it after so long; 0 lets it end.
		once := func(limit time.Duration) (said string, killed bool) {
			t.Helper()
			command := exec.Command("chapmark", test.args...)
			if _, button, ok := strings.Cut(test.name, "page: "); ok {
				return pressAndKill(t, command, button, limit)
			}
			var output bytes.Buffer
			command.Stdout, command.Stderr = &output, &output
			if err := command.Start(); err != nil {
				t.Fatal(err)
			}
			if limit > 0 {
				time.Sleep(limit)
				_ = command.Process.Kill()
			}
			_ = command.Wait()
			return output.String(), !command.ProcessState.Exited()
		}
		restore()
		before := read()
		begin := time.Now()
		out, _ := once(0)
		took := time.Since(begin)
		after := read()
		if before == after {
			t.Errorf("%s changes nothing:\n%s", test.name, out)
			continue
		}
		killed, changed := 0, 0
		for range max(runs/20, 5) {
			restore()
			if _, was := once(max(time.Duration(rand.Float64()*1.1*float64(took)), time.Microsecond)); was {
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
			out, _ := once(0)
			if again := read(); again != after {
				t.Fatalf("%s: once more does not complete it:\n%s", test.name, out)
			}
		}
		if left, _ := filepath.Glob(".*chapmark*"); len(left) > 0 {
			t.Errorf("%s: left behind: %v", test.name, left)
		}
		t.Logf("%s: %d runs, %d killed, %d had changed a file by then", test.name, max(runs/20, 5), killed, changed)
	}
}

// pressAndKill opens the page, edits two chapters, presses a button, and kills the server after so long; with 0, when it has
// answered.
func pressAndKill(t *testing.T, command *exec.Cmd, button string, limit time.Duration) (said string, killed bool) {
	t.Helper()
	stdout, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = command.Process.Kill(); _ = command.Wait() }()
	address, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	address = strings.TrimSpace(address)
	response, err := http.Get(address + "state")
	if err != nil {
		t.Fatal(err)
	}
	var page struct {
		Version  string           `json:"version"`
		Chapters []map[string]any `json:"chapters"`
	}
	err = json.NewDecoder(response.Body).Decode(&page)
	response.Body.Close()
	if err != nil || len(page.Chapters) != 3 {
		t.Fatal(err, page)
	}
	page.Chapters[1]["start_s"], page.Chapters[2]["title"] = 25, "Another"
	content, _ := json.Marshal(page)
	request, err := http.NewRequest(http.MethodPost, address+button, bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Origin", "http://"+request.Host)
	if limit > 0 {
		timer := time.AfterFunc(limit, func() { _ = command.Process.Kill() })
		defer timer.Stop()
	}
	response, err = http.DefaultClient.Do(request)
	if err != nil {
		return err.Error(), true
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	return string(answer), err != nil
}
