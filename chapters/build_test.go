package chapters_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/chapmark/chapmark/chapters"
)

// document makes a document whose topics start at these stamps, one a line.
func document(stamps ...string) chapters.Document {
	d := chapters.Document{Source: chapters.NewSource("episode.md", []byte(strings.Join(stamps, "\n")))}
	offset := 0
	for i, stamp := range stamps {
		start, ok := chapters.ParseTimestamp(stamp)
		if !ok {
			panic(stamp)
		}
		span := chapters.Span{Start: offset, End: offset + len(stamp)}
		d.Topics = append(d.Topics, chapters.Topic{Start: start, Title: fmt.Sprintf("Topic %d", i+1), Span: span, Stamp: span})
		offset += len(stamp) + 1
	}
	return d
}

func withField(d chapters.Document, key, value string) chapters.Document {
	d.FrontMatter.Fields = append(d.FrontMatter.Fields, chapters.Field{Key: key, Value: value})
	d.Fields = chapters.Fields{}.Known(d.FrontMatter)
	return d
}

func lasting(t time.Duration) chapters.Facts {
	return chapters.Facts{Known: true, Source: chapters.NewSource("episode.mp3", nil), Bytes: 1000, Duration: t}
}

func rules(problems []chapters.Diagnostic) string {
	var list []string
	for _, d := range problems {
		place := ""
		if !d.Span.IsWhole() {
			place = fmt.Sprintf(" %d", d.Source.Position(d.Span.Start).Line)
		}
		list = append(list, string(d.Rule)+place)
	}
	return strings.Join(list, ", ")
}

func TestBuild(t *testing.T) {
	list, problems := chapters.Build(document("0:00", "1:30", "2:00"), lasting(3*time.Minute+1234567890), chapters.Options{})
	want := []chapters.Chapter{
		{Start: 0, End: 90 * time.Second, Title: "Topic 1"},
		{Start: 90 * time.Second, End: 2 * time.Minute, Title: "Topic 2"},
		{Start: 2 * time.Minute, End: 3*time.Minute + 1234*time.Millisecond, Title: "Topic 3"},
	}
	for i := range list {
		list[i].Span = chapters.Span{}
	}
	if diff := cmp.Diff(want, list); diff != "" {
		t.Errorf("chapters (-want +got):\n%s", diff)
	}
	if len(problems) > 0 {
		t.Errorf("problems: %s", rules(problems))
	}
}

func TestBuildIntro(t *testing.T) {
	for _, test := range []struct {
		first string
		want  int
	}{{"0:05", 3}, {"0:00", 2}} {
		list, _ := chapters.Build(document(test.first, "1:00"), lasting(2*time.Minute), chapters.Options{Intro: "Hello"})
		if len(list) != test.want || list[0].Start != 0 || test.want == 3 && (list[0].Title != "Hello" || list[0].End != 5*time.Second) {
			t.Errorf("first topic at %s: %v", test.first, list)
		}
	}
}

func TestBuildRules(t *testing.T) {
	many := make([]string, 256)
	for i := range many {
		many[i] = fmt.Sprintf("%d:00", i)
	}
	untitled := document("0:00", "1:00")
	untitled.Topics[1].Title = ""
	for _, test := range []struct {
		name     string
		document chapters.Document
		facts    chapters.Facts
		want     string
	}{
		{"clean", document("0:00", "1:00"), lasting(2 * time.Minute), ""},
		{"no topics", document(), lasting(time.Minute), "no-topics"},
		{"late", document("0:05", "1:00"), lasting(2 * time.Minute), "starts-late 1"},
		{"out of order", document("0:00", "2:00", "1:00"), lasting(3 * time.Minute), "out-of-order 3"},
		{"duplicate", document("0:00", "1:00", "1:00"), lasting(3 * time.Minute), "duplicate-start 3"},
		{"too short", document("0:00", "1:00", "1:09.9", "2:00"), lasting(3 * time.Minute), "too-short 2"},
		{"ten seconds", document("0:00", "1:00", "1:10"), lasting(3 * time.Minute), ""},
		{"last too short", document("0:00", "1:00"), lasting(65 * time.Second), "too-short 2"},
		{"past the end", document("0:00", "1:00", "3:00"), lasting(3 * time.Minute), "past-end 3"},
		{"untitled", untitled, lasting(2 * time.Minute), "empty-title 2"},
		{"255", document(many[:255]...), lasting(10 * time.Hour), ""},
		{"256", document(many...), lasting(10 * time.Hour), "too-many-chapters 256"},
		{"claim serves as the end", withField(document("0:00", "1:00", "3:01"), "mp3_duration", "3:00"), chapters.Facts{}, "past-end 3"},
		{"claim was floored", withField(document("0:00", "1:00", "3:00"), "mp3_duration", "3:00"), chapters.Facts{}, "too-short 3"},
		{"no end known", document("0:00", "1:00", "3:00"), chapters.Facts{}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, problems := chapters.Build(test.document, test.facts, chapters.Options{})
			if got := rules(problems); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// Whatever the topics, each chapter ends no earlier than it starts.
// A hidden chapter before a visible one with the same start lasts until another starts later, and not no time.
func TestBuildHiddenAtTheSameStart(t *testing.T) {
	document := chapters.Document{Source: chapters.NewSource("a.json", nil), Topics: []chapters.Topic{
		{Title: "cover", Hidden: true}, {Title: "A"}, {Start: time.Minute, Title: "B"}}}
	list, _ := chapters.Build(document, chapters.Facts{}, chapters.Options{})
	if list[0].End != time.Minute || list[1].End != time.Minute {
		t.Errorf("%v", list)
	}
}

func TestBuildEndsAfterStart(t *testing.T) {
	list, _ := chapters.Build(document("5:00", "1:00", "9:00"), lasting(time.Minute), chapters.Options{})
	for _, c := range list {
		if c.End < c.Start {
			t.Errorf("%v ends before it starts", c)
		}
	}
}

func TestCheckClaims(t *testing.T) {
	facts := lasting(69*time.Minute + 49*time.Second + 184*time.Millisecond)
	for _, test := range []struct{ bytes, duration, want string }{
		{"1000", "1:09:49", ""},
		{"1,000", "69:49", ""},
		{"1_000", "4189", ""},
		{"1000", "4189.184", ""},
		{"1000", "1:09:50", ""}, // rounded, not floored
		{"1000", "1:09:51", "duration-mismatch"},
		{"1000", "1:09:48", "duration-mismatch"},
		{"1000", "NaN", "duration-mismatch"},
		{"1000", "1:9:49", "duration-mismatch"},
		{"999", "1:09:49", "bytes-mismatch"},
		{"64 MB", "1:09:49", "bytes-mismatch"},
		{"-1000", "1:09:49", "bytes-mismatch"},
		{"1:09:49", "67026944", "swapped-fields"},
		{"", "", ""},
	} {
		d := withField(withField(document("0:00"), "mp3_bytes", test.bytes), "mp3_duration", test.duration)
		if got := rules(chapters.CheckClaims(d, facts, chapters.Options{})); got != test.want {
			t.Errorf("%q, %q: got %q, want %q", test.bytes, test.duration, got, test.want)
		}
	}
	if got := chapters.CheckClaims(withField(document("0:00"), "mp3_bytes", "7"), chapters.Facts{}, chapters.Options{}); got != nil {
		t.Errorf("without audio: %v", got)
	}
}

func TestDropFixesPastEnd(t *testing.T) {
	d := document("0:00")
	for _, test := range []struct {
		mended string
		facts  chapters.Facts
		kept   bool
	}{{"0:50", lasting(time.Minute), true}, {"0:50:10", lasting(time.Minute), false}, {"0:50:10", chapters.Facts{}, true}} {
		problems := []chapters.Diagnostic{chapters.Report(chapters.BadTimestamp, d.Source, chapters.Span{}, "x")}
		problems[0].Fix = []chapters.Edit{{Text: test.mended}}
		chapters.DropFixesPastEnd(problems, d, test.facts)
		if kept := problems[0].Fix != nil; kept != test.kept {
			t.Errorf("%s of %v: kept %v", test.mended, test.facts.Duration, kept)
		}
	}
}

func TestCheckEmbedded(t *testing.T) {
	const minute = time.Minute
	d := document("0:00", "1:00")
	want, _ := chapters.Build(d, lasting(2*minute), chapters.Options{})
	for _, test := range []struct {
		name     string
		embedded []chapters.Chapter
		want     string
	}{
		{"none", nil, "chapters-missing"},
		{"same", []chapters.Chapter{{End: minute, Title: "Topic 1"}, {Start: minute, End: 2 * minute, Title: "Topic 2"}}, ""},
		{"a start", []chapters.Chapter{{End: minute, Title: "Topic 1"}, {Start: minute + 1e6, End: 2 * minute, Title: "Topic 2"}}, "chapters-stale 2"},
		{"a title", []chapters.Chapter{{End: minute, Title: "Topic 0"}, {Start: minute, End: 2 * minute, Title: "Topic 2"}}, "chapters-stale 1"},
		{"a link", []chapters.Chapter{{End: minute, Title: "Topic 1", URL: "http://a"}, {Start: minute, End: 2 * minute, Title: "Topic 2"}}, "chapters-stale 1"},
		{"an end", []chapters.Chapter{{End: minute, Title: "Topic 1"}, {Start: minute, End: 3 * minute, Title: "Topic 2"}}, "chapters-stale 2"},
		{"hidden", []chapters.Chapter{{End: minute, Title: "Topic 1"}, {Start: minute, End: 2 * minute, Title: "Topic 2", Hidden: true}}, "chapters-stale 2"},
		{"fewer", []chapters.Chapter{{End: minute, Title: "Topic 1"}}, "chapters-stale 2"},
		{"more", []chapters.Chapter{{End: minute, Title: "Topic 1"}, {Start: minute, End: 2 * minute, Title: "Topic 2"}, {Start: 2 * minute}}, "chapters-stale"},
	} {
		facts := lasting(2 * minute)
		facts.Embedded = test.embedded
		if got := rules(chapters.CheckEmbedded(d, want, facts)); got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

func TestShapes(t *testing.T) {
	for _, test := range []struct {
		old      string
		duration time.Duration
		want     string
	}{
		{"1:09:49", 69*time.Minute + 50*time.Second, "1:09:50"},
		{"01:09:49", 69*time.Minute + 50*time.Second, "01:09:50"},
		{"69:49", 69*time.Minute + 50*time.Second, "69:50"},
		{"45:12", 69*time.Minute + 50*time.Second, "1:09:50"},
		{"45:12", 5*time.Minute + 3*time.Second, "5:03"},
		{"05:12", 5*time.Minute + 3*time.Second, "05:03"},
		{"1:09:49", 5*time.Minute + 3*time.Second, "0:05:03"},
		{"4189", 69*time.Minute + 50*time.Second + 999*time.Millisecond, "4190"},
		{"4189.18", 69*time.Minute + 50*time.Second + 987*time.Millisecond, "4190.98"},
		{"1:09:49.000", 69*time.Minute + 50*time.Second + 987*time.Millisecond, "1:09:50.987"},
		{"67026944", 69*time.Minute + 50*time.Second, "1:09:50"}, // a size, not a duration
		{"", 45 * time.Minute, "45:00"},
		{"soon", 69*time.Minute + 50*time.Second, "1:09:50"},
	} {
		if got := chapters.DurationText(test.old, test.duration); got != test.want {
			t.Errorf("DurationText(%q, %v) = %q, want %q", test.old, test.duration, got, test.want)
		}
	}
	for _, test := range []struct{ old, want string }{{"1", "67026944"}, {"1,234", "67,026,944"}, {"1_234", "67_026_944"}, {"64 MB", "67026944"}, {"1:09:49", "67026944"}} {
		if got := chapters.BytesText(test.old, 67026944); got != test.want {
			t.Errorf("BytesText(%q) = %q, want %q", test.old, got, test.want)
		}
	}
}

func TestApplyEdits(t *testing.T) {
	edit := func(start, end int, text string) chapters.Edit {
		return chapters.Edit{Span: chapters.Span{Start: start, End: end}, Text: text}
	}
	got, err := chapters.ApplyEdits([]byte("hello world"), []chapters.Edit{edit(6, 11, "there"), edit(0, 1, "J"), edit(5, 5, ",")})
	if string(got) != "Jello, there" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	for _, bad := range [][]chapters.Edit{{edit(0, 3, ""), edit(2, 4, "")}, {edit(5, 99, "")}, {edit(4, 2, "")}} {
		if _, err := chapters.ApplyEdits([]byte("hello"), bad); err == nil {
			t.Errorf("%v was applied", bad)
		}
	}
}

func TestSortDiagnostics(t *testing.T) {
	text, audio := chapters.NewSource("a.md", []byte("0123456789")), chapters.NewSource("a.mp3", nil)
	d := func(source *chapters.Source, rule chapters.Rule, start int) chapters.Diagnostic {
		return chapters.Diagnostic{Source: source, Rule: rule, Span: chapters.Span{Start: start, End: start}}
	}
	list := []chapters.Diagnostic{d(text, "c", 5), d(audio, "x", 0), d(text, "whole", 0), d(text, "b", 2), d(audio, "y", 0), d(text, "a", 2)}
	chapters.SortDiagnostics(list)
	var got []string
	for _, d := range list {
		got = append(got, string(d.Rule))
	}
	if order := strings.Join(got, " "); order != "a b c whole x y" {
		t.Errorf("order: %s", order)
	}
}

func TestPosition(t *testing.T) {
	source := chapters.NewSource("x", []byte("äb\r\n\n€c"))
	for _, test := range []struct{ offset, line, column int }{{0, 1, 1}, {2, 1, 2}, {3, 1, 3}, {5, 2, 1}, {6, 3, 1}, {9, 3, 2}, {10, 3, 3}, {99, 3, 3}} {
		if got := source.Position(test.offset); got != (chapters.Position{Line: test.line, Column: test.column}) {
			t.Errorf("Position(%d) = %v", test.offset, got)
		}
	}
	if line, start := source.Line(3); string(line) != "äb" || start != 0 {
		t.Errorf("Line(3) = %q, %d", line, start)
	}
}
