//go:build unix

package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chapmark/chapmark/audio/mp3test"
)

// TestBenchSites prints how time and memory grow with the number of episodes: 500, 5,000 and 50,000 of a minute each, whole
// processes, one run of each command. It asserts nothing, and wants 2 GB of disk. CHAPMARK_BENCH turns it on, and
// CHAPMARK_SITES names other numbers.
func TestBenchSites(t *testing.T) {
	if os.Getenv("CHAPMARK_BENCH") == "" {
		t.Skip("CHAPMARK_BENCH is not set")
	}
	sizes := []string{"500", "5000", "50000"}
	if named := os.Getenv("CHAPMARK_SITES"); named != "" {
		sizes = strings.Fields(named)
	}
	programs := t.TempDir()
	buildPrograms(t, programs)
	t.Setenv("PATH", programs+string(os.PathListSeparator)+os.Getenv("PATH"))
	t.Setenv("XDG_CACHE_HOME", filepath.Join(programs, "cache"))
	var table [][]string
	for i, size := range sizes {
		count, err := strconv.Atoi(size)
		if err != nil {
			t.Fatal(err)
		}
		folder := filepath.Join(t.TempDir(), "site")
		newShortEpisodes(t, folder, count)
		for step, command := range []struct {
			name string
			args []string
		}{
			{"check --all --no-cache", []string{"check", "--all", "--no-cache"}},
			{"check --all, again", []string{"check", "--all"}},
			{"write --all --stamp", []string{"write", "--all", "--stamp"}},
			{"write --all --stamp, again", []string{"write", "--all", "--stamp"}},
			{"write --all --stamp, once more", []string{"write", "--all", "--stamp"}},
			{"check --all, all in order", []string{"check", "--all"}},
			{"check --all --report", []string{"check", "--all", "--report", "report.html"}},
			{"check --all, the audio elsewhere", []string{"check", "--all"}},
			{"init", []string{"init"}},
		} {
			switch command.name {
			case "check --all, again": // what is measured is the second run
				first := exec.Command("chapmark", "check", "--all")
				first.Dir = folder
				_ = first.Run()
			case "check --all, the audio elsewhere":
				if err := os.Rename(filepath.Join(folder, "audio"), filepath.Join(folder, ".audio")); err != nil {
					t.Fatal(err)
				}
			case "init":
				if err := errors.Join(os.Rename(filepath.Join(folder, ".audio"), filepath.Join(folder, "audio")), os.Remove(filepath.Join(folder, "chapmark.yaml"))); err != nil {
					t.Fatal(err)
				}
			}
			process := exec.Command("chapmark", command.args...)
			process.Dir = folder
			begin := time.Now()
			out, err := process.Output()
			took := time.Since(begin)
			if err != nil && process.ProcessState.ExitCode() != 1 { // 1: problems are found
				t.Fatalf("%v: %v: %s", command.args, err, out)
			}
			if i == 0 {
				table = append(table, []string{command.name})
			}
			cell := fmt.Sprintf("%.2f s", took.Seconds())
			if usage, ok := process.ProcessState.SysUsage().(*syscall.Rusage); ok {
				cell += fmt.Sprintf(", %d MB", usage.Maxrss/1024)
			}
			if info, err := os.Stat(filepath.Join(folder, "report.html")); err == nil && command.name == "check --all --report" {
				cell += fmt.Sprintf(", %.1f MB of HTML", float64(info.Size())/1e6)
			}
			table[step] = append(table[step], cell)
		}
		if err := os.RemoveAll(folder); err != nil {
			t.Fatal(err)
		}
	}
	fmt.Printf("\n%-34s %30s\n", "episodes", strings.Join(sizes, "   "))
	for _, row := range table {
		fmt.Println("| " + strings.Join(row, " | ") + " |")
	}
}

// newShortEpisodes writes a site of so many episodes of a minute, with five topics each, into a folder.
func newShortEpisodes(t *testing.T, folder string, count int) {
	t.Helper()
	put := func(name string, content []byte) {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"posts", "audio"} {
		if err := os.MkdirAll(filepath.Join(folder, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	put("chapmark.yaml", []byte("episodes: posts/*.md\naudio: audio/{number}.mp3\n"))
	stream := mp3test.Frames(mp3test.Mono8, 60*22050/576)
	for i := range count {
		var text strings.Builder
		fmt.Fprintf(&text, "---\ntitle: Episode %d\nmp3_bytes: 1\nmp3_duration: \"1:00\"\n---\nWords about it.\n\n## Topics\n\n", i)
		for topic := range 5 {
			fmt.Fprintf(&text, "- 0:%02d -- Topic %d of episode %d\n", topic*11, topic, i)
		}
		put(fmt.Sprintf("posts/%05d-a-title.md", i), []byte(text.String()))
		put(fmt.Sprintf("audio/%05d.mp3", i), append(mp3test.Tag(3, 0, mp3test.Text("TIT2", fmt.Sprintf("Episode %d", i))), stream...))
	}
}
