//go:build unix

package main

import (
	"bytes"
	"encoding/binary"
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

// TestBenchRetimeProcess prints how long whole processes take to compare recordings of 70 minutes and of 4 hours, and how much memory, with
// an intro, two adverts and three cuts between them. It asserts nothing. CHAPMARK_BENCH says how many runs (make bench).
func TestBenchRetimeProcess(t *testing.T) {
	if folder := os.Getenv("CHAPMARK_BENCH_MAKE"); folder != "" {
		makeRecordings(t, folder)
		return
	}
	runs, err := strconv.Atoi(os.Getenv("CHAPMARK_BENCH"))
	if err != nil {
		t.Skip("CHAPMARK_BENCH is not set")
	}
	if _, err := exec.LookPath("lame"); err != nil {
		fmt.Println("lame is not installed")
		return
	}
	folder := t.TempDir()
	program, err := filepath.Abs(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	buildPrograms(t, folder)
	t.Chdir(folder)
	t.Setenv("XDG_CACHE_HOME", filepath.Join(folder, "cache"))
	// The recordings are made by another process: the kernel counts what one has used among what its children use.
	maker := exec.Command(program, "-test.run=^TestBenchRetimeProcess$")
	maker.Env = append(os.Environ(), "CHAPMARK_BENCH_MAKE="+folder)
	if out, err := maker.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if err := os.WriteFile("e.md", []byte("- 0:00 One\n- 10:00 Two\n- 50:00 Three\n- 1:05:00 Four\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	fmt.Printf("\nretime; medians of %d runs of whole processes\n\n", runs)
	for _, pair := range [][2]string{{"70.mp3", "70e.mp3"}, {"240.mp3", "240e.mp3"}} {
		var times []time.Duration
		var peak int64
		for run := range runs + 1 {
			command := exec.Command("./chapmark", "retime", "e.md", pair[0], pair[1])
			begin := time.Now()
			if out, err := command.CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			if took := time.Since(begin); run > 0 {
				times = append(times, took)
			}
			if usage, ok := command.ProcessState.SysUsage().(*syscall.Rusage); ok {
				peak = max(peak, int64(usage.Maxrss))
			}
		}
		slices.Sort(times)
		fmt.Printf("%-8s %8.0f ms, at most %d MB\n", pair[0], float64(times[len(times)/2])/1e6, peak/1024)
	}
}

// makeRecordings writes recordings of 70 minutes and of 4 hours, and what was made of them.
func makeRecordings(t *testing.T, folder string) {
	const rate, second = 22050, 16_000 // bytes of 128 kbit/s
	hour := func(seed uint64) []byte {
		var raw bytes.Buffer
		_ = binary.Write(&raw, binary.LittleEndian, noise(seed, rate, 3600))
		command := exec.Command("lame", "--quiet", "-t", "-r", "-s", "22.05", "-m", "m", "--resample", "44.1", "-b", "128", "-", "-")
		command.Stdin = &raw
		out, err := command.Output()
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	var hours [][]byte
	for seed := range uint64(4) {
		hours = append(hours, hour(seed+1))
	}
	edited := func(b, other []byte) []byte {
		at := func(part float64) int { return int(part * float64(len(b))) }
		return slices.Concat(other[:20*second], b[:at(0.2)], b[at(0.2)+61*second:at(0.4)], other[60*second:90*second], b[at(0.4):at(0.6)], b[at(0.6)+4*second:at(0.8)], other[200*second:260*second], b[at(0.8):])
	}
	put := func(name string, content []byte) {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	short, long := slices.Concat(hours[0], hours[1][:600*second]), slices.Concat(hours...)
	put("70.mp3", short)
	put("70e.mp3", edited(short, hours[3]))
	put("240.mp3", long)
	put("240e.mp3", edited(long, hours[1]))
}
