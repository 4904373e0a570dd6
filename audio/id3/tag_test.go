package id3_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/chapmark/chapmark/audio/id3"
	"github.com/chapmark/chapmark/audio/mp3test"
)

func TestLength(t *testing.T) {
	for _, test := range []struct {
		name, bytes string
		want        int64
		ok          bool
	}{
		{"v2.3", "ID3\x03\x00\x00\x00\x00\x02\x01", 10 + 257, true},
		{"v2.4 with footer", "ID3\x04\x00\x10\x00\x00\x00\x05", 25, true},
		{"v2.3 has no footer", "ID3\x03\x00\x10\x00\x00\x00\x05", 15, true},
		{"largest", "ID3\x03\x00\x00\x7F\x7F\x7F\x7F", 1<<28 + 9, true},
		{"size not synchsafe", "ID3\x03\x00\x00\x00\x00\x80\x00", 0, false},
		{"version 255", "ID3\xFF\x00\x00\x00\x00\x00\x00", 0, false},
		{"other magic", "ID4\x03\x00\x00\x00\x00\x00\x00", 0, false},
		{"too short", "ID3\x03\x00\x00\x00\x00\x00", 0, false},
	} {
		if got, ok := id3.Length([]byte(test.bytes)); got != test.want || ok != test.ok {
			t.Errorf("%s: %d, %v; want %d, %v", test.name, got, ok, test.want, test.ok)
		}
	}
}

// A tag that is parsed and written again is the same to the byte.
func TestIdentity(t *testing.T) {
	long := strings.Repeat("x", 300)
	for _, test := range []struct {
		name string
		tag  []byte
	}{
		{"v2.3", mp3test.Tag(3, 100, mp3test.Text("TIT2", "a"), mp3test.Frame("PRIV", 0xE0E0, []byte(long)), mp3test.Text("TIT2", "again"))},
		{"v2.4", mp3test.Tag(4, 0, mp3test.Text("TIT2", "a"), mp3test.Frame4("APIC", 0x4F4F, []byte(long)), mp3test.Frame("XYZ1", 0, nil))},
		{"chapters", mp3test.Tag(3, 9, mp3test.Contents("toc", 3, "a"), mp3test.Chapter("a", 0, 1000, "x", mp3test.Frame("XXXX", 1, []byte("?"))))},
		{"no frames", mp3test.Tag(3, 50)},
		{"garbage after the frames", mp3test.Tag(3, 20, mp3test.Text("TIT2", "a"), []byte("\x00\x00garbage"))},
		{"a blank frame in the middle", mp3test.Tag(3, 20, mp3test.Text("TIT2", "a"), make([]byte, 10), mp3test.Text("TIT2", "b"))},
		{"lower-case ID", mp3test.Tag(3, 0, mp3test.Text("TIT2", "a"), []byte("tpe1\x00\x00\x00\x01\x00\x00a"))},
		{"a frame unsynchronised by itself", mp3test.Tag(4, 0, mp3test.Frame("PRIV", 0x02, []byte("a\xFF\x00\xE0")))},
		{"revision and experimental flag", append([]byte{'I', 'D', '3', 3, 7, 0x20, 0, 0, 0, 12}, mp3test.Text("TIT2", "a")...)},
	} {
		tag, err := id3.Parse(test.tag)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if got := tag.Encode(); !bytes.Equal(got, test.tag) || len(tag.Mended) > 0 {
			t.Errorf("%s: %x became %x (%v)", test.name, test.tag, got, tag.Mended)
		}
	}
}

// footer adds a footer to a tag (ID3v2.4 §3.4).
func footer(tag []byte) []byte {
	tag[5] |= 0x10
	return append(append(tag, "3DI"...), tag[3:10]...)
}

func TestMended(t *testing.T) {
	body := bytes.Repeat([]byte("x"), 300)
	want := mp3test.Tag(4, 20, mp3test.Text("TIT2", "a"), mp3test.Frame4("APIC", 0, body), mp3test.Text("TPE1", "b"), mp3test.Frame4("PRIV", 0, body))
	for _, test := range []struct {
		name string
		tag  []byte
	}{
		{"plain sizes", mp3test.Tag(4, 20, mp3test.Text("TIT2", "a"), mp3test.Frame("APIC", 0, body), mp3test.Text("TPE1", "b"), mp3test.Frame("PRIV", 0, body))},
		{"footer", footer(mp3test.Tag(4, 20, mp3test.Text("TIT2", "a"), mp3test.Frame4("APIC", 0, body), mp3test.Text("TPE1", "b"), mp3test.Frame4("PRIV", 0, body)))},
		{"mixed sizes", mp3test.Tag(4, 20, mp3test.Text("TIT2", "a"), mp3test.Frame("APIC", 0, body), mp3test.Text("TPE1", "b"), mp3test.Frame4("PRIV", 0, body))},
	} {
		tag, err := id3.Parse(test.tag)
		if err != nil {
			t.Fatalf("%s: %v", test.name, err)
		}
		if diff := cmp.Diff(want, tag.Encode()); diff != "" || len(tag.Mended) != 1 {
			t.Errorf("%s: %v, (-want +got):\n%s", test.name, tag.Mended, diff)
		}
	}
	// Text that looks like a frame where another reading of a size would land: only the way that leads to the end counts.
	capitals := mp3test.Frame("TIT2", 0, []byte("\x00"+strings.Repeat("EPISODE ", 40)))
	tag, err := id3.Parse(mp3test.Tag(4, 20, capitals, mp3test.Text("TPE1", "b")))
	if err != nil || len(tag.Frames) != 2 || len(tag.Frames[0].Body) != 321 {
		t.Errorf("capitals: %v, %v", tag, err)
	}
	for version, extended := range map[byte]string{
		3: "\x00\x00\x00\x06\x00\x00\x00\x00\x00\x00", // 6 bytes after its size: flags and size of padding
		4: "\x00\x00\x00\x06\x01\x00",                 // 6 bytes with its size: one byte of flags
	} {
		b := mp3test.Tag(version, 0, []byte(extended), mp3test.Text("TIT2", "a"))
		b[5] = 0x40
		tag, err := id3.Parse(b)
		if err != nil {
			t.Fatalf("extended header of v2.%d: %v", version, err)
		}
		if want := mp3test.Tag(version, 0, mp3test.Text("TIT2", "a")); !bytes.Equal(tag.Encode(), want) || len(tag.Mended) != 1 {
			t.Errorf("extended header of v2.%d: %v, %x", version, tag.Mended, tag.Encode())
		}
	}
}

func TestRefused(t *testing.T) {
	with := func(version, flags byte, frames ...[]byte) []byte {
		b := mp3test.Tag(version, 0, frames...)
		b[5] = flags
		return b
	}
	title := mp3test.Text("TIT2", "a")
	for _, test := range []struct {
		name   string
		tag    []byte
		offset int64 // of damage; -1 where the tag is unsupported
	}{
		{"v2.2 with a frame past the end", mp3test.Tag(2, 0, []byte("TT2\x00\x00\x09a")), 10},
		{"v2.2 with garbage", mp3test.Tag(2, 0, []byte("TT2\x00\x00\x01atitle")), 17},
		{"v2.2 with an encrypted frame", mp3test.Tag(2, 0, []byte("CRM\x00\x00\x01a")), -1},
		{"v2.2 with a link", mp3test.Tag(2, 0, []byte("LNK\x00\x00\x01a")), -1},
		{"v2.2 with a picture of an unknown format", mp3test.Tag(2, 0, []byte("PIC\x00\x00\x06\x00XYZ\x00\x00")), -1},
		{"v2.2, compressed", with(2, 0x40, []byte("TT2\x00\x00\x01a")), -1},
		{"v2.5", mp3test.Tag(5, 0, title), -1},
		{"unknown flag", with(3, 0x08, title), -1},
		{"extended header past the end", with(3, 0x40, []byte("\x00\x00\xFF\xFF\x00\x00\x00\x00\x00\x00")), 10},
		{"extended header cut", with(4, 0x40, []byte("\x00\x00")), 10},
		{"frame past the end", mp3test.Tag(3, 0, title, []byte("TPE1\x00\x00\x00\x64\x00\x00a")), 22},
		{"frame past the end, v2.4", mp3test.Tag(4, 0, title, []byte("TPE1\x00\x00\x00\x64\x00\x00a")), 22},
		{"chapters in what is not a frame", mp3test.Tag(3, 0, title, []byte("\x00\x01garbage"), mp3test.Chapter("a", 0, 1, "x")), 22},
		{"cut", mp3test.Tag(3, 0, title)[:15], 15},
	} {
		_, err := id3.Parse(test.tag)
		var damaged *id3.DamagedError
		var unsupported *id3.UnsupportedError
		switch {
		case test.offset < 0 && !errors.As(err, &unsupported):
			t.Errorf("%s: %v, want an UnsupportedError", test.name, err)
		case test.offset >= 0 && (!errors.As(err, &damaged) || damaged.Offset != test.offset):
			t.Errorf("%s: %v, want damage at %d", test.name, err, test.offset)
		}
	}
}

// FuzzTag: what is accepted is written again as it was, or, where its encoding was fixed, in a form that then stays.
// Whatever chapters are in it can be replaced, and leave the other frames alone.
func FuzzTag(f *testing.F) {
	f.Add(mp3test.Tag(3, 10, mp3test.Text("TIT2", "a"), mp3test.Contents("toc", 3, "a"), mp3test.Chapter("a", 0, 1000, "x")))
	f.Add(mp3test.Tag(4, 10, mp3test.Frame("APIC", 0, make([]byte, 300)), mp3test.Chapter("a", 0, 1000, "x")))
	f.Add(mp3test.Tag(2, 3, []byte("TT2\x00\x00\x02\x00aPIC\x00\x00\x08\x00JPG\x03\x00\xFF\xD8")))
	f.Add([]byte("ID3\x03\x00\xC0\x00\x00\x00\x19\x00\x00\x00\x06\x00\x00\x00\x00\x00\x00PRIV\x00\x00\x00\x02\x00\x00a\xFF\x00"))
	f.Add(mp3test.Tag(4, 0, mp3test.Frame4("CHAP", 0, append([]byte("a\x00"), make([]byte, 200)...))))
	f.Fuzz(func(t *testing.T, b []byte) {
		length, ok := id3.Length(b)
		if !ok || length > int64(len(b)) {
			return
		}
		b = b[:length]
		tag, err := id3.Parse(b)
		if err != nil {
			return
		}
		encoded := tag.Encode()
		if len(tag.Mended) == 0 && !bytes.Equal(encoded, b) {
			t.Fatalf("%x became %x", b, encoded)
		}
		again, err := id3.Parse(encoded)
		if err != nil || len(again.Mended) > 0 || !bytes.Equal(again.Encode(), encoded) {
			t.Fatalf("written as %x, which reads as %v, %v", encoded, again, err)
		}
		var kept []id3.Frame
		for _, frame := range tag.Frames {
			if !frame.IsChapter() {
				kept = append(kept, frame)
			}
		}
		tag.Chapters()
		stripped := tag.WithChapters(nil, nil)
		if len(stripped.Frames) != len(kept) {
			t.Fatalf("%d frames without chapters, want %d", len(stripped.Frames), len(kept))
		}
		for i := range kept {
			if !kept[i].Equal(stripped.Frames[i]) {
				t.Errorf("frame %d changed", i)
			}
		}
	})
}
