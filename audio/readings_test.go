package audio_test

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/id3"
	"github.com/chapmark/chapmark/audio/mp3test"
	"github.com/chapmark/chapmark/chapters"
)

// picture is a JPEG's APIC body whose length makes plain and synchsafe sizes differ.
func picture(length int) []byte {
	body := append([]byte("\x00image/jpeg\x00\x03\x00\xFF\xD8\xFF\xE0"), bytes.Repeat([]byte{1}, length)...)
	return body[:length]
}

// flagged sets header flags of a tag.
func flagged(flags byte, tag []byte) []byte {
	tag[5] |= flags
	return tag
}

func stray(padding, at int, b ...byte) []byte {
	zeros := make([]byte, padding)
	copy(zeros[at:], b)
	return zeros
}

func ids(frames []id3.Frame) string {
	var list []string
	for _, f := range frames {
		list = append(list, strings.ReplaceAll(f.ID, "\x00", "0"))
	}
	return strings.Join(list, " ")
}

// Tags that can be read in more than one way: each is written with all of its frames, or refused.
func TestReadings(t *testing.T) {
	title, artist, private := mp3test.Text("TIT2", "a"), mp3test.Text("TPE1", "b"), mp3test.Frame("PRIV", 0, []byte("o\x00s"))
	for _, test := range []struct {
		name   string
		tag    []byte
		want   string // the frames; "" where the tag is refused
		rest   int
		mended bool
	}{
		{"a stray byte in the padding, where plain sizes land in it", mp3test.Tag(4, 0, title, mp3test.Frame4("APIC", 0, picture(262)), artist, private, stray(2000, 20, 4)), "TIT2 APIC TPE1 PRIV", 1980, false},
		{"many stray bytes", mp3test.Tag(3, 0, title, artist, stray(900, 0, 7, 0, 9)), "TIT2 TPE1", 900, false},
		{"an id with a space", mp3test.Tag(4, 300, title, mp3test.Frame4("APIC", 0, picture(219)), mp3test.Text("TST ", "s"), artist), "TIT2 APIC TST  TPE1", 0, false},
		{"an id in small letters", mp3test.Tag(3, 300, title, mp3test.Text("tcom", "s"), artist), "TIT2 tcom TPE1", 0, false},
		{"an id of ID3v2.2", mp3test.Tag(3, 300, title, mp3test.Text("TS2\x00", "s"), artist), "TIT2 TS20 TPE1", 0, false},
		{"an odd id in front", mp3test.Tag(3, 300, mp3test.Text("Date", "s"), artist), "Date TPE1", 0, false},
		{"an odd id alone", mp3test.Tag(3, 300, mp3test.Text("Date", "s")), "", 0, false},
		{"an id of other bytes before good frames", mp3test.Tag(3, 300, title, mp3test.Text("T\x01\x02\xC3", "s"), artist), "", 0, false},
		{"a blank frame", mp3test.Tag(3, 300, title, make([]byte, 10), artist), "TIT2 0000 TPE1", 0, false},
		{"zeros, and frames in no place after them", mp3test.Tag(3, 300, title, make([]byte, 13), artist), "", 0, false},
		{"a rest of nine bytes like a frame", mp3test.Tag(4, 0, title, []byte("PRIV\x00\x00\x00\xFF\xFB")), "TIT2", 9, false},
		{"a rest of four", mp3test.Tag(3, 0, title, []byte("TXXX")), "TIT2", 4, false},
		{"a rest with a large size", mp3test.Tag(4, 0, title, []byte("TSSE\x00\x00\x7F\x7F\x00\x00")), "", 0, false},
		{"frames in what is not a frame", mp3test.Tag(3, 40, title, []byte("\x01garbage"), artist), "", 0, false},
		{"text after the frames", mp3test.Tag(3, 40, title, []byte("some text that was left")), "TIT2", 63, false},
		{"plain sizes of iTunes", mp3test.Tag(4, 300, title, mp3test.Frame("APIC", 0, picture(300)), artist), "TIT2 APIC TPE1", 0, true},
		{"plain sizes, and a stray byte", mp3test.Tag(4, 0, title, mp3test.Frame("APIC", 0, picture(300)), artist, stray(300, 100, 1)), "", 0, false},
		{"synchsafe sizes in ID3v2.3", mp3test.Tag(3, 0, title, mp3test.Frame4("APIC", 0, picture(262)), artist), "TIT2 APIC TPE1", 0, true},
		{"a picture that ends in two places", mp3test.Tag(4, 0, title, mp3test.Frame4("APIC", 0, picture(262)), stray(600, 0, 5, 5)), "", 0, false},
		{"unsynchronised before sizes were counted, ID3v2.3", flagged(0x80, mp3test.Tag(3, 50, title, mp3test.Frame("PRIV", 0, []byte("o\x00\xFF\x00\xE0\xFF\x00\xFB")), artist)), "TIT2 PRIV TPE1", 0, true},
		{"unsynchronised before sizes were counted, ID3v2.4", flagged(0x80, mp3test.Tag(4, 50, title, mp3test.Frame("PRIV", 0, []byte("o\x00\xFF\x00\xE0\xFF\x00\xFB")), artist)), "TIT2 PRIV TPE1", 0, true},
		{"a header, and audio after it at once", slices.Concat([]byte("ID3\x03\x00\x00\x00\x00\x40\x00"), frames[:8192]), "", 0, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := put(t, test.tag, frames)
			if f.Tag == nil {
				if test.want != "" {
					t.Fatal(f.TagError)
				}
				return
			}
			if got := ids(f.Tag.Frames); got != test.want || len(f.Tag.Rest) != test.rest || len(f.Tag.Mended) > 0 != test.mended {
				t.Fatalf("%q, rest of %d, fixed %v; want %q, %d", got, len(f.Tag.Rest), f.Tag.Mended, test.want, test.rest)
			}
			before := without(f.Tag.Frames)
			apply(t, plan(t, f, two))
			w := open(t, f.Name)
			if diff := cmp.Diff(before, without(w.Tag.Frames)); diff != "" || !bytes.Equal(w.Tag.Rest, f.Tag.Rest) {
				t.Errorf("foreign frames (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(two, w.Chapters()); diff != "" || plan(t, w, two).Changes() {
				t.Errorf("chapters, or a second write (-want +got):\n%s", diff)
			}
			content, _ := os.ReadFile(f.Name)
			if !bytes.HasSuffix(content[:w.TagBytes], f.Tag.Rest) {
				t.Error("the rest does not stand at the end of the tag")
			}
		})
	}
}

// A tag of more than 64 MiB is refused for that, not for its version.
func TestTagOverTheLimit(t *testing.T) {
	header := []byte("ID3\x03\x00\x00\x21\x00\x00\x00") // 69 MB
	path := filepath.Join(t.TempDir(), "a.mp3")
	if err := os.WriteFile(path, header, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, 70<<20); err != nil {
		t.Fatal(err)
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err == nil {
		_, err = file.Write(frames)
		file.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	problems := open(t, path).Problems()
	if len(problems) == 0 || !strings.Contains(problems[0].Message, "at most 64 MiB") || strings.Contains(problems[0].Hint, "ID3v2.3") {
		t.Errorf("%+v", problems)
	}
}

// Chapters of a second tag go, and nothing else of it.
func TestSecondTagChapters(t *testing.T) {
	first := mp3test.Tag(3, 0, mp3test.Text("TIT2", "first"))
	second := mp3test.Tag(4, 20, mp3test.Text("TPE1", "second"), mp3test.Contents("toc", 3, "a"), mp3test.Chapter("a", 0, 9000, "old"), mp3test.Frame("PRIV", 0, []byte("o\x00s")))
	for _, list := range [][]string{{"strip"}, {"write"}} {
		f := put(t, first, second, frames)
		if got := verdicts(f); !strings.Contains(got, "second-tag-chapters") {
			t.Errorf("problems: %q", got)
		}
		chapters := two
		if list[0] == "strip" {
			chapters = nil
		}
		p := plan(t, f, chapters)
		if !strings.Contains(strings.Join(p.Mended, "; "), "loses its 1 chapters") {
			t.Errorf("fixed: %v", p.Mended)
		}
		apply(t, p)
		content, _ := os.ReadFile(f.Name)
		at := bytes.Index(content[3:], []byte("ID3")) + 3
		tag, err := id3.Parse(content[at:])
		if err != nil || ids(tag.Frames) != "TPE1 PRIV" {
			t.Errorf("%s: the second tag: %v, %v", list[0], err, tag)
		}
		if !bytes.HasSuffix(content, frames) || len(content)-at-len(second) != len(frames) {
			t.Errorf("%s: what stands after it has moved", list[0])
		}
		w := open(t, f.Name)
		if plan(t, w, chapters).Changes() || strings.Contains(verdicts(w), "second-tag-chapters") {
			t.Errorf("%s: it is not done", list[0])
		}
		// What it was comes back.
		f = put(t, first, second, frames)
		was := bytes.Clone(f.Head())
		apply(t, plan(t, f, two))
		u, err := open(t, f.Name).PlanHead(was)
		if err != nil {
			t.Fatal(err)
		}
		apply(t, u)
		if content, _ := os.ReadFile(f.Name); !bytes.Equal(content, slices.Concat(first, second, frames)) {
			t.Error("undone, it is not what it was")
		}
	}
	f := put(t, first, frames, second)
	if got := verdicts(f); !strings.Contains(got, "second-tag-chapters") {
		t.Errorf("appended: %q", got)
	}
}

// Sub-frames stand where the other version's sizes may lead. That is not another reading: such titles are written, and read.
func TestSubFramesAreNoFrames(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	words := func(least, most int) string { return strings.Repeat("a", least+random.IntN(most-least)) }
	for i := range 120 {
		version := byte(3 + i%2)
		frame := mp3test.Frame
		if version == 4 {
			frame = mp3test.Frame4
		}
		f := put(t, mp3test.Tag(version, 200, frame("TIT2", 0, []byte("\x00Hi")), frame("COMM", 0, []byte("\x00eng\x00"+words(100, 900))), frame("TSSE", 0, []byte("\x00me"))), frames)
		var list []chapters.Chapter
		for n := range 12 {
			c := chapters.Chapter{Start: time.Duration(n) * time.Millisecond, End: time.Duration(n+1) * time.Millisecond, Title: words(1, 160)}
			if i%4 < 2 {
				c.URL = "https://example.com/" + words(1, 120)
			}
			list = append(list, c)
		}
		apply(t, plan(t, f, list))
		if diff := cmp.Diff(list, open(t, f.Name).Chapters()); diff != "" {
			t.Fatalf("ID3v2.%d (-want +got):\n%s", version, diff)
		}
	}
}

// A tag after junk is not hidden after a new one: TagLib looks for the first tag that there is.
func TestTagBehindJunk(t *testing.T) {
	for _, junk := range [][]byte{make([]byte, 40), mp3test.ID3v1(), mp3test.APE(), append(mp3test.APE(), mp3test.ID3v1()...)} {
		f := put(t, junk, mp3test.Tag(3, 0, mp3test.Text("TIT2", "a")), frames)
		if _, err := f.Plan(two, audio.Options{}); err == nil {
			t.Errorf("%q: it is written", junk[:min(len(junk), 8)])
		}
	}
}

// Tags after the audio, in any order, with what only looks like one.
func TestTailsInAnyOrder(t *testing.T) {
	ape, lyrics, v1 := mp3test.APE(), mp3test.Lyrics3(), mp3test.ID3v1()
	claims := func(n uint32) []byte {
		b := append([]byte("APETAGEX\xD0\x07\x00\x00"), 0, 0, 0, 0, 1, 0, 0, 0)
		binary.LittleEndian.PutUint32(b[12:], n)
		return append(b, make([]byte, 12)...)
	}
	for _, test := range []struct {
		name  string
		parts [][]byte
		want  int
	}{
		{"APE, Lyrics3, ID3v1", [][]byte{ape, lyrics, v1}, 3},
		{"Lyrics3, APE, ID3v1", [][]byte{lyrics, ape, v1}, 3},
		{"ID3v1, APE, Lyrics3", [][]byte{v1, ape, lyrics}, 3},
		{"ID3v1, Lyrics3, APE", [][]byte{v1, lyrics, ape}, 3},
		{"a footer of APE alone", [][]byte{claims(30000)}, 0},
		{"a footer of APE before ID3v1", [][]byte{claims(30000), v1}, 1},
		{"a footer of APE that claims the whole file", [][]byte{claims(1 << 31)}, 0},
		{"an end of Lyrics3 alone", [][]byte{[]byte("030000LYRICS200")}, 0},
		{"a footer of ID3v2 alone", [][]byte{[]byte("3DI\x04\x00\x10\x00\x01\x00\x00")}, 0},
	} {
		f := put(t, append([][]byte{frames}, test.parts...)...)
		if len(f.Tails) != test.want || f.Duration().Round(time.Second) != 3*time.Minute {
			t.Errorf("%s: %v, %v", test.name, f.Tails, f.Duration())
		}
	}
}

// AAC under the name of an MP3, and a radio station's metadata in the audio.
func TestWhatElseThereIs(t *testing.T) {
	adts := bytes.Repeat(append([]byte{0xFF, 0xF1, 0x50, 0x40, 0x12, 0x7F, 0xFC}, make([]byte, 140)...), 20) // 147 bytes a frame
	path := filepath.Join(t.TempDir(), "a.mp3")
	for _, content := range [][]byte{adts, append(mp3test.Tag(4, 0, mp3test.Text("TIT2", "a")), adts...)} {
		if err := os.WriteFile(path, content, 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := audio.Open(path); err == nil || !strings.Contains(err.Error(), "AAC in ADTS") {
			t.Errorf("%v", err)
		}
	}
	var radio []byte
	for i, rest := 0, frames[:417*400]; len(rest) > 0; i++ {
		n := min(8192, len(rest))
		radio, rest = append(radio, rest[:n]...), rest[n:]
		if i%10 == 0 {
			radio = append(append(radio, 2), "StreamTitle='Somebody: a song';\x00"...)
		} else {
			radio = append(radio, 0)
		}
	}
	if problems := put(t, radio).Problems(); len(problems) != 1 || !strings.Contains(problems[0].Message, "(ICY)") {
		t.Errorf("%+v", problems)
	}
}

// FuzzPlan: a tag that is written keeps its foreign frames, to the byte, and all that stands after it; or it is refused.
func FuzzPlan(f *testing.F) {
	f.Add(mp3test.Tag(3, 30, foreign()...))
	f.Add(mp3test.Tag(4, 30, foreign()...))
	f.Add(mp3test.Tag(4, 0, mp3test.Text("TIT2", "a"), mp3test.Frame4("APIC", 0, picture(262)), mp3test.Text("TPE1", "b"), stray(600, 20, 4)))
	f.Add(mp3test.Tag(4, 30, mp3test.Frame("APIC", 0, picture(300)), mp3test.Text("TST ", "b"), mp3test.Text("TPE1", "b")))
	f.Add(flagged(0x80, mp3test.Tag(3, 30, mp3test.Frame("PRIV", 0, []byte("o\x00\xFF\x00\xE0")), mp3test.Text("TPE1", "b"))))
	if folder := os.Getenv("CHAPMARK_CORPUS"); folder != "" {
		for _, pattern := range []string{"*.mp3", "*.id3"} {
			paths, _ := filepath.Glob(filepath.Join(folder, "mp3", pattern))
			for _, path := range paths {
				b, err := os.ReadFile(path)
				if length, ok := id3.Length(b); err == nil && ok && length < 8<<10 && length <= int64(len(b)) {
					f.Add(b[:length])
				}
			}
		}
	}
	audioBytes := frames[:417*40]
	f.Fuzz(func(t *testing.T, tag []byte) {
		content := append(bytes.Clone(tag), audioBytes...)
		file, err := new(audio.Reader).Read(bytes.NewReader(content), int64(len(content)), "a.mp3")
		if err != nil {
			return
		}
		p, err := file.Plan(two, audio.Options{})
		if err != nil {
			return
		}
		head, length := p.Head(), len(file.Head())
		written := append(bytes.Clone(head), content[length:]...)
		after, err := new(audio.Reader).Read(bytes.NewReader(written), int64(len(written)), "a.mp3")
		if err != nil || after.TagError != nil {
			t.Fatalf("written, it cannot be read: %v", err)
		}
		if file.Tag != nil && (!slices.EqualFunc(without(file.Tag.Frames), without(after.Tag.Frames), id3.Frame.Equal) || !bytes.Equal(file.Tag.Rest, after.Tag.Rest)) {
			t.Fatalf("foreign frames %s became %s", ids(file.Tag.Frames), ids(after.Tag.Frames))
		}
		if again, err := after.Plan(two, audio.Options{}); err != nil || again.Changes() {
			t.Fatalf("written again, it changes (%v)", err)
		}
	})
}
