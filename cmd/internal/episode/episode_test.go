package episode

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chapmark/chapmark/audio/mp3test"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/job"
)

func TestExamine(t *testing.T) {
	folder := t.TempDir()
	text, mp3 := filepath.Join(folder, "a.md"), filepath.Join(folder, "a.mp3")
	if err := os.WriteFile(text, []byte("- 0:00 a\n- 0:10 b\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	e, err := Examine(job.Job{Text: text}, Options{})
	if err != nil || e.Audio != nil || len(e.Chapters) != 2 || len(e.Problems) != 1 || e.Problems[0].Rule != chapters.AudioMissing {
		t.Errorf("alone: %v, %v, %v", e.Audio, e.Problems, err)
	}
	if e, err = Examine(job.Job{Text: text}, Options{TextOnly: true}); err != nil || len(e.Problems) != 0 {
		t.Errorf("the text alone is asked for: %v, %v", e.Problems, err)
	}
	if err := os.WriteFile(mp3, mp3test.Frames(mp3test.Stereo128, 2000), 0o644); err != nil {
		t.Fatal(err)
	}
	if e, err = Examine(job.Job{Text: text, Audio: mp3}, Options{}); err != nil || e.Audio == nil || e.AudioPath != mp3 {
		t.Errorf("beside: %q, %v", e.AudioPath, err)
	}
}
