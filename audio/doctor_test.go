package audio_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/chapmark/chapmark/audio/mp3test"
	"github.com/chapmark/chapmark/chapters"
)

func TestDoctor(t *testing.T) {
	one, two := mp3test.Chapter("one", 0, 30000, "One"), mp3test.Chapter("two", 30000, 60000, "Two")
	toc := func(children ...string) []byte { return mp3test.Contents("toc", 3, children...) }
	picture := func(kilobytes int) []byte {
		return mp3test.Frame("APIC", 0, append([]byte("\x00image/jpeg\x00\x00\x00"), make([]byte, kilobytes<<10)...))
	}
	compressed := mp3test.Chapter("one", 0, 30000, "One")
	compressed[9] = 0x80
	for _, test := range []struct {
		name   string
		frames [][]byte
		want   string
	}{
		{"good", [][]byte{toc("one", "two"), one, two}, ""},
		{"a table after the chapters", [][]byte{one, two, toc("one", "two")}, ""},
		{"nested tables", [][]byte{toc("part", "two"), mp3test.Contents("part", 1, "one"), one, two}, "nested-chapters"},
		{"no table", [][]byte{one, two}, "toc-missing"},
		{"a table that is not the top one", [][]byte{mp3test.Contents("toc", 1, "one", "two"), one, two}, "toc-broken"},
		{"two top tables", [][]byte{toc("one"), mp3test.Contents("other", 3, "two"), one, two}, "toc-broken"},
		{"a chapter in no table", [][]byte{toc("one"), one, two}, "unlisted-chapters"},
		{"a chapter that is not there", [][]byte{toc("one", "two", "three"), one, two}, "toc-broken"},
		{"a table and no chapters", [][]byte{toc("one")}, "toc-broken"},
		{"listed twice", [][]byte{toc("one", "one", "two"), one, two}, "toc-broken"},
		{"lists itself", [][]byte{toc("one", "toc", "two"), one, two}, "toc-broken"},
		{"listed in another order", [][]byte{toc("two", "one"), one, two}, "toc-broken"},
		{"in another order", [][]byte{toc("one", "two"), two, one}, "chapter-order"},
		{"ends before it starts", [][]byte{toc("one"), mp3test.Chapter("one", 30000, 0, "One")}, "chapter-order"},
		{"one ID", [][]byte{toc("one"), one, mp3test.Chapter("one", 30000, 60000, "Two")}, "duplicate-id"},
		{"the ID of the table", [][]byte{mp3test.Contents("one", 3, "one", "two"), one, two}, "duplicate-id toc-broken"},
		{"a compressed chapter", [][]byte{toc("two"), compressed, two}, "toc-broken"},
		{"a broken chapter", [][]byte{toc("two"), mp3test.Frame("CHAP", 0, []byte("x")), two}, "toc-broken"},
		{"large pictures", [][]byte{toc("one", "two"), mp3test.Chapter("one", 0, 30000, "One", picture(300)), mp3test.Chapter("two", 30000, 60000, "Two", picture(300))}, "oversized-image"},
		{"pictures", [][]byte{toc("one", "two"), mp3test.Chapter("one", 0, 30000, "One", picture(200)), mp3test.Chapter("two", 30000, 60000, "Two", picture(200))}, ""},
	} {
		f := put(t, mp3test.Tag(3, 0, test.frames...), frames)
		if got := verdicts(f); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
		if strings.Contains(test.want, "toc-") || strings.Contains(test.want, "order") || strings.Contains(test.want, "id") {
			apply(t, plan(t, f, twoChapters))
			if got := verdicts(open(t, f.Name)); got != "" {
				t.Errorf("%s: written, and still %q", test.name, got)
			}
		}
	}
}

// twoChapters are two chapters to write.
var twoChapters = []chapters.Chapter{{End: time.Minute, Title: "One"}, {Start: time.Minute, End: 3 * time.Minute, Title: "Two"}}

// A strip that would make a second tag the first one leaves an empty one, and undo brings the old one back.
func TestStripBeforeSecondTag(t *testing.T) {
	f := put(t, mp3test.Tag(3, 0, mp3test.Contents("toc", 3, "a"), mp3test.Chapter("a", 0, 1000, "x")), mp3test.Tag(3, 10, mp3test.Text("TIT2", "second")), frames)
	was := bytes.Clone(f.Head())
	apply(t, plan(t, f, nil))
	stripped := open(t, f.Name)
	if stripped.TagBytes != f.TagBytes || len(stripped.Chapters()) != 0 {
		t.Errorf("the first tag is now %d bytes long", stripped.TagBytes)
	}
	undo, err := stripped.PlanHead(was)
	if err != nil {
		t.Fatal(err)
	}
	apply(t, undo)
	if again := open(t, f.Name); len(again.Chapters()) != 1 || again.Size != f.Size {
		t.Errorf("undone: %d chapters, %d bytes", len(again.Chapters()), again.Size)
	}
}
