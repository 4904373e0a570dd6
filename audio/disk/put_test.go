package disk_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chapmark/chapmark/audio/disk"
)

// A file is put whole, with the mode and the links of the one before; a failure names it, and no temporary file, and leaves none.
func TestPut(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("old", []byte("old"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir("folder", 0o755); err != nil {
		t.Fatal(err)
	}
	linked := os.Symlink("old", "link") == nil
	for name, mode := range map[string]os.FileMode{"new": 0o604, "old": 0o640, "link": 0o640} {
		if name == "link" && !linked {
			continue
		}
		if err := disk.Put(name, []byte("new"), 0o604); err != nil {
			t.Fatal(err)
		}
		content, _ := os.ReadFile(name)
		info, err := os.Stat(name)
		if err != nil || string(content) != "new" || disk.Full && info.Mode().Perm() != mode {
			t.Errorf("%s: %q, %v, %v", name, content, info.Mode(), err)
		}
	}
	if info, err := os.Lstat("link"); linked && (err != nil || info.Mode()&os.ModeSymlink == 0) {
		t.Error("the link is gone")
	}
	for name, want := range map[string]string{"folder": "write folder: it is not a regular file", "nowhere/x": "write nowhere/x: no such file"} {
		if err := disk.Put(filepath.FromSlash(name), nil, 0o644); err == nil || disk.Full && !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if left, _ := filepath.Glob(".*"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// A new file takes no other's place, and goes through no link.
func TestPutNew(t *testing.T) {
	folder := t.TempDir()
	path, link, elsewhere := filepath.Join(folder, "a.png"), filepath.Join(folder, "b.png"), filepath.Join(folder, "c.png")
	if err := disk.PutNew(path, []byte("one")); err != nil {
		t.Fatal(err)
	}
	if err := disk.PutNew(path, []byte("one")); err != nil {
		t.Errorf("the same again: %v", err)
	}
	if err := disk.PutNew(path, []byte("two")); err == nil {
		t.Error("another file was replaced")
	}
	if err := os.Symlink(elsewhere, link); err != nil {
		t.Skip(err)
	}
	if err := disk.PutNew(link, []byte("one")); err == nil {
		t.Error("it went through a link")
	}
	if _, err := os.Lstat(elsewhere); err == nil {
		t.Error("there is a file after the link")
	}
	if content, err := os.ReadFile(path); err != nil || string(content) != "one" {
		t.Errorf("%q %v", content, err)
	}
}
