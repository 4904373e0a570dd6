package audio_test

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/mp3test"
	"github.com/chapmark/chapmark/chapters"
)

// openedAll writes files and opens them.
func openedAll(t *testing.T, contents ...[]byte) (files []*audio.File) {
	folder := t.TempDir()
	for i, content := range contents {
		path := filepath.Join(folder, fmt.Sprintf("%d.mp3", i))
		if err := os.WriteFile(path, content, 0o644); err != nil {
			t.Fatal(err)
		}
		f, err := audio.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	return files
}

// numbered are frames that differ, as those of sound do.
func numbered(count int, kind byte) []byte {
	b := mp3test.Frames(mp3test.Stereo128, count)
	at := 0
	for i := range count {
		n := len(mp3test.Frames(mp3test.Stereo128, 1))
		b[at+200], b[at+201], b[at+202] = kind, byte(i), byte(i>>8)
		at += n
	}
	return b
}

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// TestParts: parts begin where decoders play them, tags and header frames and delays counted; and what is not a joined file of theirs is
// refused.
func TestParts(t *testing.T) {
	a, b, c := numbered(100, 1), numbered(200, 2), numbered(50, 3)
	info := func(n, delay int) []byte { return mp3test.Info(mp3test.Stereo128, "Info", n, delay, 1000) }
	tag := mp3test.Tag(3, 100, mp3test.Text("TIT2", "Two"))
	frame := func(n float64) time.Duration { return time.Duration(n * 1152 / 44100 * float64(time.Second)) }
	size := int64(len(mp3test.Frames(mp3test.Stereo128, 1)))
	delay := func(n int) time.Duration { return time.Duration(float64(n+529) / 44100 * float64(time.Second)) }
	for _, test := range []struct {
		name   string
		joined []byte
		parts  [][]byte
		starts []time.Duration
		before string // before the second one
	}{
		{"plain", join(a, b, c), [][]byte{a, b, c}, []time.Duration{0, frame(100), frame(300)}, "{0 0 0s 0 0s}"},
		{"with tags", join(tag, a, mp3test.ID3v1(), tag, b, c), [][]byte{join(tag, a, mp3test.ID3v1()), join(tag, b), c}, []time.Duration{0, frame(100), frame(300)}, fmt.Sprintf("{%d 0 0s 0 0s}", 128+len(tag))},
		{"with headers", join(info(100, 576), a, tag, info(200, 1105), b), [][]byte{join(info(100, 576), a), join(tag, info(200, 1105), b)},
			[]time.Duration{0, frame(101) + delay(1105) - delay(576)}, fmt.Sprintf("{%d 0 0s 1 63.174602ms}", len(tag))},
		{"headers left out", join(info(300, 576), a, b), [][]byte{join(info(100, 576), a), join(info(200, 576), b)}, []time.Duration{0, frame(100)}, "{0 0 0s 0 25.056689ms}"},
		{"a frame left out at the joint", join(a[:99*size], b[size:], c), [][]byte{a, b, c}, []time.Duration{0, frame(98), frame(298)}, "{0 0 0s 0 0s}"},
		{"junk between", join(a, bytes.Repeat([]byte("x"), 777), b), [][]byte{a, b}, []time.Duration{0, frame(100)}, "{0 777 0s 0 0s}"},
		{"something in front", join(c, a, b), [][]byte{a, b}, []time.Duration{frame(50), frame(150)}, "{0 0 0s 0 0s}"},
		{"one that is not named between", join(a, c, b), [][]byte{a, b}, []time.Duration{0, frame(150)}, "{0 0 1.3061224s 0 0s}"},
		{"the same one twice", join(a, c, a, a), [][]byte{a, c, a, a}, []time.Duration{0, frame(100), frame(150), frame(250)}, "{0 0 0s 0 0s}"},
		{"silence", mp3test.Frames(mp3test.Stereo128, 300), [][]byte{mp3test.Frames(mp3test.Stereo128, 100), mp3test.Frames(mp3test.Stereo128, 200)}, []time.Duration{0, frame(100)}, "{0 0 0s 0 0s}"},
		{"encoded anew", numbered(350, 9), [][]byte{a, b, c}, []time.Duration{0, frame(100), frame(300)}, "{0 0 0s 0 0s}"},
	} {
		files := openedAll(t, append(test.parts, test.joined)...)
		last := len(files) - 1
		parts, err := files[last].Parts(files[:last])
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		for i, p := range parts {
			if (p.Start - test.starts[i]).Abs() > 10*time.Microsecond {
				t.Errorf("%s: part %d starts at %v, not at %v", test.name, i+1, p.Start, test.starts[i])
			}
		}
		if got := fmt.Sprint(parts[1].Before); got != test.before || parts[0].Copied == (test.name == "encoded anew") {
			t.Errorf("%s: %s, %v", test.name, got, parts[0].Copied)
		}
	}
	for name, test := range map[string][][]byte{
		"another order": {b, a, join(a, b)}, "of other files": {numbered(50, 7), numbered(60, 8), join(a, b)}, "one too many": {a, c, join(a, b)},
	} {
		files := openedAll(t, test...)
		last := len(files) - 1
		var refused *audio.RefusedError
		if parts, err := files[last].Parts(files[:last]); !errors.As(err, &refused) {
			t.Errorf("%s: %v, %v", name, parts, err)
		}
	}
}

// TestPartChapters: chapters of parts come along, moved, with what they have.
func TestPartChapters(t *testing.T) {
	inner := mp3test.Tag(3, 0, mp3test.Text("TIT2", "Two"), mp3test.Contents("toc", 3, "a", "b", "c"), mp3test.Chapter("a", 0, 1000, "Inner"),
		mp3test.Chapter("b", 1000, 1500, "More"), mp3test.Chapter("c", 600_000, 700_000, "Past the end"))
	a, b := numbered(100, 1), numbered(100, 2)
	files := openedAll(t, a, join(inner, b), join(a, b))
	parts, err := files[2].Parts(files[:2])
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for _, topic := range audio.PartChapters(parts, []string{"0", "1"}, [][]chapters.Chapter{nil, files[1].Chapters()}) {
		fmt.Fprintln(&got, topic.Start.Round(time.Millisecond), topic.End.Round(time.Millisecond), topic.Title)
	}
	if want := "0s 0s 0\n2.612s 0s 1: Inner\n3.612s 4.112s More\n"; got.String() != want {
		t.Error(got.String())
	}
}

// TestRealParts joins MP3s of several encoders, rates and kinds, with tags between them, and lets mpg123 play them: each part starts
// where its samples are, to the millisecond. (ffmpeg plays the same, but for a frame that it loses after a tag of ID3v1.)
func TestRealParts(t *testing.T) {
	for _, tool := range []string{"sox", "lame", "ffmpeg", "mpg123"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed", tool)
		}
	}
	folder := t.TempDir()
	path := func(name string) string { return filepath.Join(folder, name) }
	picture := mp3test.Frame("APIC", 0, append([]byte("\x00image/png\x00\x03\x00"), bytes.Repeat([]byte{0xFF, 0xFB, 0x90, 0x64}, 3000)...))
	tag := mp3test.Tag(3, 300, mp3test.Text("TIT2", "A part"), picture)
	kinds := [][]string{ // as lame encodes them
		{"-b", "128"}, {"-V", "4"}, {"-t", "-b", "96"}, {"-b", "64", "-m", "m"}, {"-V", "7", "-m", "j"}, {"-b", "320", "--nores"},
		{"-b", "160", "-p"}, {"-t", "-V", "5"}, {"--abr", "110"}, {"-b", "112"}, {"-V", "2", "-m", "s"}, {"-b", "192"}}
	order := []int{7, 0, 4, 11, 2, 9, 5, 1, 10, 3, 8, 6}
	var names []string
	var joined []byte
	var list strings.Builder
	for n, kind := range order {
		wav, name := path(fmt.Sprintf("%d.wav", n)), path(fmt.Sprintf("%d.mp3", n))
		mp3test.Run(t, "sox", "-R", "-n", "-r", "44100", "-c", "2", wav, "synth", fmt.Sprint(2+float64(n)*0.137), "brownnoise", "vol", "0.5", "tremolo", fmt.Sprint(3+n), "80")
		mp3test.Run(t, "lame", append(append([]string{"--quiet", "--resample", "44.1"}, kinds[kind]...), wav, name)...)
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if n%3 == 1 {
			content = append(tag, content...)
		}
		if n%4 == 2 {
			content = append(content, mp3test.ID3v1()...)
		}
		if err := os.WriteFile(name, content, 0o644); err != nil {
			t.Fatal(err)
		}
		names, joined = append(names, name), append(joined, content...)
		fmt.Fprintf(&list, "file '%s'\n", name)
	}
	for name, content := range map[string][]byte{"cat.mp3": joined, "list.txt": []byte(list.String())} {
		if err := os.WriteFile(path(name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	mp3test.Run(t, "ffmpeg", "-v", "error", "-f", "concat", "-safe", "0", "-i", path("list.txt"), "-c", "copy", path("copied.mp3"))
	filter := []string{"-v", "error"}
	for _, name := range names {
		filter = append(filter, "-i", name)
	}
	mp3test.Run(t, "ffmpeg", append(filter, "-filter_complex", fmt.Sprintf("concat=n=%d:v=0:a=1", len(names)), "-vn", "-b:a", "256k", path("anew.mp3"))...)
	pcm := func(name string, options ...string) []float64 {
		mp3test.Run(t, "mpg123", append(options, "-q", "-m", "-r", "44100", "-e", "s16", "-O", path("pcm"), name)...)
		content, err := os.ReadFile(path("pcm"))
		if err != nil {
			t.Fatal(err)
		}
		samples := make([]float64, len(content)/2)
		for i := range samples {
			samples[i] = float64(int16(uint16(content[2*i]) | uint16(content[2*i+1])<<8))
		}
		return samples
	}
	var files []*audio.File // in their order
	for _, name := range names {
		f, err := audio.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	for _, name := range []string{"cat.mp3", "copied.mp3", "anew.mp3"} {
		whole, err := audio.Open(path(name))
		if err != nil {
			t.Fatal(err)
		}
		parts, err := whole.Parts(files)
		if err != nil {
			t.Fatal(err)
		}
		played, trimmed := pcm(path(name), "--no-gapless"), 0
		if info := whole.Stream.Info; info != nil && info.Gapless { // a player leaves it out
			trimmed = info.Delay + 529
		}
		for i, p := range parts {
			own := pcm(names[i])[4410:] // a decoder needs some frames to find its way in a stream that was cut
			own = own[:min(len(own), 44100)]
			expected := int(p.Start.Seconds()*44100+0.5) + 4410 + trimmed
			if p.Copied && i == 0 && files[0].Stream.Info == nil { // what is left out then is the part's own beginning
				expected -= trimmed
			}
			best, at := -1.0, 0
			for shift := -1500; shift <= 1500; shift++ {
				if from := expected + shift; from >= 0 && from+len(own) <= len(played) {
					if like := correlation(own, played[from:from+len(own)]); like > best {
						best, at = like, shift
					}
				}
			}
			if best < 0.9 || math.Abs(float64(at)) > 44 {
				t.Errorf("%s, part %d (%v) at %v: its samples are %d later, as far as %.2f is alike", name, i+1, kinds[order[i]], chapters.FormatTimestamp(p.Start), at, best)
			}
		}
	}
}

// TestRealPartsOfOthers joins real MP3s of others, with all that stands around their audio: each is found where it was put.
func TestRealPartsOfOthers(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(mp3test.FromEnv(t, "CHAPMARK_CORPUS"), "mp3", "*.mp3"))
	if err != nil || len(paths) == 0 {
		t.Fatal(err, len(paths))
	}
	var files []*audio.File
	var joined []byte
	var offsets []int64
	for _, path := range paths {
		f, err := audio.Open(path)
		content, failed := os.ReadFile(path)
		if err != nil || failed != nil || f.Stream.Frames < 20 || f.Stream.CutBytes > 0 || f.Wrapped || len(content) > 4<<20 || len(files) == 60 {
			continue
		}
		files, offsets, joined = append(files, f), append(offsets, int64(len(joined))+f.Stream.Start+f.Stream.InfoBytes), append(joined, content...)
	}
	path := filepath.Join(t.TempDir(), "joined.mp3")
	if err := os.WriteFile(path, joined, 0o644); err != nil {
		t.Fatal(err)
	}
	whole, err := audio.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	parts, err := whole.Parts(files)
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range parts {
		if p.Offset != offsets[i] {
			t.Errorf("%s begins at byte %d, and was found at %d", files[i].Name, offsets[i], p.Offset)
		}
	}
	t.Logf("%d files", len(files))
}

// correlation is how alike two stretches of samples are, from -1 to 1; every fourth sample counts.
func correlation(a, b []float64) float64 {
	var ab, aa, bb float64
	for i := 0; i < len(a); i += 4 {
		ab, aa, bb = ab+a[i]*b[i], aa+a[i]*a[i], bb+b[i]*b[i]
	}
	return ab / math.Sqrt(aa*bb+1)
}
