package audio_test

import (
	"bytes"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/facts"
	"github.com/chapmark/chapmark/audio/mp3test"
)

func opened(t *testing.T, reader *audio.Reader, path string) *audio.File {
	t.Helper()
	f, err := reader.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestReaderRemembers(t *testing.T) {
	if info, err := os.Stat("."); err != nil {
		t.Fatal(err)
	} else if _, ok := disk.IdentityOf(info); !ok {
		t.Skip("this system does not tell files apart")
	}
	folder := t.TempDir()
	path := filepath.Join(folder, "a.mp3")
	tag := mp3test.Tag(3, 100, mp3test.Text("TIT2", "a"))
	content := bytes.Join([][]byte{tag, mp3test.Frames(mp3test.Stereo128, 1000), mp3test.ID3v1()}, nil)
	write := func(content []byte) {
		if err := os.WriteFile(path, content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(content)
	cache := filepath.Join(folder, "facts")
	reader := func() *audio.Reader { return (&audio.Reader{Facts: facts.New(cache)}).Unsettled() }
	first := reader()
	want := opened(t, first, path)
	if want.Remembered {
		t.Error("remembered at the first time")
	}
	if err := first.Facts.Save(); err != nil {
		t.Fatal(err)
	}
	got := opened(t, reader(), path)
	if !got.Remembered || got.Duration() != want.Duration() || got.Stream.End != want.Stream.End || len(got.Tails) != 1 || got.Tag == nil {
		t.Errorf("the second time: %+v", got)
	}

	// The same length, and the old time of change: only the system's own time tells, or the ends.
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(20 * time.Millisecond)
	copy(content[len(content)/2:], make([]byte, 2000))
	write(content)
	if err := os.Chtimes(path, info.ModTime(), info.ModTime()); err != nil {
		t.Fatal(err)
	}
	if got := opened(t, reader(), path); got.Remembered || got.Stream.GapBytes == 0 {
		t.Errorf("a file that changed: %+v", got.Stream)
	}
	young := &audio.Reader{Facts: facts.New(filepath.Join(folder, "others"))}
	opened(t, young, path)
	if opened(t, young, path).Remembered {
		t.Error("a file is remembered that may still be changing")
	}
}

// TestReaderForManyFiles: files that are read at once, with memory that goes from one to the next, are each read right.
func TestReaderForManyFiles(t *testing.T) {
	folder := t.TempDir()
	const files = 40
	path := func(i int) string { return filepath.Join(folder, string(rune('A'+i))+".mp3") }
	for i := range files {
		tag := mp3test.Tag(3, 100*i, mp3test.Text("TIT2", string(rune('A'+i))))
		if err := os.WriteFile(path(i), append(tag, mp3test.Frames(mp3test.Stereo128, 500+i)...), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	reader := (&audio.Reader{Facts: facts.New(filepath.Join(folder, "facts"))}).Unsettled()
	for range 3 {
		var all sync.WaitGroup
		for i := range files {
			all.Go(func() {
				f, err := reader.Open(path(i))
				if err != nil {
					t.Error(err)
					return
				}
				if f.Stream.Frames != int64(500+i) || f.Tag == nil || string(f.Tag.Frames[0].Body) != "\x00"+string(rune('A'+i)) {
					t.Errorf("file %d: %d frames, %+v", i, f.Stream.Frames, f.Tag)
				}
				reader.Recycle(f)
			})
		}
		all.Wait()
	}
}

func TestWrapped(t *testing.T) {
	frames := mp3test.Frames(mp3test.Stereo128, 1000)
	path := filepath.Join(t.TempDir(), "a.mp3")
	if err := os.WriteFile(path, append(mp3test.RIFF(frames), "LIST\x04\x00\x00\x00INFO"...), 0o644); err != nil {
		t.Fatal(err)
	}
	f := opened(t, new(audio.Reader), path)
	if !f.Wrapped || f.Stream.Frames != 1000 || f.Stream.GapBytes != 0 {
		t.Errorf("%+v", f)
	}
	cut := mp3test.RIFF(frames)
	copy(cut[len(cut)-len(frames)-4:], "\x00\x00\x00\x00") // the length that a recorder had not written yet
	if err := os.WriteFile(path, cut, 0o644); err != nil {
		t.Fatal(err)
	}
	if f := opened(t, new(audio.Reader), path); f.Stream.Frames != 1000 {
		t.Errorf("without a length: %d frames", f.Stream.Frames)
	}
	if _, err := f.Plan(nil, audio.Options{}); err == nil {
		t.Error("it is written")
	}
}
