package episode

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/mp3test"
	"github.com/chapmark/chapmark/chapters"
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

func TestLoadFindsAudioBeside(t *testing.T) {
	folder := t.TempDir()
	text, mp3 := filepath.Join(folder, "a.md"), filepath.Join(folder, "a.mp3")
	if err := os.WriteFile(text, []byte("- 0:00 a\n- 0:10 b\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	e, err := Load(new(audio.Reader), text, "", Options{})
	if err != nil || e.Audio != nil || len(e.Chapters) != 2 || len(e.Problems) != 1 || e.Problems[0].Rule != chapters.AudioMissing {
		t.Errorf("alone: %v, %v, %v", e.Audio, e.Problems, err)
	}
	if err := os.WriteFile(mp3, mp3test.Frames(mp3test.Stereo128, 2000), 0o644); err != nil {
		t.Fatal(err)
	}
	e, err = Load(new(audio.Reader), text, "", Options{})
	if err != nil || e.Audio == nil || e.AudioPath != mp3 {
		t.Errorf("beside: %q, %v", e.AudioPath, err)
	}
}

// What somebody wrote into the text meanwhile is not lost.
func TestWriteTextNoticesChanges(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.md")
	if err := os.WriteFile(path, []byte("theirs"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := WriteText(path, []byte("as it was read"), []byte("mine")); !errors.Is(err, disk.ErrChanged) {
		t.Errorf("error: %v", err)
	}
	if content, _ := os.ReadFile(path); string(content) != "theirs" {
		t.Errorf("it holds %q", content)
	}
	if err := WriteText(path, []byte("theirs"), []byte("mine")); err != nil {
		t.Error(err)
	}
	if content, _ := os.ReadFile(path); string(content) != "mine" {
		t.Errorf("it holds %q", content)
	}
}
