package job

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestIsText(t *testing.T) {
	folder := t.TempDir()
	long := make([]byte, 600)
	for i := range long {
		long[i] = 'a'
	}
	copy(long[510:], "é") // cut by the end of what is looked at
	for _, test := range []struct {
		name, content string
		want          bool
	}{
		{"a.md", "\xff\xfb", true}, {"a.MARKDOWN", "", true}, {"a.mp3", "# Title", false}, {"a.M4A", "", false},
		{"episode", "# Title\n\n- 0:00 a\n", true}, {"cut", string(long[:511]) + "é and more" + string(long), true},
		{"audio", "\xff\xfb\x90\x64\x00\x00", false}, {"nul", "text\x00", false}, {"empty", "", true},
	} {
		path := filepath.Join(folder, test.name)
		if err := os.WriteFile(path, []byte(test.content), 0o644); err != nil {
			t.Fatal(err)
		}
		if got, err := IsText(path); got != test.want || err != nil {
			t.Errorf("%s: %v, %v", test.name, got, err)
		}
	}
	if _, err := IsText(filepath.Join(folder, "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
}
