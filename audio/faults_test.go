package audio_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/mp3test"
	"github.com/chapmark/chapmark/chapters"
)

// TestFaults lets each single operation of a write fail in each way. As long as it can be undone, the old file stays
// and nothing else; once the new file is in place, the new one. After a crash, recovery finds one of the two.
func TestFaults(t *testing.T) {
	faults := map[string]mp3test.Fault{"refused": mp3test.Refused, "half": mp3test.Half, "late": mp3test.Late, "crash": mp3test.Crash}
	methods := []audio.Method{audio.Replace, audio.InPlace}
	if !disk.Full {
		methods = methods[:1]
	}
	for _, method := range methods {
		for name, fault := range faults {
			t.Run(fmt.Sprintf("%s, %s", method, name), func(t *testing.T) {
				at := 1
				for ; failAt(t, method, fault, at); at++ {
				}
				if at < 8 {
					t.Errorf("only %d operations", at-1)
				}
			})
		}
	}
}

// failAt writes with one operation failing, and reports whether there was such an operation.
func failAt(t *testing.T, method audio.Method, fault mp3test.Fault, at int) bool {
	t.Helper()
	f := put(t, mp3test.Tag(3, 4000, foreign()...), mp3test.Seconds(2*time.Second))
	old, _ := os.ReadFile(f.Name)
	p, err := f.Plan([]chapters.Chapter{{End: time.Second, Title: "New"}}, audio.Options{InPlace: method == audio.InPlace})
	if err != nil || p.Method != method {
		t.Fatal(p.Method, err)
	}
	twin := filepath.Join(t.TempDir(), "a.mp3")
	if err := os.WriteFile(twin, old, 0o644); err != nil {
		t.Fatal(err)
	}
	apply(t, plan(t, open(t, twin), p.After))
	want, _ := os.ReadFile(twin)

	system := &mp3test.Faults{At: at, Fault: fault}
	err = p.ApplyOn(system)
	if !system.Fired() {
		if err != nil {
			t.Fatalf("operation %d: no fault, and yet: %v", at, err)
		}
		return false
	}
	if err != nil && !errors.Is(err, mp3test.ErrFault) {
		t.Errorf("operation %d: %v", at, err)
	}
	now, _ := os.ReadFile(f.Name)
	isOld, isNew := bytes.Equal(now, old), bytes.Equal(now, want)
	litter := others(t, f.Name)
	if fault != mp3test.Crash {
		// After the point of no return, only cleaning up can fail.
		if !isOld && !isNew || isOld && err == nil {
			t.Errorf("operation %d: the file is old: %v, new: %v; error: %v", at, isOld, isNew, err)
		}
		if len(litter) > 0 && (isOld || !strings.HasSuffix(litter[0], "journal")) {
			t.Errorf("operation %d: left behind: %v", at, litter)
		}
		if len(litter) == 0 {
			return true
		}
	}
	if shown, err := audio.Open(f.Name); err != nil {
		t.Errorf("operation %d: reading it now: %v", at, err)
	} else if n := len(shown.Chapters()); n > 1 || n == 1 && isOld {
		t.Errorf("operation %d: it reads as neither old nor new", at)
	}
	if err := disk.RemoveLeftovers(disk.OS{}, f.Name); err != nil {
		t.Error(err)
	}
	if _, err := audio.Recover(f.Name, nil); err != nil {
		t.Errorf("operation %d: recovering: %v", at, err)
	}
	if now, _ := os.ReadFile(f.Name); !bytes.Equal(now, old) && !bytes.Equal(now, want) {
		t.Errorf("operation %d: recovered, the file is neither old nor new", at)
	}
	if litter := others(t, f.Name); len(litter) > 0 {
		t.Errorf("operation %d: recovered, and left behind: %v", at, litter)
	}
	return true
}

// others are the files beside a file.
func others(t *testing.T, path string) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		if entry.Name() != filepath.Base(path) {
			names = append(names, entry.Name())
		}
	}
	return names
}

// counting counts the bytes that are written.
type counting struct {
	disk.OS
	bytes *int
}

func (c counting) Create(path string) (disk.File, error) {
	file, err := c.OS.Create(path)
	return countingFile{file, c.bytes}, err
}

func (c counting) Open(path string) (disk.File, error) {
	file, err := c.OS.Open(path)
	return countingFile{file, c.bytes}, err
}

type countingFile struct {
	disk.File
	bytes *int
}

func (f countingFile) Write(b []byte) (int, error) { *f.bytes += len(b); return f.File.Write(b) }
func (f countingFile) WriteAt(b []byte, offset int64) (int, error) {
	*f.bytes += len(b)
	return f.File.WriteAt(b, offset)
}

// An edit in place writes what changes, and a journal of that, and nothing else: however large the cover and the audio.
func TestInPlaceWritesLittle(t *testing.T) {
	if !disk.Full {
		t.Skip("this system lacks what the test is about")
	}
	cover := mp3test.Frame("APIC", 0, append([]byte("\x00image/jpeg\x00\x03\x00"), make([]byte, 2<<20)...))
	f := put(t, mp3test.Tag(3, 16<<10, mp3test.Text("TIT2", "Episode"), cover), frames)
	list := make([]chapters.Chapter, 31)
	for i := range list {
		list[i] = chapters.Chapter{Start: time.Duration(i) * time.Second, End: time.Duration(i+1) * time.Second, Title: "A title of a chapter, of an ordinary length"}
	}
	p, err := f.Plan(list, audio.Options{InPlace: true})
	if err != nil || p.Method != audio.InPlace {
		t.Fatal(p.Method, err)
	}
	written := 0
	if err := p.ApplyOn(counting{bytes: &written}); err != nil {
		t.Fatal(err)
	}
	if written == 0 || written > 16<<10 {
		t.Errorf("%d bytes were written", written)
	}
}
