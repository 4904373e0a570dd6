package mpeg_test

import (
	"bytes"
	"errors"
	"io"
	"math/rand"
	"testing"
	"time"

	"github.com/chapmark/chapmark/audio/mp3test"
	"github.com/chapmark/chapmark/audio/mpeg"
)

// skipTag knows one tag: TAG and 125 more bytes.
func skipTag(b []byte) int64 {
	if len(b) >= 128 && string(b[:3]) == "TAG" {
		return 128
	}
	return 0
}

func walk(t *testing.T, stream ...[]byte) mpeg.Stream {
	t.Helper()
	b := bytes.Join(stream, nil)
	s, err := new(mpeg.Walker).Walk(bytes.NewReader(b), 0, int64(len(b)), skipTag)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestWalk(t *testing.T) {
	frames := func(n int) []byte { return mp3test.Frames(mp3test.Stereo128, n) }
	junk := make([]byte, 100_000)
	rand.New(rand.NewSource(1)).Read(junk)
	zeros := make([]byte, 300_000)
	damaged := frames(100)
	clear(damaged[417*50 : 417*50+2000])
	padded := append([]byte{0xFF, 0xFB, 0x92, 0x64}, make([]byte, 414)...)
	free := func(n int) (b []byte) {
		for range n {
			b = append(b, append([]byte{0xFF, 0xFB, 0x00, 0x64}, bytes.Repeat([]byte{1}, 300)...)...)
		}
		return b
	}
	for _, test := range []struct {
		name   string
		stream [][]byte
		frames int64
		gaps   int64 // bytes in no frame
		cut    int64
	}{
		{"nothing", nil, 0, 0, 0},
		{"one frame", [][]byte{frames(1)}, 1, 0, 0},
		{"a hundred", [][]byte{frames(100)}, 100, 0, 0},
		{"more than a window", [][]byte{frames(2000)}, 2000, 0, 0},
		{"padding bits", [][]byte{frames(3), padded, frames(3), padded}, 8, 0, 0},
		{"changing bit rate", [][]byte{frames(5), mp3test.Frames(mp3test.Stereo192, 5)}, 10, 0, 0},
		{"header frame", [][]byte{mp3test.Info(mp3test.Stereo128, "Info", 10, 576, 1000), frames(10)}, 10, 0, 0},
		{"header frame in the middle", [][]byte{frames(10), mp3test.Info(mp3test.Stereo128, "Xing", 10, 576, 1000), frames(10)}, 20, 417, 0},
		{"cut last frame", [][]byte{frames(10), frames(1)[:200]}, 10, 0, 200},
		{"cut in the last header", [][]byte{frames(10), frames(1)[:3]}, 10, 3, 0},
		{"junk in front", [][]byte{junk, frames(10)}, 10, 100_000, 0},
		{"zeros in front", [][]byte{zeros, frames(10)}, 10, 300_000, 0},
		{"junk after", [][]byte{frames(10), junk}, 10, 100_000, 0},
		{"junk in the middle", [][]byte{frames(10), junk, frames(10)}, 20, 100_000, 0},
		{"zeroed frames", [][]byte{damaged}, 95, 5 * 417, 0},
		{"tag in the middle", [][]byte{frames(10), append([]byte("TAG"), bytes.Repeat(frames(1)[:4], 32)[:125]...), frames(10)}, 20, 128, 0},
		{"two sample rates", [][]byte{frames(10), mp3test.Frames(mp3test.Mono40, 10)}, 20, 0, 0},
		{"free format", [][]byte{free(20)}, 20, 0, 0},
		{"junk alone", [][]byte{junk}, 0, 100_000, 0},
		{"one frame and junk is not a stream", [][]byte{frames(1), junk}, 0, 100_417, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := walk(t, test.stream...)
			if s.Frames != test.frames || s.GapBytes != test.gaps || s.CutBytes != test.cut {
				t.Errorf("%d frames, %d bytes of gaps, %d bytes cut; want %d, %d, %d", s.Frames, s.GapBytes, s.CutBytes, test.frames, test.gaps, test.cut)
			}
		})
	}
}

func TestDuration(t *testing.T) {
	frames := mp3test.Frames(mp3test.Stereo128, 100)
	const samples = 100 * 1152
	length := func(samples int64) time.Duration { return time.Duration(samples * int64(time.Second) / 44100) }
	for _, test := range []struct {
		name   string
		stream [][]byte
		want   time.Duration
	}{
		{"no header", [][]byte{frames}, length(samples)},
		{"delay and padding", [][]byte{mp3test.Info(mp3test.Stereo128, "Info", 100, 576, 1000), frames}, length(samples - 1576)},
		{"no count", [][]byte{mp3test.Info(mp3test.Stereo128, "Info", -1, 576, 1000), frames}, length(samples - 1576)},
		{"cut, so the padding is gone", [][]byte{mp3test.Info(mp3test.Stereo128, "Info", 200, 576, 1000), frames}, length(samples - 576)},
		{"more delay than audio", [][]byte{mp3test.Info(mp3test.Stereo128, "Info", 1, 4000, 4000), frames[:417]}, 0},
		{"two sample rates", [][]byte{frames, mp3test.Frames(mp3test.Mono40, 100)}, length(samples) + time.Duration(57600*int64(time.Second)/22050) + 1},
	} {
		if got := walk(t, test.stream...).Duration(); got != test.want {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

func TestInfo(t *testing.T) {
	s := walk(t, mp3test.Info(mp3test.Mono40, "Xing", 50, 1105, 300), mp3test.Frames(mp3test.Mono40, 10))
	want := mpeg.Info{Kind: "Xing", Frames: 50, Bytes: -1, Encoder: "LAME3.100", Gapless: true, Delay: 1105, Padding: 300}
	if s.Info == nil || *s.Info != want {
		t.Fatalf("got %+v, want %+v", s.Info, want)
	}
	if claimed, ok := s.Claimed(); !ok || claimed != time.Duration(50*576*int64(time.Second)/22050) {
		t.Errorf("claims %v, %v", claimed, ok)
	}
}

// failing reads zeros and then fails.
type failing struct{ good int64 }

func (f failing) ReadAt(b []byte, offset int64) (int, error) {
	if offset+int64(len(b)) > f.good {
		return 0, errors.New("broken disk")
	}
	return len(b), nil
}

func TestWalkFails(t *testing.T) {
	if _, err := new(mpeg.Walker).Walk(failing{300_000}, 0, 1<<30, skipTag); err == nil || err.Error() != "read at byte 262144: broken disk" {
		t.Errorf("broken disk: %v", err)
	}
	b := mp3test.Frames(mp3test.Stereo128, 10)
	if _, err := new(mpeg.Walker).Walk(bytes.NewReader(b), 0, int64(len(b))+5, skipTag); err == nil || errors.Is(err, io.EOF) {
		t.Errorf("a file that became shorter: %v", err)
	}
}

// FuzzWalk: every byte is in a frame, in a gap, or cut; and nothing is counted twice.
func FuzzWalk(f *testing.F) {
	frames := mp3test.Frames(mp3test.Stereo128, 6)
	f.Add(frames)
	f.Add(append(mp3test.Info(mp3test.Mono40, "Info", 5, 1, 2), mp3test.Frames(mp3test.Mono40, 5)...))
	f.Add(append(append(append([]byte("TAG"), make([]byte, 125)...), frames...), "junk"...))
	f.Add([]byte{0xFF, 0xFB, 0x00, 0x64, 0xFF, 0xFB, 0x00, 0x64, 0xFF, 0xFB, 0x00, 0x64})
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := new(mpeg.Walker).Walk(bytes.NewReader(b), 0, int64(len(b)), skipTag)
		if err != nil {
			t.Fatal(err)
		}
		if total := s.AudioBytes + s.GapBytes + s.CutBytes + s.InfoBytes; total != int64(len(b)) {
			t.Errorf("%d bytes in frames, %d in gaps, %d cut, %d of header: %d in all, not %d", s.AudioBytes, s.GapBytes, s.CutBytes, s.InfoBytes, total, len(b))
		}
		if s.Duration() < 0 || s.Duration() > s.Length() {
			t.Errorf("duration %v of %v", s.Duration(), s.Length())
		}
	})
}

// TestWalkManyHoles: a stream of free format that is broken in more places than a search may fail is read to its end.
func TestWalkManyHoles(t *testing.T) {
	free := append([]byte{0xFF, 0xFB, 0x00, 0x64}, make([]byte, 596)...)
	stream := bytes.Repeat(append(bytes.Repeat(free, 12), make([]byte, 700)...), 1500)
	s := walk(t, stream)
	if s.Frames != 1500*12 || s.MinBitRate() != 184000 && s.MinBitRate() != 183750 {
		t.Errorf("%d frames of %d bit/s", s.Frames, s.MinBitRate())
	}
	if cut, err := mpeg.NewWalker(1<<20).Walk(bytes.NewReader(stream), 0, int64(len(stream)), skipTag); err != nil || cut.Frames != s.Frames {
		t.Errorf("in segments: %d, %v", cut.Frames, err)
	}
}

// TestWalkVBRIInTheMiddle: a VBRI header is not audio wherever it stands.
func TestWalkVBRIInTheMiddle(t *testing.T) {
	for _, word := range []uint32{mp3test.Stereo128, mp3test.Mono40} {
		vbri := mp3test.Frames(word, 1)
		vbri[10] = 0
		copy(vbri[36:], "VBRI\x00\x01\x00\x00\x00\x4B\x00\x00\x10\x00\x00\x00\x00\x14")
		s := walk(t, vbri, mp3test.Frames(word, 20), vbri, mp3test.Frames(word, 20))
		if s.Frames != 40 || s.Info == nil || s.Info.Kind != "VBRI" || s.Info.Frames != 20 || len(s.Gaps) != 1 || s.Gaps[0].Kind != mpeg.HeaderFrame {
			t.Errorf("%x: %d frames, %+v, %+v", word, s.Frames, s.Info, s.Gaps)
		}
	}
}

func TestValid(t *testing.T) {
	stream := bytes.Join([][]byte{mp3test.Frames(mp3test.Stereo128, 100), make([]byte, 100), mp3test.Frames(mp3test.Stereo128, 100)}, nil)
	end := int64(len(stream))
	for i, change := range []func(*mpeg.Stream){
		func(s *mpeg.Stream) { s.Start = -5 }, func(s *mpeg.Stream) { s.End = 1 << 62 }, func(s *mpeg.Stream) { s.Gaps[0].Bytes = 1 << 62 },
		func(s *mpeg.Stream) { s.Gaps[0].Offset = -1 }, func(s *mpeg.Stream) { s.Runs[0].SampleRate = 0 }, func(s *mpeg.Stream) { s.Runs[0].SampleRate = 7 },
		func(s *mpeg.Stream) { s.Steps[0].Offset = end + 1 }, func(s *mpeg.Stream) { s.Frames = 0 }, func(s *mpeg.Stream) { s.First.Layer = 9 },
	} {
		s := walk(t, stream)
		if !s.Valid(0, end) {
			t.Fatal("a good stream is not valid")
		}
		if change(&s); s.Valid(0, end) {
			t.Errorf("change %d is valid", i)
		}
	}
}
