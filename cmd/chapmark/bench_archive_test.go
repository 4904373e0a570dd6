//go:build unix

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// TestBenchArchive times a batch over 200 episodes, 925 MB: whole processes, one after the other in turn, against `cp` of the
// same files and against as many small writes that reach the disk. It asserts nothing. CHAPMARK_BENCH says how many runs.
func TestBenchArchive(t *testing.T) {
	runs, err := strconv.Atoi(os.Getenv("CHAPMARK_BENCH"))
	if err != nil {
		t.Skip("CHAPMARK_BENCH is not set")
	}
	const count, length = 200, 289 * time.Second
	programs, original := t.TempDir(), t.TempDir()
	buildPrograms(t, programs)
	t.Setenv("PATH", programs+string(os.PathListSeparator)+os.Getenv("PATH"))
	t.Setenv("XDG_CACHE_HOME", filepath.Join(programs, "cache"))
	newArchive(t, original, count, length)
	times := map[string][]time.Duration{}
	peak := map[string]int64{}
	timed := func(name, folder string, args ...string) {
		command := exec.Command(args[0], args[1:]...)
		command.Dir = folder
		begin := time.Now()
		out, err := command.CombinedOutput()
		times[name] = append(times[name], time.Since(begin))
		if err != nil {
			t.Fatalf("%v: %v: %s", args, err, out)
		}
		if usage, ok := command.ProcessState.SysUsage().(*syscall.Rusage); ok {
			peak[name] = max(peak[name], int64(usage.Maxrss))
		}
	}
	const copied, flushed, first, again, walked, retag, written = "cp -r", "cp -r and sync", "write --all, first run", "write --all, nothing to do", "check --all --no-cache", "write --all --in-place, other titles", "200 writes of 4 KiB, each synced"
	for range runs {
		site := filepath.Join(t.TempDir(), "site")
		if err := os.CopyFS(site, os.DirFS(original)); err != nil {
			t.Fatal(err)
		}
		_ = exec.Command("sync").Run()
		timed(copied, site, "cp", "-r", "audio", "../copy")
		_ = exec.Command("sync").Run()
		timed(flushed, site, "sh", "-c", "cp -r audio ../flushed && sync ../flushed/*")
		timed(first, site, "chapmark", "write", "--all")
		time.Sleep(3 * time.Second) // files that were changed a moment ago are not remembered
		timed("", site, "chapmark", "write", "--all")
		timed(again, site, "chapmark", "write", "--all")
		for i := range count {
			if err := os.WriteFile(filepath.Join(site, fmt.Sprintf("posts/%03d-a-title.md", i)), archiveText(i, 1, length), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		_ = exec.Command("sync").Run()
		timed(retag, site, "chapmark", "write", "--all", "--in-place", "--stamp=false", "--no-cache")
		timed(walked, site, "chapmark", "check", "--all", "--no-cache", "--rule", "bytes-mismatch=off", "--rule", "duration-mismatch=off")
		begin := time.Now()
		synced(t, filepath.Join(site, "audio"))
		times[written] = append(times[written], time.Since(begin))
		os.RemoveAll(filepath.Dir(site))
	}
	fmt.Printf("\n200 episodes, 925 MB; medians of %d runs of whole processes, in turn\n\n%-44s %10s %10s %10s\n", runs, "", "ms", "x cp", "peak MB")
	median := func(name string) time.Duration { return slices.Sorted(slices.Values(times[name]))[runs/2] }
	for _, name := range []string{copied, flushed, first, again, walked, retag, written} {
		fmt.Printf("%-44s %10.0f %10.2f %10.0f\n", name, float64(median(name))/1e6, float64(median(name))/float64(median(copied)), float64(peak[name])/1024)
	}
	fmt.Printf("\nnothing to do: %.1f %% of the first run; in place, beyond the walk: %.1f times the synced writes\n\n",
		100*float64(median(again))/float64(median(first)), float64(median(retag)-median(walked))/float64(median(written)))
}

// synced writes 4 KiB into each file of a folder, and waits until they are on the disk.
func synced(t *testing.T, folder string) {
	names, err := filepath.Glob(filepath.Join(folder, "*.mp3"))
	if err != nil {
		t.Fatal(err)
	}
	block := make([]byte, 4096)
	for _, name := range names {
		file, err := os.OpenFile(name, os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := file.WriteAt(block, 0); err != nil {
			t.Fatal(err)
		}
		if err := file.Sync(); err != nil {
			t.Fatal(err)
		}
		file.Close()
	}
}
