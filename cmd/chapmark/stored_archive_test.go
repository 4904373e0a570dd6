//go:build linux

package main

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chapmark/chapmark/audio/mp3test"
	"github.com/chapmark/chapmark/audio/objects"
	"github.com/chapmark/chapmark/audio/objects/s3test"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/output"
	"github.com/chapmark/chapmark/cmd/internal/site"
)

// store starts object storage behind a proxy, and moves into an empty folder that knows it.
func store(t *testing.T) *s3test.Proxy {
	proxy := s3test.NewProxy(t, s3test.Start(t, "show"))
	t.Chdir(t.TempDir())
	for key, value := range map[string]string{"AWS_ENDPOINT_URL": proxy.URL, "AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret",
		"AWS_CONFIG_FILE": os.DevNull, "AWS_SHARED_CREDENTIALS_FILE": os.DevNull, "XDG_CACHE_HOME": filepath.Join(t.TempDir(), "cache"), "HOME": t.TempDir()} {
		t.Setenv(key, value)
	}
	return proxy
}

// storedTexts are the texts of an archive whose episodes last so many minutes: those of the seed as far as they go, where they are there,
// or as many made-up ones.
func storedTexts(t *testing.T, minutes int) map[string]string {
	texts := map[string]string{}
	if os.Getenv("CHAPMARK_CORPUS") == "" {
		for i := range 54 {
			text := "- 0:00 One\n"
			for at := 1; at < minutes; at++ {
				text += fmt.Sprintf("- %d:00 Topic %d\n", at, at)
			}
			texts[fmt.Sprintf("2020-01-01-%d-episode.md", i)] = text
		}
		return texts
	}
	folder := filepath.Join(mp3test.FromEnv(t, "CHAPMARK_CORPUS"), "markdown", "nickjj__runninginproduction.com")
	paths, err := filepath.Glob(filepath.Join(folder, "*.md"))
	if err != nil || len(paths) != 54 {
		t.Fatal(len(paths), err)
	}
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		text := ""
		for line := range strings.Lines(string(content)) {
			stamp, _, _ := strings.Cut(strings.TrimPrefix(line, "- "), " ")
			if at, ok := chapters.ParseTimestamp(stamp); !strings.HasPrefix(line, "- ") || !ok || at < time.Duration(minutes)*time.Minute {
				text += line
			}
		}
		texts[filepath.Base(path)] = text
	}
	return texts
}

// TestStoredArchive writes an archive by three machines at once, each with a memory of its own: every object gets its chapters and keeps its
// audio, little of it moves, and the next run finds all done by a listing. No machine needs much memory.
func TestStoredArchive(t *testing.T) {
	minutes, count := 6, 9
	if os.Getenv("CHAPMARK_GATEWAY") != "" {
		minutes, count = 21, 54 // 20 MB each, of which the server in memory would hold a gigabyte
	}
	texts := storedTexts(t, minutes)
	for _, name := range slices.Sorted(maps.Keys(texts))[count:] {
		delete(texts, name)
	}
	proxy := store(t)
	client := objects.NewClient(objects.Options{})
	texts["chapmark.yaml"] = "episodes: \"*.md\"\naudio: s3://show/podcast/{number}.mp3\n"
	for name, text := range texts {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if number := site.Values(name, chapters.Document{})["number"]; number != "" {
			if err := client.Put("s3://show/podcast/"+number+".mp3", silence(minutes*60, "v3"), ""); err != nil {
				t.Fatal(err)
			}
		}
	}
	shards := func() (most int64, parts []string) {
		var wait sync.WaitGroup
		var lock sync.Mutex
		for i := 1; i <= 3; i++ {
			report := fmt.Sprintf("part-%d.json", i)
			parts = append(parts, report)
			wait.Go(func() {
				command := exec.Command("chapmark", "write", "--all", "--allow-outside", "-j", "16", "--shard", fmt.Sprintf("%d/3", i), "--report", report)
				command.Env = append(os.Environ(), "XDG_CACHE_HOME="+os.Getenv("XDG_CACHE_HOME")+strconv.Itoa(i))
				var out bytes.Buffer
				command.Stdout, command.Stderr = &out, &out
				if err := command.Start(); err != nil {
					t.Error(err)
					return
				}
				peak := watched(command.Process.Pid)
				if err := command.Wait(); err != nil && command.ProcessState.ExitCode() != 1 { // some texts have mistakes
					t.Errorf("%v: %s", err, &out)
				}
				lock.Lock()
				defer lock.Unlock()
				most = max(most, <-peak)
			})
		}
		wait.Wait()
		return most, parts
	}
	most, parts := shards()
	t.Logf("the largest shard has %d MB", most>>20)
	if most > 60<<20 && os.Getenv("CHAPMARK_GATEWAY") != "" {
		t.Errorf("a shard of 16 jobs has %d MB", most>>20)
	}
	execute(append([]string{"merge", "--report", "all.json"}, parts...), io.Discard, io.Discard)
	merged, err := output.ReadReport("all.json")
	if err != nil || merged.Summary.Statuses["written"] < count-4 || len(merged.Episodes) != count || merged.Storage == nil || merged.Storage.Copied == 0 {
		t.Fatalf("%+v %+v %v", merged.Summary, merged.Storage, err)
	}
	t.Logf("%v %+v", merged.Summary.Statuses, *merged.Storage)
	audio := silence(minutes * 60)
	for _, e := range merged.Episodes {
		want := 0
		if e.Status == "written" {
			want = len(e.Chapters)
		}
		content, _, err := client.Get(e.Audio, 1<<30)
		if err != nil || !bytes.HasSuffix(content, audio) || bytes.Count(content, []byte("CHAP")) != want {
			t.Errorf("%s: %d bytes, %d chapters instead of %d, %v", e.File, len(content), bytes.Count(content, []byte("CHAP")), want, err)
		}
	}
	proxy.Reset()
	shards()
	if requests, in, out := proxy.Counts(); requests != 3 || in != 0 {
		t.Errorf("an unchanged archive takes %d requests, %d bytes there and %d back: %v", requests, in, out, proxy.Log()[:4])
	}
	if found, err := client.Recover("s3://show/", true); err != nil || len(found) > 0 {
		t.Errorf("%v is left; %v", found, err)
	}
}

// oneStored is an episode whose audio of so many minutes is in object storage.
func oneStored(t *testing.T, minutes int) (proxy *s3test.Proxy, text, audio string) {
	proxy = store(t)
	text, audio = "episode.md", "s3://show/podcast/episode.mp3"
	err := os.WriteFile(text, []byte("- 0:00 One\n- 1:00 Two\n- 5:00 Three\n"), 0o644)
	if err == nil {
		err = objects.NewClient(objects.Options{}).Put(audio, silence(minutes*60, "v3"), "")
	}
	if err != nil {
		t.Fatal(err)
	}
	return proxy, text, audio
}

// watched is the most memory that a process has had, in bytes, once it has ended. (What the system counts for it begins with the memory
// of this one.)
func watched(pid int) <-chan int64 {
	peak := make(chan int64, 1)
	go func() {
		most := int64(0)
		for {
			status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
			_, rest, ok := strings.Cut(string(status), "VmHWM:")
			if err != nil || !ok {
				break
			}
			var now int64
			if _, err := fmt.Sscan(rest, &now); err == nil {
				most = max(most, now<<10)
			}
			time.Sleep(5 * time.Millisecond)
		}
		peak <- most
	}()
	return peak
}

// TestStorageTorture kills the program at each request that it makes while it writes: the object is the old or the new one, and the next
// run, of the same machine, makes it new and leaves nothing.
func TestStorageTorture(t *testing.T) {
	if os.Getenv("CHAPMARK_GATEWAY") == "" {
		t.Skip("CHAPMARK_GATEWAY is not set")
	}
	proxy, text, name := oneStored(t, 12)
	client := objects.NewClient(objects.Options{})
	old, _, err := client.Get(name, 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	write := func() (*exec.Cmd, error) {
		command := exec.Command("chapmark", "write", text, name)
		return command, command.Start()
	}
	var after []byte
	for at := int64(0); ; at++ {
		if _, version, err := client.Get(name, 1<<30); err != nil || client.Put(name, old, version) != nil {
			t.Fatal(err)
		}
		var running atomic.Pointer[os.Process]
		proxy.Reset()
		proxy.Make(func(n int64, _ *http.Request) s3test.Fault {
			if n == at {
				for running.Load() == nil {
					time.Sleep(time.Millisecond)
				}
				_ = running.Load().Kill()
			}
			return s3test.Pass
		})
		command, err := write()
		if err != nil {
			t.Fatal(err)
		}
		running.Store(command.Process)
		failed := command.Wait()
		requests, _, _ := proxy.Counts()
		proxy.Make(nil)
		now, _, err := client.Get(name, 1<<30)
		if at == 0 {
			after = now
		}
		if err != nil || !bytes.Equal(now, old) && !bytes.Equal(now, after) || failed == nil && !bytes.Equal(now, after) {
			t.Fatalf("killed at request %d: the object is torn: %d bytes, %v, %v", at, len(now), failed, err)
		}
		next, err := write()
		if err == nil {
			err = next.Wait()
		}
		if now, _, _ = client.Get(name, 1<<30); err != nil || !bytes.Equal(now, after) {
			t.Fatalf("killed at request %d: the next run fails: %v", at, err)
		}
		found, err := client.Recover("s3://show/", true)
		if err == nil && bytes.Equal(now, after) && len(found) > 0 { // killed after the object was there, or the next run found it done
			out, _ := chapmark(t, 0, "recover", name)
			found, err = client.Recover("s3://show/", true)
			t.Logf("request %d: %s", at, out)
		}
		if err != nil || len(found) > 0 {
			t.Fatalf("killed at request %d: %v is left, %v", at, found, err)
		}
		if at > 0 && failed == nil {
			t.Logf("killed at each of %d requests", requests)
			return
		}
	}
}

// TestBenchStorage counts the requests and bytes of one episode of 70 minutes, for the table of docs/storage.md: what is sent is what the
// storage gets.
func TestBenchStorage(t *testing.T) {
	if os.Getenv("CHAPMARK_BENCH") == "" {
		t.Skip("CHAPMARK_BENCH is not set")
	}
	proxy, text, name := oneStored(t, 70)
	for _, args := range [][]string{
		{"check", "--quick", "--no-cache", text, name}, {"check", text, name}, {"check", text, name}, {"write", "--dry-run", text, name},
		{"write", text, name}, {"write", text, name}, {"undo", name}, {"write", "--verify", "full", text, name}, {"strip", name},
	} {
		proxy.Reset()
		chapmark(t, 0, args...)
		requests, in, out := proxy.Counts()
		writes := 0
		for _, request := range proxy.Log() {
			if !strings.HasPrefix(request, "GET ") && !strings.HasPrefix(request, "HEAD ") {
				writes++
			}
		}
		t.Logf("%-40s %4d requests, %3d of them write; %8.1f MB sent, %8.1f MB received", strings.Join(args[:len(args)-1], " "), requests, writes, float64(in)/1e6, float64(out)/1e6)
	}
}
