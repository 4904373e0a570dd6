//go:build unix

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"
)

// TestBenchBefore times this version and an earlier one on the same files, in turn, and prints the median of the ratios,
// pair by pair. It asserts nothing. CHAPMARK_BEFORE names the earlier program; CHAPMARK_BENCH says how many pairs (make
// before).
func TestBenchBefore(t *testing.T) {
	runs, err := strconv.Atoi(os.Getenv("CHAPMARK_BENCH"))
	before := os.Getenv("CHAPMARK_BEFORE")
	if err != nil || before == "" {
		t.Skip("CHAPMARK_BEFORE is not set")
	}
	programs, original := t.TempDir(), t.TempDir()
	buildPrograms(t, programs)
	newArchive(t, original, 200, 289*time.Second)
	contenders := [2]string{before, filepath.Join(programs, "chapmark")}
	tasks := []struct {
		name   string
		fresh  bool
		repeat int
		args   []string
	}{
		{"start-up (--version)", false, 20, []string{"--version"}},
		{"check of one file", false, 10, []string{"check", "--no-cache", "posts/000-a-title.md"}},
		{"check of 200", false, 1, []string{"check", "--all", "--no-cache"}},
		{"write --all of 200", true, 1, []string{"write", "--all"}},
	}
	fmt.Printf("\nagainst %s; medians over %d pairs\n\n%-24s %10s %10s %10s\n", before, runs, "", "before ms", "now ms", "ratio")
	for _, task := range tasks {
		var took [2][]float64
		var ratios []float64
		for pair := range runs + 1 { // the first pair only warms up
			for turn := range 2 {
				who := (pair + turn) % 2
				folder := original
				if task.fresh {
					folder = filepath.Join(t.TempDir(), "site")
					if err := os.CopyFS(folder, os.DirFS(original)); err != nil {
						t.Fatal(err)
					}
					_ = exec.Command("sync").Run()
				}
				begin := time.Now()
				for range task.repeat {
					command := exec.Command(contenders[who], task.args...)
					command.Dir = folder
					command.Env = append(os.Environ(), "XDG_CACHE_HOME="+filepath.Join(programs, fmt.Sprint("cache", who, pair)))
					if out, err := command.CombinedOutput(); err != nil && command.ProcessState.ExitCode() != 1 {
						t.Fatalf("%v: %v: %s", command.Args, err, out)
					}
				}
				took[who] = append(took[who], float64(time.Since(begin))/1e6/float64(task.repeat))
				if task.fresh {
					os.RemoveAll(folder)
				}
			}
			ratios = append(ratios, took[1][pair]/took[0][pair])
		}
		median := func(list []float64) float64 { return slices.Sorted(slices.Values(list[1:]))[runs/2] }
		fmt.Printf("%-24s %10.1f %10.1f %10.3f\n", task.name, median(took[0]), median(took[1]), median(ratios))
	}
}
