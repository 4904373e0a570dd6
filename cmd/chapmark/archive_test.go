package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/chapmark/chapmark/audio/mp3test"
	"github.com/chapmark/chapmark/cmd/internal/output"
)

// newArchive writes a site of so many episodes of the same length, with tags that have to grow, into a folder.
func newArchive(t *testing.T, folder string, count int, length time.Duration) {
	t.Helper()
	for _, name := range []string{"posts", "audio"} {
		if err := os.MkdirAll(filepath.Join(folder, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	put := func(name string, content []byte) {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put("chapmark.yaml", []byte("episodes: posts/*.md\naudio: audio/{number}.mp3\nstamp: true\nintro: Hello\n"))
	stream := mp3test.Seconds(length)
	for i := range count {
		tag := mp3test.Tag(3, 0, mp3test.Text("TIT2", fmt.Sprintf("Episode %d", i)), mp3test.Frame("APIC", 0, append([]byte("\x00image/jpeg\x00\x03\x00"), make([]byte, 10<<10)...)))
		put(fmt.Sprintf("audio/%03d.mp3", i), append(tag, stream...))
		put(fmt.Sprintf("posts/%03d-a-title.md", i), archiveText(i, 0, length))
	}
}

// archiveText is the text of an episode, in one of its versions.
func archiveText(number, version int, length time.Duration) []byte {
	text := fmt.Sprintf("---\ntitle: Episode %d\nmp3_bytes: 1\nmp3_duration: 1\n---\n## Topics\n\n", number)
	for i := range 20 {
		at := length * time.Duration(i) / 21
		text += fmt.Sprintf("- %d:%02d -- Topic %d of episode %d, in version %d\n", at/time.Minute, at/time.Second%60, i, number, version)
	}
	return []byte(text)
}

// contents are the sums of all files below a folder.
func contents(t *testing.T, folder string) map[string]string {
	t.Helper()
	sums := map[string]string{}
	err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		name, _ := filepath.Rel(folder, path)
		sums[name] = fmt.Sprintf("%x", sha256.Sum256(content))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return sums
}

// TestShards runs the made-up site once whole and once as three shards, the last one first: the files and the reports
// are the same.
func TestShards(t *testing.T) {
	var reports [2]string
	var files [2]map[string]string
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	for i := range files {
		folder, out := t.TempDir(), t.TempDir()
		newMadeUp(t, folder)
		t.Chdir(folder)
		chapmark(t, 0, "init")
		whole := filepath.Join(out, "whole.json")
		if i == 0 {
			chapmark(t, 1, "write", "--all", "--stamp", "--report", whole)
			chapmark(t, 1, "check", "--all", "--report", filepath.Join(out, "check.json"))
		} else {
			for _, shard := range []string{"3/3", "1/3", "2/3"} {
				chapmark(t, 1, "write", "--all", "--stamp", "--shard", shard, "--report", filepath.Join(out, "write-"+shard[:1]+".json"))
			}
			for shard := range 3 { // as a scheduler would run them
				t.Setenv("JOB_COMPLETION_INDEX", strconv.Itoa(shard))
				chapmark(t, 1, "check", "--all", "--shard", "auto/3", "--report", filepath.Join(out, fmt.Sprintf("check-%d.json", shard)))
			}
			chapmark(t, 1, "merge", "--report", whole, filepath.Join(out, "write-*.json"))
			chapmark(t, 1, "merge", "--report", filepath.Join(out, "check.json"), filepath.Join(out, "check-[0-9].json"))
		}
		files[i] = contents(t, folder)
		for _, name := range []string{"whole.json", "check.json"} {
			content, err := os.ReadFile(filepath.Join(out, name))
			if err != nil {
				t.Fatal(err)
			}
			reports[i] += string(content)
		}
	}
	if diff := cmp.Diff(files[0], files[1]); diff != "" {
		t.Errorf("files (-whole +shards):\n%s", diff)
	}
	if diff := cmp.Diff(reports[0], reports[1]); diff != "" {
		t.Errorf("reports (-whole +shards):\n%s", diff)
	}
	var r output.Report
	decoder := json.NewDecoder(strings.NewReader(reports[0]))
	if err := decoder.Decode(&r); err != nil || r.Summary.Episodes != madeUpEpisodes || r.Summary.Statuses["refused"] != 5 || r.Summary.Statuses["unchanged"] != 1 || r.Summary.Statuses["written"] != 114 {
		t.Errorf("%v: %+v", err, r.Summary)
	}
}

// TestArchiveTorture kills `write --all` at random instants and runs it again, until it is done: the site ends as if
// nothing had happened. CHAPMARK_TORTURE says how often (make torture: 2000, of which every fortieth is done here, on 200
// episodes).
func TestArchiveTorture(t *testing.T) {
	runs, err := strconv.Atoi(os.Getenv("CHAPMARK_TORTURE"))
	if err != nil {
		t.Skip("CHAPMARK_TORTURE is not set")
	}
	count, length := 40, 20*time.Second
	if runs >= 2000 {
		count, length = 200, 290*time.Second
	}
	original := t.TempDir()
	newArchive(t, original, count, length)
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	want := map[bool]map[string]string{}
	var took time.Duration
	for _, inPlace := range []bool{false, true} {
		site := retagged(t, original, count, length)
		begin := time.Now()
		if out, err := writeAllOf(site, inPlace).CombinedOutput(); err != nil {
			t.Fatal(err, string(out))
		}
		took, want[inPlace] = time.Since(begin), contents(t, site)
		os.RemoveAll(site)
	}
	killed, torn := 0, 0
	for i := range max(runs/40, 4) {
		inPlace := i%2 == 0
		site := retagged(t, original, count, length)
		for {
			command := writeAllOf(site, inPlace)
			var out bytes.Buffer
			command.Stdout, command.Stderr = &out, &out
			if err := command.Start(); err != nil {
				t.Fatal(err)
			}
			timer := time.AfterFunc(time.Duration(rand.Float64()*float64(took)), func() { _ = command.Process.Kill() })
			err := command.Wait()
			timer.Stop()
			if err == nil {
				break
			}
			if command.ProcessState.ExitCode() != -1 {
				t.Fatalf("round %d: %v: %s", i, err, &out)
			}
			killed++
			if hidden, _ := filepath.Glob(filepath.Join(site, "*", ".*chapmark*")); len(hidden) > 0 {
				torn++
			}
		}
		if diff := cmp.Diff(want[inPlace], contents(t, site)); diff != "" {
			t.Fatalf("round %d (-uninterrupted +killed):\n%s", i, diff)
		}
		os.RemoveAll(site)
	}
	t.Logf("%d episodes: killed %d times, %d times with something left behind for the next run", count, killed, torn)
	if killed == 0 {
		t.Error("nothing was killed")
	}
}

// retagged is a copy of a site in which every second episode holds chapters, of an older text.
func retagged(t *testing.T, original string, count int, length time.Duration) string {
	t.Helper()
	site := filepath.Join(t.TempDir(), "site")
	if err := os.CopyFS(site, os.DirFS(original)); err != nil {
		t.Fatal(err)
	}
	args := []string{"write"}
	for i := 0; i < count; i += 2 {
		args = append(args, fmt.Sprintf("posts/%03d-a-title.md", i))
	}
	command := exec.Command("chapmark", args...)
	command.Dir = site
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatal(err, string(out))
	}
	for i := 0; i < count; i += 2 {
		if err := os.WriteFile(filepath.Join(site, fmt.Sprintf("posts/%03d-a-title.md", i)), archiveText(i, 1, length), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return site
}

func writeAllOf(site string, inPlace bool) *exec.Cmd {
	command := exec.Command("chapmark", "write", "--all", fmt.Sprintf("--in-place=%v", inPlace))
	command.Dir = site
	return command
}
