package chapters_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/markdown"
)

// fix parses a list, and returns its problems of time, and the list with its fixes.
func fix(t *testing.T, text string) (problems []string, fixed string) {
	t.Helper()
	source := chapters.NewSource("a.md", []byte(text))
	document, found := markdown.Parse(source)
	_, more := chapters.Build(document, chapters.Facts{}, chapters.Options{})
	var edits []chapters.Edit
	problems = []string{}
	for _, d := range append(found, more...) {
		if d.Severity > chapters.Advice || d.Rule == chapters.SharedStart {
			problems = append(problems, fmt.Sprintf("%d %s", source.Position(d.Span.Start).Line, d.Rule))
		}
		edits = append(edits, d.Fix...)
	}
	changed, err := chapters.ApplyEdits([]byte(text), edits)
	if err != nil {
		t.Fatal(err)
	}
	return problems, string(changed)
}

// TestTimes finds what is wrong with the order of topics, and fixes only what cannot have been meant otherwise.
func TestTimes(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       []string
		fixed      string // "": as it was
	}{
		{"nothing wrong", "- 0:00 A\n- 1:00 B\n", []string{}, ""},
		{"an hour dropped", "- 41:10 A\n- 55:16 B\n- 00:16 C\n- 12:40 D\n- 1:20:00 E\n", []string{"3 hour-dropped", "4 hour-dropped"},
			"- 41:10 A\n- 55:16 B\n- 1:00:16 C\n- 1:12:40 D\n- 1:20:00 E\n"},
		{"an hour dropped in labels and their links", "- [41:10](#t=41:10) A\n- [55:16](#t=55:16) B\n- [00:16](#t=00:16) C\n- [12:16](#t=12:16) D\n", []string{"3 hour-dropped", "4 hour-dropped"},
			"- [41:10](#t=41:10) A\n- [55:16](#t=55:16) B\n- [1:00:16](#t=1:00:16) C\n- [1:12:16](#t=1:12:16) D\n"},
		{"an hour dropped in labels and seconds of their links", "- [41:10](?t=2470) A\n- [55:16](?t=3316s) B\n- [00:16](?t=16s) C\n", []string{"3 hour-dropped"},
			"- [41:10](?t=2470) A\n- [55:16](?t=3316s) B\n- [1:00:16](?t=3616s) C\n"},
		{"two hours dropped", "- 1:55:00 A\n- 05:00 B\n", []string{"2 hour-dropped"}, "- 1:55:00 A\n- 2:05:00 B\n"},
		{"what follows speaks against it", "- 0:00 A\n- 50:00 B\n- 5:00 C\n- 52:00 D\n- 58:00 E\n", []string{"3 out-of-order"}, ""},
		{"a link speaks against it", "- 0:00 A\n- 55:00 B\n- [6:00](#t=360) C\n- 1:20:00 D\n", []string{"3 out-of-order"}, ""},
		{"the end of a range", "- 0:00 A\n- 55:00 B\n- 05:00 - 20:00 C\n- 1:30:00 D\n", []string{"3 out-of-order"}, ""},
		{"an hour that is written", "- 0:00 A\n- 55:00 B\n- 0:10:00 C\n- 1:20:00 D\n", []string{"3 out-of-order"}, ""},
		{"a fraction, or a mistyped colon", "- 55:00 A\n- 1:02.30 B\n- 1:10:00 C\n", []string{"2 out-of-order"}, ""},
		{"the one above is the culprit", "- 0:00 A\n- 10:00 B\n- 55:00 C\n- 12:00 D\n- 15:00 E\n", []string{"3 out-of-order"}, ""},
		{"hours and minutes, or minutes and seconds", "- 0:00 A\n- 58:05 B\n- 1:02 C\n- 1:15:00 D\n", []string{"3 out-of-order"}, ""},
		{"three in a row", "- 0:00 A\n- 30:30 B\n- 55:30 C\n- 03:25 D\n- 10:25 E\n- 15:25 F\n", []string{"4 hour-dropped", "5 hour-dropped", "6 hour-dropped"},
			"- 0:00 A\n- 30:30 B\n- 55:30 C\n- 1:03:25 D\n- 1:10:25 E\n- 1:15:25 F\n"},
		{"what explains only a part", "- 0:00 A\n- 20:00 B\n- 45:00 C\n- 10:00 D\n- 40:00 E\n- 20:00 F\n- 50:00 G\n", nil, ""},
		{"placeholders", "- 0:00 A\n- 0:00 B\n- 0:00 C\n", []string{"2 placeholder-stamps"}, ""},
		{"words for times", "- 0:00 A\n- MM:SS B\n- --:-- C\n- 1:00 D\n", []string{"2 placeholder-stamps", "3 placeholder-stamps"}, ""},
		{"a heading and its first entry", "## 0:00 A\n\n## 1:00 B\n\n- [1:00] C\n- [1:30] D\n", []string{"5 shared-start"}, ""},
		{"a dash for a colon", "- 1:05:00 A\n- 1:11-20 B\n- 1:20:00 C\n", []string{"2 bad-timestamp"}, "- 1:05:00 A\n- 1:11:20 B\n- 1:20:00 C\n"},
		{"a dash for a range", "- 0:30 A\n- 0:45-50 B\n- 1:45-50 C\n- 3:00 D\n", []string{"2 bad-timestamp", "3 bad-timestamp"}, ""},
		{"nothing below to hold it against", "- 0:30 A\n- 1:31-20 B\n", []string{"2 bad-timestamp"}, ""},
		{"a link that leads elsewhere", "- 0:00 A\n- [1:00](#t=90) B\n", []string{"2 anchor-mismatch"}, ""},
		{"frames", "- 0:00 A\n- [00:25:21](#t=00:25) B\n", []string{"2 anchor-mismatch"}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			problems, fixed := fix(t, test.text)
			if diff := cmp.Diff(test.want, problems); diff != "" && test.want != nil {
				t.Errorf("(-want +got):\n%s", diff)
			}
			want := test.fixed
			if want == "" {
				want = test.text
			}
			if fixed != want {
				t.Errorf("fixed to %q", fixed)
			}
			if _, again := fix(t, fixed); again != fixed {
				t.Errorf("and again to %q", again)
			}
		})
	}
}

// TestHourPastEnd: an hour is not added where the audio is over by then.
func TestHourPastEnd(t *testing.T) {
	for _, text := range []string{"- 41:10 A\n- 55:16 B\n- 00:16 C\n", "- [41:10](#t=2470) A\n- [55:16](#t=3316) B\n- [00:16](#t=16) C\n"} {
		document, _ := markdown.Parse(chapters.NewSource("a.md", []byte(text)))
		_, problems := chapters.Build(document, chapters.Facts{Known: true, Source: chapters.NewSource("a.mp3", nil), Duration: time.Hour}, chapters.Options{})
		dropped := 0
		for _, d := range problems {
			if d.Rule == chapters.HourDropped {
				dropped++
			}
			if d.Rule == chapters.HourDropped && (d.Fix != nil || d.Hint != "1:00:16 would be past the end; write M:SS or H:MM:SS") {
				t.Errorf("%+v", d)
			}
		}
		if dropped != 1 {
			t.Errorf("%q: %d hours dropped", text, dropped)
		}
	}
}

// What is out of order in a way that tells why is told so.
func TestOrderHints(t *testing.T) {
	for text, want := range map[string]string{
		"- 0:00 A\n- 32:07 B\n- 58:30 C\n- 01:04 D\n- 01:16 E\n": "if these are hours and minutes, write 1:04:00",
		"- 9:45 A\n- 0:00 B\n- 2:30 C\n- 1:00 D\n- 0:50 E\n":     "<!-- chapmark: any-order -->",
		"- 0:00 A\n- 9:45 B\n- 2:30 C\n- 12:00 D\n- 14:50 E\n":   "sort the topics by time",
	} {
		document, _ := markdown.Parse(chapters.NewSource("a.md", []byte(text)))
		_, problems := chapters.Build(document, chapters.Facts{}, chapters.Options{})
		found := false
		for _, d := range problems {
			found = found || d.Rule == chapters.OutOfOrder && strings.Contains(d.Hint, want)
		}
		if !found {
			t.Errorf("%q: no hint %q in %v", text, want, problems)
		}
	}
}
