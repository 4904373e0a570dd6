package disk

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A file is read up to a bound, and one above it is an error that names the bound.
func TestReadFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a")
	if err := os.WriteFile(path, make([]byte, 2048), 0o644); err != nil {
		t.Fatal(err)
	}
	if content, err := ReadFile(path, 2048); err != nil || len(content) != 2048 {
		t.Errorf("%d bytes, %v", len(content), err)
	}
	for most, words := range map[int64]string{1024: "larger than 1 KiB,", 2047: "larger than 2047 bytes,"} {
		if _, err := ReadFile(path, most); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%d: %v", most, err)
		}
	}
	if _, err := os.Stat("/dev/zero"); err != nil {
		t.Skip("this system has no endless file")
	}
	if _, err := ReadFile("/dev/zero", 1<<20); err == nil || !strings.Contains(err.Error(), "larger than 1 MiB,") {
		t.Errorf("an endless file: %v", err)
	}
}
