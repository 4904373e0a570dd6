package change

import (
	"strings"
	"testing"
	"time"

	"github.com/chapmark/chapmark/audio/align"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/format"
	"github.com/chapmark/chapmark/chapters/markdown"
	"github.com/chapmark/chapmark/cmd/internal/episode"
)

// s is a time in seconds.
func s(seconds float64) time.Duration { return time.Duration(seconds * float64(time.Second)) }

// cutAt is what became of five minutes of which some seconds were cut, and into which half a minute was put at 200 s.
func cutAt(from, to float64) align.Result {
	by := s(to - from)
	return align.Result{Old: s(300), New: s(330) - by, Same: 1, Stretches: []align.Stretch{
		{OldTo: s(from), Speed: 1, Sure: 1}, {OldFrom: s(to), OldTo: s(200), NewFrom: s(from), Speed: 1, Sure: 1},
		{OldFrom: s(200), OldTo: s(300), NewFrom: s(230) - by, Speed: 1, Sure: 1}}}
}

func textOf(t *testing.T, text string) episode.Episode {
	t.Helper()
	document, problems := markdown.Parse(chapters.NewSource("e.md", []byte(text)))
	list, _ := chapters.Build(document, chapters.Facts{}, chapters.Options{})
	if len(problems) > 0 || len(list) == 0 {
		t.Fatal(problems)
	}
	return episode.Episode{TextPath: "e.md", Document: document, Chapters: list}
}

// A topic that was cut from its first moment to its last is gone, though its mark lies a moment before the cut: once, two chapters
// began at one time.
func TestTopicCutExactly(t *testing.T) {
	e := textOf(t, "- 0:00 A\n- 1:00 Advert\n- 1:20 C\n- 4:00 D\n")
	found := Topics(e, cutAt(60.02, 80.02))
	if found.Topics[1].Reason != Removed || found.Topics[2].Start != s(60) && found.Topics[2].Start != s(60.02) || found.Stands() {
		t.Errorf("%+v", found.Topics)
	}
	if found.Dropped = true; !found.Stands() {
		t.Error("nothing else stands in the way")
	}
	c, blocking := RetimeText(e, found, chapters.Facts{})
	if want := "- 0:00 A\n- 1:00 C\n- 4:10 D\n"; len(blocking) > 0 || string(c.Text.After) != want {
		t.Errorf("%v\n%s", blocking, c.Text.After)
	}
}

// A stated end is where the last of what it ends is now, though something was put in between.
func TestStatedEnds(t *testing.T) {
	e := textOf(t, "- 0:00-0:50 A\n- 1:40-3:30 B\n- 4:00-4:30 C\n")
	c, blocking := RetimeText(e, Topics(e, cutAt(60, 80)), chapters.Facts{})
	if want := "- 0:00-0:50 A\n- 1:20-3:40 B\n- 4:10-4:40 C\n"; len(blocking) > 0 || string(c.Text.After) != want {
		t.Errorf("%v\n%s", blocking, c.Text.After)
	}
	source := chapters.NewSource("c.txt", []byte("0.000000\t50.000000\tA\n100.000000\t210.000000\tB\n"))
	f, _ := format.ByName("audacity")
	document, _ := f.Decode(source)
	list, _ := chapters.Build(document, chapters.Facts{}, chapters.Options{})
	file := episode.Episode{TextPath: "c.txt", Document: document, Chapters: list}
	c, blocking = RetimeText(file, Topics(file, cutAt(60, 80)), chapters.Facts{})
	if want := "0.000000\t50.000000\tA\n80.000000\t220.000000\tB\n"; len(blocking) > 0 || string(c.Text.After) != want {
		t.Errorf("%v\n%s", blocking, c.Text.After)
	}
}

// What goes along is refused with the reason that it really has.
func TestRetimeAlong(t *testing.T) {
	found := Topics(textOf(t, "- 0:00 A\n- 1:40 B\n"), cutAt(60, 80))
	for text, want := range map[string]string{
		"1\n00:00:05,000 --> 00:00:04,000\nx\n": "line 2: the cue at 0:05 ends before it starts",
		"Words.\n":                              "it is not a chapter file, a transcript or a text with topics",
		"1\n00:01:02,000 --> 00:01:03,000\nx\n": "none of its 1 cues would be left",
	} {
		if _, blocking := RetimeAlong("x", []byte(text), found); len(blocking) == 0 || !strings.Contains(blocking[0].Message, want) && blocking[0].Rule != chapters.NoTopics {
			t.Errorf("%q: %v", text, blocking)
		}
	}
}
