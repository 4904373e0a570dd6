package audio_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/mp3test"
)

// reservoir makes a frame begin with bytes of the frames before it.
func reservoir(frame []byte, bytes int) []byte {
	frame[4], frame[5] = byte(bytes>>1), frame[5]|byte(bytes<<7) // 9 bits
	return frame
}

func TestStumbles(t *testing.T) {
	plain := func(n int) []byte { return mp3test.Frames(mp3test.Stereo128, n) }
	asking := func(bytes int) []byte { return reservoir(plain(1), bytes) }
	noise := plain(1)
	for i := 10; i < 36; i++ {
		noise[i] = 0xFF // side information that asks for more than there can be
	}
	free := bytes.Repeat(append([]byte{0xFF, 0xFB, 0x00, 0x64}, append(append(make([]byte, 6), 0x55), make([]byte, 293)...)...), 50)
	for _, test := range []struct {
		name   string
		stream [][]byte
		want   string // of the message, after its place
	}{
		{"nothing wrong", [][]byte{plain(200)}, ""},
		{"a header frame", [][]byte{mp3test.Info(mp3test.Stereo128, "Info", 200, 576, 1000), plain(200)}, ""},
		{"within the reservoir", [][]byte{plain(10), asking(381), plain(200)}, ""},
		{"the start is cut off", [][]byte{asking(100), plain(200)}, "at 0:00 (byte 0) a player stumbles over 26 ms: it depends on earlier audio"},
		{"a hole", [][]byte{plain(1000), make([]byte, 5000), asking(100), asking(500), plain(200)},
			"at 0:26.122 (byte 422000) a player stumbles over 52 ms: it depends on earlier audio"},
		{"joined, and well begun", [][]byte{plain(1000), mp3test.Info(mp3test.Stereo128, "Info", 10, 0, 0), plain(200)}, ""},
		{"damage near the end", [][]byte{plain(1000), noise, plain(10)}, "at 0:26.122 (byte 417000) a player stumbles over 26 ms: the data there is not valid audio"},
		{"MPEG 2", [][]byte{mp3test.Frames(mp3test.Mono40, 200)}, ""},
		{"free format", [][]byte{free}, ""},
	} {
		f := put(t, test.stream...)
		for _, all := range []bool{false, true} {
			list, err := f.Stumbles(all)
			if err != nil {
				t.Fatal(test.name, err)
			}
			if test.want == "" && len(list) > 0 || test.want != "" && (len(list) != 1 || !strings.Contains(list[0].Message, test.want)) {
				t.Errorf("%s (all %v): %v, want %q", test.name, all, list, test.want)
			}
		}
	}
}

// TestStumblesMany: a stream that is broken everywhere gets a short list.
func TestStumblesMany(t *testing.T) {
	var stream []byte
	for range 100 {
		stream = append(append(stream, make([]byte, 100)...), mp3test.Frames(mp3test.Stereo128, 8)...)
		reservoir(stream[len(stream)-8*417:], 10)
	}
	list, err := put(t, stream).Stumbles(false)
	if err != nil || len(list) != 11 || !strings.Contains(list[10].Message, "in 90 more places") {
		t.Errorf("%d, %v, %v", len(list), err, list)
	}
}

func TestStumblesOfAChangedFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.mp3")
	if err := os.WriteFile(path, mp3test.Frames(mp3test.Stereo128, 100), 0o644); err != nil {
		t.Fatal(err)
	}
	f, err := audio.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, mp3test.Frames(mp3test.Stereo128, 99), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Stumbles(false); err == nil || !strings.Contains(err.Error(), "changed") {
		t.Error(err)
	}
}

// TestTruthStumbles decodes generated streams where they break: only the one with a hole in it makes a decoder stumble.
func TestTruthStumbles(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(mp3test.FromEnv(t, "CHAPMARK_STREAMS"), "*.mp3"))
	if err != nil || len(files) < 23 {
		t.Fatal(err, len(files))
	}
	for _, path := range files {
		f, err := audio.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		list, err := f.Stumbles(false)
		if want := strings.Contains(path, "damage"); err != nil || (len(list) > 0) != want {
			t.Errorf("%s: %v, %v", path, list, err)
		}
	}
}
