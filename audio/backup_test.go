package audio_test

import (
	"bytes"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/mp3test"
)

func undo(t *testing.T, folder, path string) error {
	t.Helper()
	backup, err := audio.ReadBackup(folder, path)
	if err != nil {
		return err
	}
	p, err := open(t, path).PlanUndo(backup)
	if err != nil {
		return err
	}
	return p.Apply()
}

// Of two files with one name, in two processes at once, one is backed up and the other refused.
func TestBackupRace(t *testing.T) {
	if !disk.Full {
		t.Skip("this system lacks what the test is about")
	}
	for range 10 {
		folder := t.TempDir()
		var errs [2]error
		var files [2]*audio.File
		var old [2][]byte
		for i, title := range []string{"first", "second"} {
			files[i] = put(t, mp3test.Tag(3, 0, mp3test.Text("TIT2", title)), frames[:417*10])
			old[i], _ = os.ReadFile(files[i].Name)
		}
		var wait sync.WaitGroup
		for i := range files {
			p := plan(t, files[i], twoChapters)
			wait.Add(1)
			go func() {
				defer wait.Done()
				if errs[i] = p.Backup(folder); errs[i] == nil {
					errs[i] = p.Apply()
				}
			}()
		}
		wait.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("both or neither were written: %v, %v", errs[0], errs[1])
		}
		for i, err := range errs {
			if err != nil {
				continue
			}
			if err := undo(t, folder, files[i].Name); err != nil {
				t.Errorf("undo: %v", err)
			}
			if now, _ := os.ReadFile(files[i].Name); !bytes.Equal(now, old[i]) {
				t.Error("undone, it is not the old file")
			}
		}
	}
}

// A backup goes by the name under which it lies, not by the one that it had.
func TestBackupMoves(t *testing.T) {
	folder := t.TempDir()
	f := put(t, mp3test.Tag(3, 0, mp3test.Text("TIT2", "title")), frames)
	old, _ := os.ReadFile(f.Name)
	write := func(path string, first bool) {
		list := two
		if first {
			list = twoChapters
		}
		p := plan(t, open(t, path), list)
		if err := p.Backup(folder); err != nil {
			t.Fatal(err)
		}
		apply(t, p)
	}
	write(f.Name, true)
	moved := filepath.Join(filepath.Dir(f.Name), "b.mp3")
	for from, to := range map[string]string{f.Name: moved, filepath.Join(folder, "a.mp3.chapmark-tag"): filepath.Join(folder, "b.mp3.chapmark-tag")} {
		if err := os.Rename(from, to); err != nil {
			t.Fatal(err)
		}
	}
	write(moved, false)
	write(moved, true)
	if err := undo(t, folder, moved); err != nil {
		t.Fatal(err)
	}
	if now, _ := os.ReadFile(moved); !bytes.Equal(now, old) {
		t.Error("undone, it is not the old file")
	}
}
