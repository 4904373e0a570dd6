package id3_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/chapmark/chapmark/audio/id3"
	"github.com/chapmark/chapmark/audio/mp3test"
	"github.com/chapmark/chapmark/chapters"
)

// encode writes chapters into a tag that holds one foreign frame, and returns what stands after that.
func encode(t *testing.T, version byte, list ...chapters.Chapter) string {
	t.Helper()
	tag, err := id3.Parse(mp3test.Tag(version, 0, mp3test.Text("TIT2", "a")))
	if err != nil {
		t.Fatal(err)
	}
	b := tag.WithChapters(list, make([][]id3.Frame, len(list))).Encode()
	return string(b[10+len(mp3test.Text("TIT2", "a")):])
}

// The bytes of id3v2-chapters-1.0 §3.1 and §3.2, spelled out.
func TestChapterBytes(t *testing.T) {
	list := []chapters.Chapter{
		{Start: 0, End: 92 * time.Second, Title: "Hi", URL: "https://a.example"},
		{Start: 92 * time.Second, End: 61*time.Minute + 1234*time.Microsecond, Title: "Größe"},
	}
	const contents = "CTOC\x00\x00\x00\x10\x00\x00" + // 16 bytes
		"toc\x00" + "\x03" + "\x02" + "chp0\x00" + "chp1\x00"
	const first = "CHAP\x00\x00\x00\x4B\x00\x00" + "chp0\x00" + // 75 bytes
		"\x00\x00\x00\x00" + "\x00\x01\x67\x60" + "\xFF\xFF\xFF\xFF" + "\xFF\xFF\xFF\xFF" + // 0 to 92,000 ms
		"TIT2\x00\x00\x00\x04\x00\x00" + "\x00Hi\x00" +
		"WXXX\x00\x00\x00\x1E\x00\x00" + "\x00chapter url\x00https://a.example"
	const times = "\x00\x01\x67\x60" + "\x00\x37\xD8\xE1" + "\xFF\xFF\xFF\xFF" + "\xFF\xFF\xFF\xFF" // 92,000 to 3,660,001 ms
	want := contents + first +
		"CHAP\x00\x00\x00\x2E\x00\x00" + "chp1\x00" + times +
		"TIT2\x00\x00\x00\x0F\x00\x00" + "\x01\xFF\xFE" + "G\x00r\x00\xF6\x00\xDF\x00e\x00" + "\x00\x00"
	if diff := cmp.Diff(want, encode(t, 3, list...)); diff != "" {
		t.Errorf("ID3v2.3 (-want +got):\n%s", diff)
	}
	want = contents + first +
		"CHAP\x00\x00\x00\x28\x00\x00" + "chp1\x00" + times +
		"TIT2\x00\x00\x00\x09\x00\x00" + "\x03Größe\x00"
	if diff := cmp.Diff(want, encode(t, 4, list...)); diff != "" {
		t.Errorf("ID3v2.4 (-want +got):\n%s", diff)
	}
}

// In ID3v2.4, sizes from 128 on have seven bits a byte, in sub-frames too.
func TestLongTitle(t *testing.T) {
	list := chapters.Chapter{End: time.Second, Title: strings.Repeat("x", 200)}
	for version, sizes := range map[byte][2]string{3: {"\x00\x00\x00\xE9", "\x00\x00\x00\xCA"}, 4: {"\x00\x00\x01\x69", "\x00\x00\x01\x4A"}} {
		got := encode(t, version, list)
		if !strings.Contains(got, "CHAP"+sizes[0]+"\x00\x00chp0") || !strings.Contains(got, "TIT2"+sizes[1]+"\x00\x00\x00xxx") {
			t.Errorf("v2.%d: %q", version, got)
		}
	}
}

func TestRoundTrip(t *testing.T) {
	want := []chapters.Chapter{
		{Start: 0, End: time.Minute, Title: "ASCII", URL: "https://a.example/%C3%BC"},
		{Start: time.Minute, End: time.Minute, Title: "日本語 🎧 Ünïcödé"},
		{Start: time.Minute, End: 2 * time.Minute, Title: "", Image: &chapters.Image{MIMEType: "image/png", Bytes: []byte("\x89PNG\x00\x00\xFF\xE0")}},
		{Start: 2 * time.Minute, End: 3 * time.Minute, Title: strings.Repeat("long ", 50)},
	}
	for _, version := range []byte{3, 4} {
		tag, err := id3.Parse(mp3test.Tag(version, 0))
		if err != nil {
			t.Fatal(err)
		}
		tag, err = id3.Parse(tag.WithChapters(want, make([][]id3.Frame, len(want))).Encode())
		if err != nil {
			t.Fatal(err)
		}
		var got []chapters.Chapter
		for _, c := range tag.Chapters() {
			got = append(got, c.Chapter)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("v2.%d (-want +got):\n%s", version, diff)
		}
	}
}

// What other tools wrote is read: other encodings, no table, a table that lists some, frames that are broken.
func TestReadForeign(t *testing.T) {
	sub := func(id, body string) []byte { return mp3test.Frame(id, 0, []byte(body)) }
	chap := func(element string, start byte, subs ...[]byte) []byte {
		b := []byte(element + "\x00\x00\x00\x00" + string(start) + "\x00\x00\x00\xFF" + "\x00\x00\x00\x00\x00\x00\x00\x00")
		for _, s := range subs {
			b = append(b, s...)
		}
		return mp3test.Frame("CHAP", 0, b)
	}
	tag, err := id3.Parse(mp3test.Tag(3, 0,
		chap("d", 4, sub("TIT2", "\x03UTF-8 ü\x00junk")),
		chap("a", 1, sub("TIT2", "\x01\xFF\xFEl\x00e\x00\x00\x00"), sub("WXXX", "\x01\xFF\xFEd\x00\x00\x00http://a\x00")),
		chap("b", 2, sub("TIT2", "\x01\xFE\xFF\x00b\x00e"), sub("APIC", "\x01image/png\x00\x00\xFF\xFEx\x00\x00\x00PIC")),
		chap("c", 3, sub("TIT2", "\x00Latin \xFC"), []byte("TIT3\x00\x00\xFF\xFF\x00\x00cut")),
		mp3test.Frame("CHAP", 0, []byte("no terminator")),
		mp3test.Frame("CTOC", 0, []byte("toc\x00\x03\x09a\x00b\x00d\x00")), // claims nine
	))
	if err != nil {
		t.Fatal(err)
	}
	var got []chapters.Chapter
	for _, c := range tag.Chapters() {
		got = append(got, c.Chapter)
	}
	const end = 255 * time.Millisecond
	want := []chapters.Chapter{
		{Start: 1e6, End: end, Title: "le", URL: "http://a"},
		{Start: 2e6, End: end, Title: "be", Image: &chapters.Image{MIMEType: "image/png", Bytes: []byte("PIC")}},
		{Start: 3e6, End: end, Title: "Latin ü", Hidden: true},
		{Start: 4e6, End: end, Title: "UTF-8 ü"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestPlacement(t *testing.T) {
	a, b, empty := mp3test.Text("TIT2", "a"), mp3test.Text("TPE1", "b"), mp3test.Frame("TALB", 0, nil)
	old := mp3test.Chapter("x", 0, 9, "old")
	for _, test := range []struct {
		name   string
		frames [][]byte
		want   string
	}{
		{"last", [][]byte{a, b}, "TIT2 TPE1 CTOC CHAP"},
		{"where they were", [][]byte{a, old, old, b}, "TIT2 CTOC CHAP TPE1"},
		{"where the first was", [][]byte{a, mp3test.Contents("t", 3, "x"), b, old}, "TIT2 CTOC CHAP TPE1"},
		{"ahead of an empty frame", [][]byte{a, empty, b}, "TIT2 CTOC CHAP TALB TPE1"},
	} {
		tag, err := id3.Parse(mp3test.Tag(3, 0, test.frames...))
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, f := range tag.WithChapters([]chapters.Chapter{{Title: "x"}}, make([][]id3.Frame, 1)).Frames {
			ids = append(ids, f.ID)
		}
		if got := strings.Join(ids, " "); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}
