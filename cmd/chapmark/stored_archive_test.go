//go:build linux

package main

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chapmark/chapmark/audio/objects"
	"github.com/chapmark/chapmark/audio/objects/s3test"
	"github.com/chapmark/chapmark/cmd/internal/output"
)

// archive is a site with so many episodes, whose audio of so many minutes is in object storage, behind a proxy.
func archive(t *testing.T, episodes, minutes int) (proxy *s3test.Proxy, names []string) {
	proxy = s3test.NewProxy(t, s3test.Start(t, "show"))
	t.Chdir(t.TempDir())
	for key, value := range map[string]string{"AWS_ENDPOINT_URL": proxy.URL, "AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret",
		"AWS_CONFIG_FILE": os.DevNull, "AWS_SHARED_CREDENTIALS_FILE": os.DevNull, "XDG_CACHE_HOME": filepath.Join(t.TempDir(), "cache"), "HOME": t.TempDir()} {
		t.Setenv(key, value)
	}
	text := "- 0:00 One\n"
	for i := 1; i < minutes; i++ {
		text += fmt.Sprintf("- %d:00 Topic %d\n", i, i)
	}
	client := objects.NewClient(objects.Options{})
	files := map[string]string{"chapmark.yaml": "episodes: \"*.md\"\naudio: s3://show/podcast/{stem}.mp3\n"}
	for i := range episodes {
		stem := fmt.Sprintf("%02d-episode", i)
		files[stem+".md"] = text
		names = append(names, "s3://show/podcast/"+stem+".mp3")
		if err := client.Put(names[i], silence(minutes*60, "v3"), ""); err != nil {
			t.Fatal(err)
		}
	}
	for name, content := range files {
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return proxy, names
}

// TestStoredArchive writes an archive by three machines at once, each with a memory of its own: every object gets its chapters and keeps its
// audio, little of it moves, and the next run finds all done by a listing. No machine needs much memory.
func TestStoredArchive(t *testing.T) {
	minutes := 6
	if os.Getenv("CHAPMARK_GATEWAY") != "" {
		minutes = 21 // 20 MB, of which the server in memory would hold a gigabyte
	}
	proxy, names := archive(t, 54, minutes)
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
				if err := command.Wait(); err != nil {
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
	chapmark(t, 0, append([]string{"merge", "--report", "all.json"}, parts...)...)
	merged, err := output.ReadReport("all.json")
	if err != nil || merged.Summary.Statuses["written"] != len(names) || merged.Storage == nil || merged.Storage.Copied == 0 {
		t.Fatalf("%+v %+v %v", merged.Summary, merged.Storage, err)
	}
	t.Logf("%+v", *merged.Storage)
	client := objects.NewClient(objects.Options{})
	audio := silence(minutes * 60)
	for _, name := range names {
		content, _, err := client.Get(name, 1<<30)
		if err != nil || !bytes.HasSuffix(content, audio) || bytes.Count(content, []byte("CHAP")) != minutes {
			t.Fatalf("%s: %d bytes, %d chapters, %v", name, len(content), bytes.Count(content, []byte("CHAP")), err)
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
	proxy, names := archive(t, 1, 12)
	client := objects.NewClient(objects.Options{})
	old, _, err := client.Get(names[0], 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	write := func() (*exec.Cmd, error) {
		command := exec.Command("chapmark", "write", "00-episode.md", names[0])
		return command, command.Start()
	}
	var after []byte
	for at := int64(0); ; at++ {
		if _, version, err := client.Get(names[0], 1<<30); err != nil || client.Put(names[0], old, version) != nil {
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
		now, _, err := client.Get(names[0], 1<<30)
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
		if now, _, _ = client.Get(names[0], 1<<30); err != nil || !bytes.Equal(now, after) {
			t.Fatalf("killed at request %d: the next run fails: %v", at, err)
		}
		found, err := client.Recover("s3://show/", true)
		if err == nil && bytes.Equal(now, after) && len(found) > 0 { // killed after the object was there, or the next run found it done
			out, _ := chapmark(t, 0, "recover", names[0])
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
	proxy, names := archive(t, 1, 70)
	for _, args := range [][]string{
		{"check", "--quick", "--no-cache", "00-episode.md", names[0]}, {"check", "00-episode.md", names[0]}, {"check", "00-episode.md", names[0]}, {"write", "--dry-run", "00-episode.md", names[0]},
		{"write", "00-episode.md", names[0]}, {"write", "00-episode.md", names[0]}, {"undo", names[0]}, {"write", "--verify", "full", "00-episode.md", names[0]}, {"strip", names[0]},
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
