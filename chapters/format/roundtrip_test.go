package format_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/format"
)

// someChapters draws chapters in time order, at times that a format can hold.
func someChapters(t *rapid.T, step time.Duration, most int) []chapters.Chapter {
	title := rapid.OneOf(rapid.String(), rapid.StringMatching(`[ -~]{0,30}`),
		rapid.SampledFrom([]string{"", "NOTE", "a --> b", `"`, `\`, "#", ";", "[x]", "<b>", "&amp;", "WEBVTT", "CHAPTER01=x", "=1+1", "0:00", "Zwölf 日本 🎧", "{{ x }}", "- a", "1. b"}))
	n := rapid.IntRange(1, most).Draw(t, "chapters")
	list := make([]chapters.Chapter, n)
	at := int64(0)
	for i := range list {
		at += rapid.Int64Range(min(int64(i), 1), int64(time.Hour/step)).Draw(t, "gap")
		c := chapters.Chapter{Start: time.Duration(at) * step, Hidden: rapid.Bool().Draw(t, "hidden")}
		if step == time.Second/75 {
			c.Start = time.Duration(at) * time.Second / 75
		}
		// XML has no place for the characters that are none.
		c.Title, _ = chapters.CleanTitle(strings.Map(func(r rune) rune {
			if r&0xFFFE == 0xFFFE || r == utf8.RuneError {
				return 'x'
			}
			return r
		}, title.Draw(t, "title")))
		if rapid.Bool().Draw(t, "linked") {
			c.URL, _ = chapters.WebURL("https://x.example/" + rapid.StringMatching(`[!-~ä]{0,12}`).Draw(t, "path"))
		}
		if rapid.Bool().Draw(t, "pictured") {
			c.Image = &chapters.Image{Source: rapid.SampledFrom([]string{"a.png", "https://x.example/b.jpg?c=1&d=2", "../ä b.png"}).Draw(t, "picture")}
		}
		list[i] = c
	}
	for i := range list {
		latest := list[i].Start + time.Hour
		if next, ok := chapters.ImpliedEnd(list, i); ok && rapid.Bool().Draw(t, "not over the next") {
			latest = next
		}
		if room := int64((latest - list[i].Start) / step); room > 0 {
			list[i].End = list[i].Start + time.Duration(rapid.Int64Range(1, room).Draw(t, "length"))*step
		} else {
			list[i].End = list[i].Start
		}
		if rapid.Bool().Draw(t, "up to the next") {
			list[i].End = latest
		}
	}
	return list
}

// carried is what a format promises to hold.
func carried(f format.Format, list []chapters.Chapter) (want []chapters.Chapter) {
	for _, c := range list {
		if c.Hidden && !f.Carries.Hidden {
			continue
		}
		if !f.Carries.URL {
			c.URL = ""
		}
		if !f.Carries.Image {
			c.Image = nil
		}
		if f.Name == "cue" {
			c.Title = strings.ReplaceAll(c.Title, `"`, "'")
		}
		want = append(want, c)
	}
	for i := range want {
		implied, ok := chapters.ImpliedEnd(want, i)
		switch {
		case ok && (!f.Carries.End || want[i].End == want[i].Start): // no end is stated
			want[i].End = implied
		case !f.Carries.End:
			want[i].End = want[i].Start
		}
	}
	return want
}

// What is written is read as it was, within what the table says that the format can hold.
func TestRoundTrip(t *testing.T) {
	for _, f := range format.All() {
		if !f.Reads() || !f.Writes() {
			continue
		}
		t.Run(f.Name, rapid.MakeCheck(func(t *rapid.T) {
			step := max(f.Carries.Precision, time.Millisecond)
			list := someChapters(t, step, 20)
			content, _, err := f.Encode(format.Set{Chapters: list})
			if err != nil {
				t.Fatal(err)
			}
			document, problems := f.Decode(chapters.NewSource("x", content))
			if len(problems) > 0 {
				t.Fatalf("%s\n%s", problems[0].Message, content)
			}
			got, _ := chapters.Build(document, chapters.Facts{}, chapters.Options{})
			for i := range got {
				got[i].Span = chapters.Span{}
			}
			if diff := cmp.Diff(carried(f, list), got); diff != "" {
				t.Fatalf("(-before +after):\n%s\n%s", diff, content)
			}
			if found, ok := format.Recognise(content); f.Name != "mp3chaps" && len(got) > 0 && (!ok || found.Name != f.Name) && !strings.Contains(string(content), "](") {
				t.Fatalf("it is recognised as %q\n%s", found.Name, content)
			}
			again, _, err := f.Encode(format.Set{Chapters: got, Members: document.Members})
			if err != nil || string(again) != string(content) {
				t.Fatalf("other bytes the second time: %v\n%s", err, cmp.Diff(string(content), string(again)))
			}
		}))
	}
}

// Times stay what they are from format to format, up to 24 days: each rounds once, to what it can hold, and going around again moves
// nothing. Whole seconds lose nothing anywhere, and nobody says that they do.
func TestNoDrift(t *testing.T) {
	var ring []format.Format
	for _, f := range format.All() {
		if f.Reads() && f.Writes() {
			ring = append(ring, f)
		}
	}
	pass := func(t *rapid.T, f format.Format, at time.Duration) (time.Duration, []string) {
		content, lost, err := f.Encode(format.Set{Chapters: []chapters.Chapter{{Start: at, End: at + time.Hour, Title: "x"}}, Duration: at + time.Hour})
		if err != nil {
			t.Fatal(err)
		}
		document, problems := f.Decode(chapters.NewSource("x", content))
		if len(problems) > 0 || len(document.Topics) != 1 {
			t.Fatalf("%s: %v\n%s", f.Name, problems, content)
		}
		return document.Topics[0].Start, lost
	}
	const days24 = 24*24*time.Hour - time.Hour
	rapid.Check(t, func(t *rapid.T) {
		start := time.Duration(rapid.Int64Range(0, int64(days24)).Draw(t, "start"))
		rapid.SampledFrom([]func(){
			func() {},
			func() { start = start.Truncate(time.Second) },
			func() { start = start.Truncate(time.Millisecond) },
			func() { start = (start / time.Second * 75 * time.Second) / 75 },
			func() { start = start/time.Second*time.Second + start%75*time.Second/75 },
			func() { start = start/time.Second*time.Second + start%44100*time.Second/44100 },
		}).Draw(t, "kind")()
		for _, f := range ring {
			once, lost := pass(t, f, start)
			step := f.Carries.Precision
			if off := (once - start).Abs(); off >= step && step > 0 {
				t.Fatalf("%s: %v became %v", f.Name, start, once)
			}
			if again, _ := pass(t, f, once); again != once {
				t.Fatalf("%s: %v, once %v, became %v", f.Name, start, once, again)
			}
			said := len(lost) > 0
			if moved := (once - start).Abs() >= time.Millisecond; moved && !said || said && once == start {
				t.Fatalf("%s: %v became %v, and it was said: %v", f.Name, start, once, lost)
			}
		}
		around := func(at time.Duration) time.Duration {
			for _, f := range ring {
				at, _ = pass(t, f, at)
			}
			return at
		}
		first := around(start)
		if second := around(first); second != first {
			t.Fatalf("%v became %v, and around again %v", start, first, second)
		}
	})
}

// A line of Markdown is read as the chapter that it was made of, whatever its title has in it.
func TestMarkdownRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		template := rapid.SampledFrom([]string{"", "* **[{start}](#t={start})** {link}", "- {link} ({start})", "{start} {title}"}).Draw(t, "template")
		for _, c := range someChapters(t, time.Millisecond, 3) {
			line, err := format.MarkdownLine(template, c)
			if err != nil || strings.ContainsAny(line, "\r\n") {
				t.Fatalf("%q: %v", line, err)
			}
		}
		c := someChapters(t, time.Second, 1)[0]
		c.Title = strings.TrimSpace("Talk about " + c.Title) // a topic, whatever follows
		line, err := format.MarkdownLine("", c)
		if err != nil {
			t.Fatal(err)
		}
		md := chapters.NewSource("x.md", []byte("## Topics\n\n"+line+"\n- 900:00 -- Two\n- 901:00 -- Three\n"))
		document, _ := parseMarkdown(md)
		if got := document.Topics[0]; len(document.Topics) != 3 || got.Title != c.Title || got.URL != c.URL && c.URL != "" || got.Start != c.Start {
			t.Fatalf("%+v is written as %q and read as %q <%s>", c, line, got.Title, got.URL)
		}
	})
}

// What a document says besides comes back, in its place, whatever chapmark makes of it.
func TestMembersAreKept(t *testing.T) {
	const text = `{"version":"1.2.0","author":"Ann","x":{"a":[1,2.50,"\u00e4<"]},"chapters":[
		{"startTime":1.5,"title":"One","location":{"name":"Kiel","geo":"geo:54.32,10.13"},"url":"mailto:a@b.example","future":null},
		{"startTime":60,"toc":false,"img":"https://x.example/i.png"}]}`
	f, _ := format.ByName("json")
	document, problems := f.Decode(chapters.NewSource("x", []byte(text)))
	list, _ := chapters.Build(document, chapters.Facts{}, chapters.Options{})
	content, lost, err := f.Encode(format.Set{Chapters: list, Members: document.Members})
	if err != nil || len(lost) > 0 || len(problems) != 1 || problems[0].Rule != chapters.BadLink {
		t.Fatal(err, lost, problems)
	}
	var before, after any
	if err := json.Unmarshal([]byte(text), &before); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(content, &after); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, after); diff != "" {
		t.Error(diff)
	}
	if !strings.Contains(string(content), "2.50") {
		t.Error("a number was written anew")
	}
	for _, f := range format.All() {
		if f.Carries.More || f.Platform != "" || !f.Writes() {
			continue
		}
		_, lost, err := f.Encode(format.Set{Chapters: list, Members: document.Members})
		if words := strings.Join(lost, "; "); err != nil || !strings.Contains(words, "what else the source says of 1 chapter; what else the source says of the whole") {
			t.Errorf("%s: %v, %v", f.Name, lost, err)
		}
	}
}
