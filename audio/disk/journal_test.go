package disk_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/chapmark/chapmark/audio/disk"
)

var errCut = errors.New("cut")

// cut is a disk that dies while the file itself is being written.
type cut struct {
	disk.OS
	dead *bool
}

func (c cut) Open(path string) (disk.File, error) {
	file, err := c.OS.Open(path)
	return cutFile{file, c.dead}, err
}

type cutFile struct {
	disk.File
	dead *bool
}

func (f cutFile) WriteAt(b []byte, offset int64) (int, error) {
	if !*f.dead {
		_, _ = f.File.WriteAt(b[:len(b)/2], offset)
	}
	*f.dead = true
	return 0, errCut
}

// front is the region that may change.
func front([]byte) int64 { return int64(len("old old old")) }

// torn leaves a file in the middle of an Overwrite from "old old old" to "new new new", with "tail" after it.
func torn(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.mp3")
	if err := os.WriteFile(path, []byte("old old oldtail"), 0o644); err != nil {
		t.Fatal(err)
	}
	err := disk.Overwrite(cut{dead: new(bool)}, path, []byte("old old old"), []byte("new new new"), func(*os.File) error { return nil })
	if !errors.Is(err, errCut) || !strings.Contains(err.Error(), "chapmark recover") {
		t.Fatalf("not torn: %v", err)
	}
	content, _ := os.ReadFile(path)
	if string(content) == "old old oldtail" || !bytes.HasSuffix(content, []byte("tail")) {
		t.Fatalf("not torn: %q", content)
	}
	return path
}

func state(t *testing.T, path string) (disk.Journal, disk.State) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	info, _ := file.Stat()
	journal, state, err := disk.ReadJournal(path, file, info.Size(), front)
	if err != nil {
		t.Fatal(err)
	}
	return journal, state
}

func TestRecoverTorn(t *testing.T) {
	path := torn(t)
	journal, now := state(t, path)
	if now != disk.Torn {
		t.Fatalf("state %v", now)
	}
	content, _ := os.ReadFile(path)
	read, err := io.ReadAll(io.NewSectionReader(journal.Through(bytes.NewReader(content)), 0, int64(len(content))))
	if string(read) != "old old oldtail" || err != nil {
		t.Errorf("read through the journal: %q, %v", read, err)
	}
	if now, err := disk.Recover(disk.OS{}, path, front); now != disk.Torn || err != nil {
		t.Errorf("recovered: %v, %v", now, err)
	}
	expect(t, path, "old old oldtail")
	if now, err := disk.Recover(disk.OS{}, path, front); now != disk.NoJournal || err != nil {
		t.Errorf("recovered again: %v, %v", now, err)
	}
}

// A journal that is not about the file as it is now is never applied.
func TestForeignJournals(t *testing.T) {
	for name, change := range map[string]func(path string) error{
		"other bytes":  func(path string) error { return os.WriteFile(path, []byte("!ld old oldtail"), 0o644) },
		"another size": func(path string) error { return os.WriteFile(path, []byte("old old oldtail and more"), 0o644) },
		"another file": func(path string) error {
			other := filepath.Join(filepath.Dir(path), "b.mp3")
			if err := os.Rename(path, other); err != nil {
				return err
			}
			return os.Rename(filepath.Join(filepath.Dir(path), ".a.mp3.chapmark-journal"), filepath.Join(filepath.Dir(path), ".b.mp3.chapmark-journal"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := torn(t)
			if err := change(path); err != nil {
				t.Fatal(err)
			}
			if name == "another file" {
				path = filepath.Join(filepath.Dir(path), "b.mp3")
			}
			before, _ := os.ReadFile(path)
			if _, now := state(t, path); now != disk.Foreign {
				t.Errorf("state %v", now)
			}
			if now, err := disk.Recover(disk.OS{}, path, front); now != disk.Foreign || err == nil {
				t.Errorf("recovered: %v, %v", now, err)
			}
			if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
				t.Errorf("%q became %q", before, after)
			}
		})
	}
}

// A journal that was cut short, or changed, was written before the file was touched, or is not a journal at all.
func TestBrokenJournals(t *testing.T) {
	path := torn(t)
	journal := filepath.Join(filepath.Dir(path), ".a.mp3.chapmark-journal")
	whole, _ := os.ReadFile(journal)
	for length := range whole {
		if err := os.WriteFile(path, []byte("old old oldtail"), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(journal, whole[:length], 0o644); err != nil {
			t.Fatal(err)
		}
		if now, err := disk.Recover(disk.OS{}, path, front); now != disk.Untouched || err != nil {
			t.Fatalf("cut at %d: %v, %v", length, now, err)
		}
		expect(t, path, "old old oldtail")
	}
}

// What stands under a journal's name and is none, or is damaged, or of a later version, is left alone, and so is the
// file: it may be the only copy of the old bytes.
func TestDamagedJournals(t *testing.T) {
	for name, change := range map[string]func(whole []byte) []byte{
		"a bit":           func(b []byte) []byte { b[len(b)/2] ^= 1; return b },
		"the seal":        func(b []byte) []byte { b[len(b)-1] ^= 1; return b },
		"longer":          func(b []byte) []byte { return append(b, 0) },
		"another version": func(b []byte) []byte { b[len("chapmark journal ")] = '2'; return b },
		"somebody's file": func([]byte) []byte { return []byte("my own notes") },
		"huge lengths":    func(b []byte) []byte { return append(b[:20], bytes.Repeat([]byte{0x7F}, 200)...) },
	} {
		t.Run(name, func(t *testing.T) {
			path := torn(t)
			journal := filepath.Join(filepath.Dir(path), ".a.mp3.chapmark-journal")
			whole, _ := os.ReadFile(journal)
			if err := os.WriteFile(journal, change(whole), 0o644); err != nil {
				t.Fatal(err)
			}
			before, _ := os.ReadFile(path)
			if now, err := disk.Recover(disk.OS{}, path, front); now != disk.Foreign || err == nil {
				t.Errorf("recovered: %v, %v", now, err)
			}
			if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
				t.Errorf("%q became %q", before, after)
			}
			if _, err := os.Stat(journal); err != nil {
				t.Errorf("it is gone: %v", err)
			}
		})
	}
}

// meddling is a disk on which another program changes the file while the journal is written.
type meddling struct {
	disk.OS
	change func()
}

func (m meddling) Create(path string) (disk.File, error) { m.change(); return m.OS.Create(path) }

func TestOverwriteNoticesChanges(t *testing.T) {
	for name, change := range map[string]func(path string) error{
		"its bytes": func(path string) error { return os.WriteFile(path, []byte("!!! old oldtail"), 0o644) },
		"the file": func(path string) error {
			if err := os.WriteFile(path+"2", []byte("a new file here"), 0o644); err != nil {
				return err
			}
			return os.Rename(path+"2", path)
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "a.mp3")
			if err := os.WriteFile(path, []byte("old old oldtail"), 0o644); err != nil {
				t.Fatal(err)
			}
			var theirs []byte
			system := meddling{change: func() {
				if err := change(path); err != nil {
					t.Fatal(err)
				}
				theirs, _ = os.ReadFile(path)
			}}
			err := disk.Overwrite(system, path, []byte("old old old"), []byte("new new new"), func(*os.File) error { return nil })
			if !errors.Is(err, disk.ErrChanged) {
				t.Errorf("error: %v", err)
			}
			expect(t, path, string(theirs))
		})
	}
}

func TestRemoveLeftovers(t *testing.T) {
	path := file(t, 0o644)
	folder := filepath.Dir(path)
	for _, name := range []string{".a.txt.chapmark-123", ".b.txt.chapmark-1", ".a.txt.chapmark-journal", ".a.txt.chapmark-tag", "a.txt.chapmark-1"} {
		if err := os.WriteFile(filepath.Join(folder, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := disk.RemoveLeftovers(disk.OS{}, path); err != nil {
		t.Fatal(err)
	}
	entries, _ := os.ReadDir(folder)
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	if got := strings.Join(names, " "); got != ".a.txt.chapmark-journal .a.txt.chapmark-tag .b.txt.chapmark-1 a.txt a.txt.chapmark-1" {
		t.Errorf("left: %s", got)
	}
}

func TestLock(t *testing.T) {
	if !disk.Full && runtime.GOOS != "windows" {
		t.Skip("this system lacks what the test is about")
	}
	path := file(t, 0o644)
	unlock, err := disk.Lock(path, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := disk.Lock(path, 30*time.Millisecond); err == nil || !strings.Contains(err.Error(), "another program is still writing it") {
		t.Errorf("locked twice: %v", err)
	}
	// The holder replaces the file; the one that waits must lock the new one.
	done := make(chan error, 1)
	go func() {
		second, err := disk.Lock(path, 10*time.Second)
		if err == nil {
			defer second()
			if third, err := disk.Lock(path, 0); err == nil {
				third()
				done <- errors.New("the file that has the name now is not locked")
				return
			}
		}
		done <- err
	}()
	if err := disk.Replace(disk.OS{}, path, write("new"), fine); err != nil {
		t.Fatal(err)
	}
	unlock()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// A checkout may bring along what stands under the name of a lock: it is never followed, and never taken for no lock.
func TestForgedLocks(t *testing.T) {
	if !disk.Full {
		t.Skip("this system lacks what the test is about")
	}
	outside := t.TempDir()
	for name, put := range map[string]func(lock string) error{
		"a link to nothing":              func(lock string) error { return os.Symlink(filepath.Join(outside, "new"), lock) },
		"a link to nothing in no folder": func(lock string) error { return os.Symlink("/nowhere/new", lock) },
		"a link to a file":               func(lock string) error { return os.Symlink("a.txt", lock) },
		"a link to itself":               func(lock string) error { return os.Symlink(lock, lock) },
		"a folder":                       func(lock string) error { return os.Mkdir(lock, 0o755) },
	} {
		path := file(t, 0o644)
		lock := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".chapmark-lock")
		if err := put(lock); err != nil {
			t.Fatal(err)
		}
		if _, err := disk.Lock(path, 0); err == nil || !strings.Contains(err.Error(), lock) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if entries, _ := os.ReadDir(outside); len(entries) > 0 {
		t.Errorf("%s was made outside", entries[0].Name())
	}
	path := file(t, 0o644)
	unlock, err := disk.Lock(path, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".chapmark-lock")); err != nil {
		t.Fatal(err)
	}
	if err := unlock(); err == nil || !strings.Contains(err.Error(), "could not be removed") {
		t.Errorf("a lock that is gone: %v", err)
	}
}
