package disk_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/chapmark/chapmark/audio/disk"
)

func write(text string) func(old *os.File, new disk.File) error {
	return func(_ *os.File, new disk.File) error {
		_, err := io.WriteString(new, text)
		return err
	}
}

func fine(*os.File, disk.File) error { return nil }

// file makes a folder with one file in it.
func file(t *testing.T, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.txt")
	if err := os.WriteFile(path, []byte("old"), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil { // whatever the umask
		t.Fatal(err)
	}
	return path
}

// expect checks what the file holds, and that nothing else lies in its folder.
func expect(t *testing.T, path, want string) {
	t.Helper()
	if got, err := os.ReadFile(path); string(got) != want || err != nil {
		t.Errorf("it holds %q (%v), want %q", got, err, want)
	}
	if entries, err := os.ReadDir(filepath.Dir(path)); len(entries) != 1 || err != nil {
		t.Errorf("litter in the folder: %v, %v", entries, err)
	}
}

func TestReplace(t *testing.T) {
	path := file(t, 0o640)
	if err := disk.Replace(disk.OS{}, path, write("new"), fine); err != nil {
		t.Fatal(err)
	}
	expect(t, path, "new")
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func TestReplaceThroughLink(t *testing.T) {
	path := file(t, 0o600)
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(path, link); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	if err := disk.Replace(disk.OS{}, link, write("new"), fine); err != nil {
		t.Fatal(err)
	}
	expect(t, path, "new")
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v, %v", info, err)
	}
}

// Whatever fails, the old file stays and nothing else does.
func TestReplaceFails(t *testing.T) {
	broken := errors.New("broken")
	fails := func(*os.File, disk.File) error { return broken }
	half := func(old *os.File, new disk.File) error {
		_ = write("ne")(old, new)
		return broken
	}
	for _, test := range []struct {
		name         string
		system       disk.System
		fill, verify func(old *os.File, new disk.File) error
	}{
		{"fill", disk.OS{}, fails, fine}, {"half a fill", disk.OS{}, half, fine}, {"verify", disk.OS{}, write("new"), fails},
		{"sync", failing{sync: broken}, write("new"), fine}, {"close", failing{close: broken}, write("new"), fine},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := file(t, 0o644)
			if err := disk.Replace(test.system, path, test.fill, test.verify); !errors.Is(err, broken) {
				t.Errorf("error: %v", err)
			}
			expect(t, path, "old")
		})
	}
	t.Run("rename", func(t *testing.T) {
		path := file(t, 0o644)
		err := disk.Replace(disk.OS{}, path, write("new"), func(_ *os.File, new disk.File) error { return os.Remove(new.Name()) })
		if err == nil {
			t.Error("no error")
		}
		expect(t, path, "old")
	})
}

// What another program does to the file meanwhile is not overwritten.
func TestReplaceNoticesChanges(t *testing.T) {
	for name, change := range map[string]func(path string) error{
		"grown": func(path string) error {
			file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
			if err != nil {
				return err
			}
			defer file.Close()
			_, err = file.WriteString(" and more")
			return err
		},
		"replaced": func(path string) error {
			if err := os.WriteFile(path+"2", []byte("new"), 0o644); err != nil {
				return err
			}
			return os.Rename(path+"2", path)
		},
		"gone": os.Remove,
	} {
		t.Run(name, func(t *testing.T) {
			path := file(t, 0o644)
			err := disk.Replace(disk.OS{}, path, write("mine"), func(*os.File, disk.File) error { return change(path) })
			if !errors.Is(err, disk.ErrChanged) {
				t.Errorf("error: %v", err)
			}
			if content, _ := os.ReadFile(path); string(content) == "mine" {
				t.Error("it was overwritten")
			}
		})
	}
}

// A folder that cannot be synced is no reason to call a success a failure.
func TestReplaceInFolderWithoutSync(t *testing.T) {
	path := file(t, 0o644)
	if err := disk.Replace(unsyncable{}, path, write("new"), fine); err != nil {
		t.Error(err)
	}
	expect(t, path, "new")
}

type unsyncable struct{ disk.OS }

func (unsyncable) SyncFolder(string) error { return os.ErrPermission }

func TestLongNames(t *testing.T) {
	path := filepath.Join(t.TempDir(), strings.Repeat("n", 250)+".mp3")
	if err := os.WriteFile(path, []byte("old old"), 0o644); err != nil {
		t.Skip("no such names here:", err)
	}
	if err := disk.Replace(disk.OS{}, path, write("new new"), fine); err != nil {
		t.Error(err)
	}
	if err := disk.Overwrite(disk.OS{}, path, []byte("new new"), []byte("old new"), func(*os.File) error { return nil }); err != nil {
		t.Error(err)
	}
	expect(t, path, "old new")
}

// failing is a disk whose files cannot be synced, or not be closed.
type failing struct {
	disk.OS
	sync, close error
}

func (f failing) CreateTemp(folder, pattern string) (disk.File, error) {
	file, err := f.OS.CreateTemp(folder, pattern)
	return failingFile{file, f}, err
}

type failingFile struct {
	disk.File
	failing failing
}

func (f failingFile) Sync() error  { return errors.Join(f.File.Sync(), f.failing.sync) }
func (f failingFile) Close() error { return errors.Join(f.File.Close(), f.failing.close) }

func TestReplaceRefuses(t *testing.T) {
	path := file(t, 0o444)
	if err := disk.Replace(disk.OS{}, path, write("new"), fine); err == nil || !strings.Contains(err.Error(), "read-only") {
		t.Errorf("a read-only file: %v", err)
	}
	expect(t, path, "old")
	if err := disk.Replace(disk.OS{}, t.TempDir(), write("new"), fine); err == nil {
		t.Error("a folder was replaced")
	}
	if err := disk.Replace(disk.OS{}, filepath.Join(t.TempDir(), "none"), write("new"), fine); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
}

// What a killed program left beside a file goes, its lock included; what somebody is at work on stays.
func TestTidy(t *testing.T) {
	if !disk.Full {
		t.Skip("this system lacks what the test is about")
	}
	path := filepath.Join(t.TempDir(), "episode.md")
	folder := filepath.Dir(path)
	for _, name := range []string{"episode.md", ".episode.md.chapmark-123", ".other.md.chapmark-123"} {
		if err := os.WriteFile(filepath.Join(folder, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	names := func() string {
		entries, err := os.ReadDir(folder)
		var list []string
		for _, entry := range entries {
			list = append(list, entry.Name())
		}
		return fmt.Sprint(list, err)
	}
	before := names()
	if err := disk.Tidy(disk.OS{}, path); err != nil || names() != before {
		t.Errorf("without a lock: %v, %s", err, names())
	}
	unlock, err := disk.Lock(path, 0)
	if err != nil {
		t.Fatal(err)
	}
	before = names()
	if err := disk.Tidy(disk.OS{}, path); runtime.GOOS != "windows" && (err != nil || names() != before) {
		t.Errorf("while it is locked: %v, %s", err, names())
	}
	unlock()
	if err := os.WriteFile(filepath.Join(folder, ".episode.md.chapmark-lock"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := disk.Tidy(disk.OS{}, path); err != nil || names() != "[.other.md.chapmark-123 episode.md] <nil>" {
		t.Errorf("after a kill: %v, %s", err, names())
	}
	if err := disk.Tidy(disk.OS{}, filepath.Join(folder, "none.md")); err != nil {
		t.Error(err)
	}
}
