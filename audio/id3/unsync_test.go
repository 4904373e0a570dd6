package id3_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/chapmark/chapmark/audio/id3"
	"github.com/chapmark/chapmark/audio/mp3test"
)

// flagged sets header flags.
func flagged(flags byte, tag []byte) []byte {
	tag[5] |= flags
	return tag
}

func TestUnsynchronisation(t *testing.T) {
	plain := mp3test.Frame("PRIV", 0, []byte("a\xFF\xE0b\xFF\x00c"))
	unsynchronised := bytes.ReplaceAll(bytes.ReplaceAll(plain, []byte{0xFF, 0x00}, []byte{0xFF, 0x00, 0x00}), []byte{0xFF, 0xE0}, []byte{0xFF, 0x00, 0xE0})
	harmless := mp3test.Frame("PRIV", 0, []byte("a\xFF\xD8\xFF\x00c"))
	jpeg := mp3test.Frame("APIC", 0x02, []byte("\x00image/jpeg\x00\x03\x00\xFF\xD8\xFF\xE0\x00\x10JFIF"))
	for _, test := range []struct {
		name      string
		tag, want []byte
		mended    string
	}{
		{"v2.3", flagged(0x80, mp3test.Tag(3, 5, unsynchronised)), mp3test.Tag(3, 5, plain), "is undone"},
		{"v2.3, by mistake", flagged(0x80, mp3test.Tag(3, 5, jpeg)), mp3test.Tag(3, 5, jpeg), "which is wrong, is cleared"},
		{"v2.3 with an extended header", flagged(0xC0, mp3test.Tag(3, 0, []byte("\x00\x00\x00\x06\x00\x00\x00\x00\x00\x00"), unsynchronised)),
			mp3test.Tag(3, 0, plain), "is undone"},
		{"v2.4", flagged(0x80, mp3test.Tag(4, 5, mp3test.Frame("PRIV", 0x02, []byte("a\xFF\x00\xE0b")), mp3test.Frame("PRIV", 0x4003, []byte("\x00\x00\x00\x02\xFF\x00\xE1")))),
			mp3test.Tag(4, 5, mp3test.Frame("PRIV", 0, []byte("a\xFF\xE0b")), mp3test.Frame("PRIV", 0x4001, []byte("\x00\x00\x00\x02\xFF\xE1"))), "is undone"},
		{"v2.4, one frame by mistake", flagged(0x80, mp3test.Tag(4, 5, jpeg, mp3test.Frame("PRIV", 0x02, []byte("\xFF\x00\xE1")))),
			mp3test.Tag(4, 5, jpeg, mp3test.Frame("PRIV", 0x02, []byte("\xFF\x00\xE1"))), "which is wrong, is cleared"},
		{"v2.4, by mistake", flagged(0x80, mp3test.Tag(4, 5, mp3test.Frame("APIC", 0, jpeg[10:]), mp3test.Frame("PRIV", 0, []byte("a\xFFb")))),
			mp3test.Tag(4, 5, mp3test.Frame("APIC", 0, jpeg[10:]), mp3test.Frame("PRIV", 0, []byte("a\xFFb"))), "which is wrong, is cleared"},
		{"nothing to undo but zeros", flagged(0x80, mp3test.Tag(4, 5, harmless)), mp3test.Tag(4, 5, mp3test.Frame("PRIV", 0, []byte("a\xFF\xD8\xFFc"))), "is undone"},
	} {
		tag, err := id3.Parse(test.tag)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if diff := cmp.Diff(test.want, tag.Encode()); diff != "" || !strings.Contains(strings.Join(tag.Mended, "; "), test.mended) {
			t.Errorf("%s: %q, (-want +got):\n%s", test.name, tag.Mended, diff)
		}
	}
}

// A tagger that knows nothing of unsynchronisation adds a frame as it is to a tag that was unsynchronised. Mutagen and
// ffmpeg undo it frame by frame, TagLib does not.
func TestOneFrameBelies(t *testing.T) {
	for _, version := range []byte{3, 4} {
		raw := mp3test.Frame("TIT2", 0, []byte("\x01\xFF\xFEH\x00i\x00"))
		done := mp3test.Frame("APIC", 0, []byte("\x00image/jpeg\x00\x03\x00\xFF\xD8\xFF\x00\xE0\x00\x10JFIF"))
		for _, frames := range [][]byte{append(bytes.Clone(raw), done...), append(bytes.Clone(done), raw...)} {
			if tag, err := id3.Parse(flagged(0x80, mp3test.Tag(version, 5, frames))); err == nil {
				t.Errorf("ID3v2.%d: read as %q", version, tag.Encode())
			}
		}
	}
}

func TestUpgrade(t *testing.T) {
	old := []byte("TT2\x00\x00\x02\x00a" + "COM\x00\x00\x08\x01eng\xFF\xFE\x00\x00" + "PIC\x00\x00\x08\x00JPG\x03\x00\xFF\xD8" + "TS2\x00\x00\x02\x00b")
	want := mp3test.Tag(3, 30, mp3test.Text("TIT2", "a"), mp3test.Frame("COMM", 0, []byte("\x01eng\xFF\xFE\x00\x00")),
		mp3test.Frame("APIC", 0, []byte("\x00image/jpeg\x00\x03\x00\xFF\xD8")), mp3test.Text("TSO2", "b"))
	tag, err := id3.Parse(mp3test.Tag(2, 30, old))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, tag.Encode()); diff != "" || tag.Found != 2 || len(tag.Mended) != 1 {
		t.Errorf("found 2.%d, %q, (-want +got):\n%s", tag.Found, tag.Mended, diff)
	}
}
