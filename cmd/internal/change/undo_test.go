package change

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/mp3test"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/limits"
)

// put writes an MP3 of two seconds with a title in its tag.
func put(t *testing.T, folder, title string) (path string, content []byte) {
	t.Helper()
	path = filepath.Join(folder, "a.mp3")
	content = append(mp3test.Tag(3, 0, mp3test.Text("TIT2", title)), mp3test.Seconds(2*time.Second)...)
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
	return path, content
}

// write writes one chapter with a title.
func write(t *testing.T, path, title string, o Options) error {
	t.Helper()
	f, err := audio.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := f.Plan([]chapters.Chapter{{End: time.Second, Title: title}}, audio.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = Change{Audio: &plan}.Apply(o)
	return err
}

func undo(path string, from, last *Store) error {
	u, err := Undo(path, from, last, nil)
	if err == nil {
		_, err = u.Apply(Options{})
	}
	return err
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func holds(t *testing.T, path string, want []byte) {
	t.Helper()
	if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, want) {
		t.Fatalf("%s is not what it was (%v)", path, err)
	}
}

func stored(folder string) *Store { return &Store{folder: folder} }

// The user's own store brings back the last state, a backup the first.
func TestUndo(t *testing.T) {
	path, original := put(t, t.TempDir(), "title")
	folder, last := t.TempDir(), stored(t.TempDir())
	o := Options{Command: "write", Backup: folder, Undo: last}
	must(t, write(t, path, "one", o))
	first, _ := os.ReadFile(path)
	must(t, write(t, path, "two", o))
	must(t, undo(path, last, last))
	holds(t, path, first)
	must(t, undo(path, Backup(folder, nil), last))
	holds(t, path, original)
	if err := undo(path, stored(t.TempDir()), last); !errors.Is(err, ErrNothingKept) {
		t.Errorf("nothing is kept: %v", err)
	}
	if err := undo(path, nil, nil); !errors.Is(err, ErrNothingKept) {
		t.Errorf("there is no store: %v", err)
	}
}

// What chapmark itself wrote since, without the backup, is not another program's: the store knows it.
func TestUndoOverOwnWrites(t *testing.T) {
	path, original := put(t, t.TempDir(), "title")
	folder, last := t.TempDir(), stored(t.TempDir())
	must(t, write(t, path, "one", Options{Backup: folder, Undo: last}))
	must(t, write(t, path, "two", Options{Undo: last}))
	must(t, write(t, path, "three", Options{Undo: last}))
	must(t, write(t, path, "four", Options{Backup: folder, Undo: last}))
	must(t, undo(path, Backup(folder, nil), last))
	holds(t, path, original)
}

// What another program changed is not lost, even where chapmark wrote over it.
func TestUndoKeepsOthers(t *testing.T) {
	path, _ := put(t, t.TempDir(), "title")
	folder, last := t.TempDir(), stored(t.TempDir())
	must(t, write(t, path, "one", Options{Backup: folder, Undo: last}))
	_, theirs := put(t, filepath.Dir(path), "another")
	var refused *audio.RefusedError
	for name, store := range map[string]*Store{"store": last, "backup": Backup(folder, nil)} {
		if err := undo(path, store, last); !errors.As(err, &refused) {
			t.Errorf("%s: %v", name, err)
		}
	}
	holds(t, path, theirs)
	must(t, write(t, path, "two", Options{Undo: last}))
	if err := undo(path, Backup(folder, nil), last); !errors.As(err, &refused) {
		t.Errorf("over a write: %v", err)
	}
	if err := write(t, path, "three", Options{Backup: folder, Undo: last}); !errors.As(err, &refused) {
		t.Errorf("the backup is another's: %v", err)
	}
	must(t, undo(path, last, last))
	holds(t, path, theirs)
}

// Files of one name in two folders, written by two processes at once, have two backups in one folder.
func TestBackupsOfOneName(t *testing.T) {
	if !disk.Full {
		t.Skip("this system lacks what the test is about")
	}
	folder := t.TempDir()
	var paths [8]string
	var contents [8][]byte
	var wait sync.WaitGroup
	for i := range paths {
		paths[i], contents[i] = put(t, t.TempDir(), string(rune('a'+i)))
		wait.Go(func() {
			if err := write(t, paths[i], "x", Options{Backup: folder}); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	for i, path := range paths {
		must(t, undo(path, Backup(folder, nil), nil))
		holds(t, path, contents[i])
	}
}

// A backup serves a file that has moved, if it is the only one of its name.
func TestBackupOfAMovedFile(t *testing.T) {
	path, original := put(t, t.TempDir(), "title")
	folder := t.TempDir()
	must(t, write(t, path, "one", Options{Backup: folder}))
	moved := filepath.Join(t.TempDir(), "a.mp3")
	must(t, os.Rename(path, moved))
	must(t, undo(moved, Backup(folder, nil), nil))
	holds(t, moved, original)
}

func TestUndoText(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.md")
	must(t, os.WriteFile(path, []byte("old"), 0o644))
	last := stored(t.TempDir())
	c := Change{Text: &Edit{path, []byte("old"), []byte("new")}}
	if _, err := c.Apply(Options{Undo: last}); err != nil {
		t.Fatal(err)
	}
	must(t, undo(path, last, last))
	holds(t, path, []byte("old"))
	must(t, os.WriteFile(path, []byte("theirs"), 0o644))
	var refused *audio.RefusedError
	if err := undo(path, last, last); !errors.As(err, &refused) {
		t.Errorf("%v", err)
	}
}

// A damaged state, one of another version, and a folder in its place bring nothing back.
func TestDamagedStates(t *testing.T) {
	path, _ := put(t, t.TempDir(), "title")
	last := stored(t.TempDir())
	must(t, write(t, path, "one", Options{Undo: last}))
	written, _ := os.ReadFile(path)
	kept := last.path(path)
	good, err := os.ReadFile(kept)
	must(t, err)
	for name, content := range map[string][]byte{"cut": good[:len(good)-1], "empty": {}, "another version": bytes.Replace(good, []byte(`"version":1`), []byte(`"version":9`), 1),
		"changed": append(bytes.Clone(good), 'x')} {
		must(t, os.WriteFile(kept, content, 0o600))
		if err := undo(path, last, last); err == nil {
			t.Errorf("%s: undone", name)
		}
	}
	for name, put := range map[string]func(elsewhere string) error{
		"a folder":           func(string) error { return os.Mkdir(kept, 0o755) },
		"a link":             func(elsewhere string) error { return os.Symlink(elsewhere, kept) },
		"a link to nothing":  func(string) error { return os.Symlink("nothing", kept) },
		"a file of a friend": func(string) error { return os.WriteFile(kept, good, 0o600) },
	} {
		elsewhere := filepath.Join(t.TempDir(), "state")
		must(t, os.WriteFile(elsewhere, good, 0o600))
		must(t, os.RemoveAll(kept))
		if put(elsewhere) != nil {
			continue // this system has no links
		}
		if name == "a file of a friend" && (!disk.Full || os.Chown(kept, 12345, 12345) != nil) {
			continue // nobody but root may give a file away, and not every system tells whose it is
		}
		if err := undo(path, last, last); err == nil {
			t.Errorf("%s: undone", name)
		}
	}
	holds(t, path, written)
	must(t, write(t, path, "two", Options{Undo: last})) // what cannot be kept is no reason not to write
}

// The user's own store stays within its bounds.
func TestPrune(t *testing.T) {
	folder := t.TempDir()
	last := stored(folder)
	old := filepath.Join(folder, "old"+stateSuffix)
	must(t, os.WriteFile(old, []byte("x"), 0o600))
	past := time.Now().Add(-limits.StoreAge - time.Hour)
	must(t, os.Chtimes(old, past, past))
	large := filepath.Join(folder, "large"+stateSuffix)
	must(t, os.WriteFile(large, nil, 0o600))
	must(t, os.Truncate(large, limits.StoreBytes))
	recent := time.Now().Add(-time.Hour)
	must(t, os.Chtimes(large, recent, recent))
	path, _ := put(t, t.TempDir(), "title")
	must(t, write(t, path, "one", Options{Undo: last}))
	for _, gone := range []string{old, large} {
		if _, err := os.Stat(gone); err == nil {
			t.Errorf("%s is still there", gone)
		}
	}
	if _, err := os.Stat(last.path(path)); err != nil {
		t.Error(err)
	}
}

// A stranger's backup that claims to be of a text brings nothing back in place of audio.
func TestForgedTextState(t *testing.T) {
	path, content := put(t, t.TempDir(), "title")
	folder := t.TempDir()
	forged := newState(path, textRest, []byte("all audio gone\n"), content)
	store := stored(folder)
	must(t, forged.write(store.path(path), false))
	if err := undo(path, store, store); err == nil {
		t.Error("undone")
	}
	holds(t, path, content)
}

// Each undo goes back one change. A write that failed, or that somebody took back by a copy, does not end the way; what others did does.
func TestUndoGoesBack(t *testing.T) {
	folder := t.TempDir()
	store := &Store{folder: filepath.Join(folder, "undo")}
	path, original := put(t, folder, "Title")
	o := Options{Command: "write", Undo: store}
	contents := [][]byte{original}
	for _, title := range []string{"a", "b", "c"} {
		must(t, write(t, path, title, o))
		content, err := os.ReadFile(path)
		must(t, err)
		contents = append(contents, content)
	}
	back := func(want []byte) {
		t.Helper()
		u, err := Undo(path, store, store, nil)
		must(t, err)
		_, err = u.Apply(Options{})
		must(t, err)
		u.Drop(store)
		holds(t, path, want)
	}
	back(contents[2])
	// A write that fails once its state is kept.
	f, err := audio.Open(path)
	must(t, err)
	must(t, store.keep(newState(path, f.RestBytes(), f.Head(), []byte("never written")), nil))
	back(contents[1])
	must(t, write(t, path, "d", o))
	must(t, os.WriteFile(path, contents[1], 0o644)) // somebody takes it back
	back(original)
	if _, err := Undo(path, store, store, nil); !errors.Is(err, ErrNothingKept) {
		t.Errorf("at the start: %v", err)
	}

	must(t, write(t, path, "a", o))
	must(t, write(t, path, "b", o))
	must(t, os.WriteFile(path, append(mp3test.Tag(3, 0, mp3test.Text("TIT2", "Other")), mp3test.Seconds(2*time.Second)...), 0o644))
	if _, err := Undo(path, store, store, nil); !errors.As(err, new(*audio.RefusedError)) {
		t.Errorf("another program: %v", err)
	}
}

// A store that cannot take a new state keeps those that it has.
func TestUndoKeepsWhatItHas(t *testing.T) {
	folder := t.TempDir()
	store := &Store{folder: filepath.Join(folder, "undo")}
	path, original := put(t, folder, "Title")
	must(t, write(t, path, "a", Options{Undo: store}))
	must(t, os.MkdirAll(filepath.Join(store.beside(path, "new"), "in the way"), 0o755))
	f, err := audio.Open(path)
	must(t, err)
	if err := store.keep(newState(path, f.RestBytes(), f.Head(), []byte("x")), nil); err == nil {
		t.Fatal("the new state was kept")
	}
	must(t, undo(path, store, store))
	holds(t, path, original)
}

// A change of a text that comes too late leaves no state: undo brings back what was there before the one that came first.
func TestUndoAfterTwoAtOnce(t *testing.T) {
	folder := t.TempDir()
	store := &Store{folder: filepath.Join(folder, "undo")}
	path := filepath.Join(folder, "a.md")
	before := []byte("- 0:00 a\n")
	must(t, os.WriteFile(path, before, 0o644))
	_, err := Change{Text: &Edit{path, before, []byte("- 0:01 a\n")}}.Apply(Options{Undo: store})
	must(t, err)
	if _, err := (Change{Text: &Edit{path, before, []byte("- 0:02 a\n")}}).Apply(Options{Undo: store}); !errors.Is(err, disk.ErrChanged) {
		t.Fatal(err)
	}
	must(t, undo(path, store, store))
	holds(t, path, before)
}
