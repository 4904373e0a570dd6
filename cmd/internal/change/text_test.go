package change

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/chapmark/chapmark/audio/disk"
)

// What somebody wrote into the text meanwhile is not lost.
func TestWriteTextNoticesChanges(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.md")
	if err := os.WriteFile(path, []byte("theirs"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := writeText(path, []byte("as it was read"), []byte("mine"), nil, func() error { return nil }); !errors.Is(err, disk.ErrChanged) {
		t.Errorf("error: %v", err)
	}
	if content, _ := os.ReadFile(path); string(content) != "theirs" {
		t.Errorf("it holds %q", content)
	}
	if err := writeText(path, []byte("theirs"), []byte("mine"), nil, func() error { return nil }); err != nil {
		t.Error(err)
	}
	if content, _ := os.ReadFile(path); string(content) != "mine" {
		t.Errorf("it holds %q", content)
	}
}
