package format

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/chapmark/chapmark/chapters"
)

// TestRetime moves the chapters of a file of every format: what is written is what the format's own encoder makes of the moved list, or
// nearly, and all else stays.
func TestRetime(t *testing.T) {
	old := []chapters.Chapter{
		{Start: 0, End: 30500 * time.Millisecond, Title: "One"},
		{Start: 30500 * time.Millisecond, End: 100 * time.Second, Title: "Two: at 0:30"},
		{Start: 3700 * time.Second, End: 3800 * time.Second, Title: "Three 30.5"},
	}
	moved := []chapters.Chapter{
		{Start: 18420 * time.Millisecond, End: 48920 * time.Millisecond, Title: "One"},
		{Start: 48920 * time.Millisecond, End: 118420 * time.Millisecond, Title: "Two: at 0:30"},
		{Start: 3718420 * time.Millisecond, End: 3818420 * time.Millisecond, Title: "Three 30.5"},
	}
	for _, f := range All() {
		if f.decode == nil || f.encode == nil || f.Name == "mp3chaps" {
			continue
		}
		content, err := f.encode(Set{Chapters: old})
		if err != nil {
			t.Fatal(f.Name, err)
		}
		document, problems := f.Decode(chapters.NewSource("x", content))
		if len(problems) > 0 {
			t.Fatal(f.Name, problems)
		}
		text, err := Retime(document, moved)
		if err != nil {
			t.Errorf("%s: %v", f.Name, err)
			continue
		}
		again, problems := f.Decode(chapters.NewSource("x", text))
		for i, topic := range again.Topics {
			if off := (topic.Start - moved[i].Start).Abs(); off > f.Carries.Precision || document.Topics[i].End > 0 && (topic.End-moved[i].End).Abs() > max(f.Carries.Precision, time.Millisecond) {
				t.Errorf("%s: %d starts at %v and ends at %v", f.Name, i, topic.Start, topic.End)
			}
		}
		if len(problems) > 0 {
			t.Errorf("%s: %v", f.Name, problems)
		}
		plain := func(b []byte) string {
			return strings.Map(func(r rune) rune {
				if r >= '0' && r <= '9' {
					return -1
				}
				return r
			}, string(b))
		}
		if diff := cmp.Diff(strings.ReplaceAll(plain(content), ".", ""), strings.ReplaceAll(plain(text), ".", "")); diff != "" {
			t.Errorf("%s: more than digits changed:\n%s", f.Name, diff)
		}
		if same, err := Retime(document, old); err != nil || string(same) != string(content) {
			t.Errorf("%s: the same times change it: %v\n%s", f.Name, err, cmp.Diff(string(content), string(same)))
		}
	}
}
