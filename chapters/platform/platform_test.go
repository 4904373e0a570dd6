package platform_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/platform"
)

func list(starts ...int) (all []chapters.Chapter) {
	for _, s := range starts {
		all = append(all, chapters.Chapter{Start: time.Duration(s) * time.Second, Title: "x", Span: chapters.Span{Start: s + 1, End: s + 2}})
	}
	return all
}

func titled(title string, all []chapters.Chapter) []chapters.Chapter {
	all[1].Title = title
	return all
}

func TestDemands(t *testing.T) {
	hidden := list(0, 10, 15, 20)
	hidden[2].Hidden = true
	for _, test := range []struct {
		platform string
		list     []chapters.Chapter
		want     string
	}{
		{"youtube", list(0, 10, 20), ""},
		{"youtube", list(0, 10, 19), "each must last 10 s; the one at 0:10 lasts only 9 s"},
		{"youtube", list(0, 9, 10, 11, 12), "each must last 10 s; the one at 0:00 lasts only 9 s, and 3 more are too short"},
		{"youtube", list(0, 10), "there must be at least 3, not 2"},
		{"youtube", hidden, ""},
		{"spotify", list(5, 10, 20), "the first must start at 0:00, not 0:05; --intro Welcome adds one"},
		{"spotify", list(0, 3, 6), ""},
		{"apple", list(0, 3, 3), "each must last 1 s; the one at 0:03 lasts only 0 s"},
		{"", list(7), ""},
	} {
		if got := strings.Join(platform.Demands(test.platform, test.list), "; "); got != test.want {
			t.Errorf("%s: %q, want %q", test.platform, got, test.want)
		}
	}
}

func TestCheck(t *testing.T) {
	source := chapters.NewSource("e.md", []byte(strings.Repeat("x", 5000)))
	problem := func(rule chapters.Rule) []chapters.Diagnostic {
		return []chapters.Diagnostic{chapters.Report(rule, nil, chapters.Span{}, "found")}
	}
	for _, test := range []struct {
		platform string
		episode  platform.Episode
		want     []string
	}{
		{"youtube", platform.Episode{Chapters: list(0, 10, 20), Duration: 30 * time.Second}, nil},
		{"youtube", platform.Episode{Chapters: list(0, 10, 20), Duration: 29 * time.Second},
			[]string{"on YouTube, listeners see no chapters at all: each must last 10 s; the one at 0:20 lasts only 9 s"}},
		{"youtube", platform.Episode{Chapters: titled(strings.Repeat("ä", 50), list(0, 10, 20))},
			[]string{"on YouTube, the bar under the video cuts titles: a title should have at most 49 characters, and this one has 50"}},
		{"spotify", platform.Episode{Chapters: titled(strings.Repeat("x", 40), list(0, 30, 60))},
			[]string{"on Spotify, listeners see cut titles: a title should have at most 39 characters, and this one has 40"}},
		{"spotify", platform.Episode{Chapters: list(0, 29, 60)},
			[]string{"on Spotify, short chapters are hard to tap: each should last 30 s; the one at 0:00 lasts only 29 s"}},
		{"apple", platform.Episode{Chapters: list(0, 120, 240, 360, 480, 600, 720), Duration: time.Hour},
			[]string{"on Apple Podcasts, listeners scroll through a long list: there should be at most 6 an hour, and there are 7 in 1:00:00"}},
		{"apple", platform.Episode{Chapters: list(0, 120, 240, 360, 480, 600), Duration: time.Hour}, nil},
		{"apple", platform.Episode{Chapters: list(0, 120, 240), Problems: problem(chapters.TOCMissing)}, []string{"on Apple Podcasts, listeners see no chapters at all: found"}},
		{"overcast", platform.Episode{Chapters: list(3), Problems: problem(chapters.ChaptersMissing)}, []string{"on Overcast, listeners see no chapters, or not all: found"}},
		{"pocketcasts", platform.Episode{Chapters: list(3), Problems: problem(chapters.ChaptersStale)},
			[]string{"on Pocket Casts, listeners on iOS see those in the tag, whatever the feed says: found"}},
		{"antennapod", platform.Episode{Chapters: []chapters.Chapter{{Start: 1500 * time.Millisecond}}},
			[]string{"on AntennaPod, chapters from the feed begin up to a second early: chapters from a feed start at whole seconds, and this one at 0:01.500"}},
		{"antennapod", platform.Episode{}, nil},
	} {
		var got []string
		for _, d := range platform.Check([]string{test.platform}, source, test.episode) {
			got = append(got, d.Message)
			if d.Severity != chapters.Advice || string(d.Rule) != test.platform {
				t.Errorf("%s: %+v", test.platform, d)
			}
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.platform, diff)
		}
	}
}

// Each rule stands in docs/formats.md, with where it is from.
func TestDocumented(t *testing.T) {
	content, err := os.ReadFile("../../docs/platforms.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range platform.All() {
		for i, r := range p.Rules {
			name := ""
			if i == 0 {
				name = p.Title
			}
			kind := "advice"
			if r.Demand {
				kind = "demand"
			}
			row := "| " + strings.Join([]string{name, r.What, r.Sees, kind, r.Source, string(r.Confidence)}, " | ") + " |\n"
			if !strings.Contains(string(content), row) {
				t.Errorf("docs/formats.md lacks\n%s", row)
			}
		}
	}
}
