package preview

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"testing/iotest"
)

// TestLent reads a file as any other, without keeping it open, and does not mix two files.
func TestLent(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.mp3")
	content := make([]byte, 100_000)
	for i := range content {
		content[i] = byte(i * 7)
	}
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
	file, err := lend(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := iotest.TestReader(file, content); err != nil {
		t.Error(err)
	}
	if _, err := file.Seek(10, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content[1:], 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := file.Read(make([]byte, 10)); !errors.Is(err, errReplaced) {
		t.Errorf("a replaced file: %v", err)
	}
	if _, err := lend(t.TempDir()); err == nil {
		t.Error("a folder was lent")
	}
}
