package feed

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/unicode"

	"github.com/chapmark/chapmark/chapters"
)

const rss = `<?xml version="1.0" encoding="%s"?>
<rss xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:podcast="https://podcastindex.org/namespace/1.0" xmlns:psc="http://podlove.org/simple-chapters">
<channel><title>Show</title><itunes:duration>9:99</itunes:duration>
<item>
 <title>Größe <![CDATA[& more]]></title><itunes:title>Other</itunes:title>
 <enclosure url=" https://x.example/1.mp3?a=1&amp;b=2 " length="123" type="audio/mpeg"/>
 <enclosure url="https://x.example/2.mp3" length="4"/>
 <itunes:duration> 1:02
 </itunes:duration>
 <psc:chapters><psc:chapter start="0"/></psc:chapters>
 <podcast:chapters url="c.json" type="application/json+chapters"/>
 <source><enclosure url="no"/></source>
</item>
<item><title>Text</title></item>
</channel></rss>`

const atom = `<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Größe &amp; more</title>
<link rel="alternate" href="https://x.example/"/><link rel="enclosure" href="https://x.example/1.mp3?a=1&amp;b=2" length="123"/></entry></feed>`

func TestParse(t *testing.T) {
	want := Item{Title: "Größe & more", Audio: Value{Text: "https://x.example/1.mp3?a=1&b=2"}, Length: Value{Text: "123"},
		Duration: Value{Text: "1:02"}, Chapters: Value{Text: "c.json"}, Simple: []SimpleChapter{{Start: "0"}}}
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(fmt.Sprintf(rss, "UTF-16"))
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"UTF-8": fmt.Sprintf(rss, "UTF-8"), "a mark": "\xEF\xBB\xBF" + fmt.Sprintf(rss, "utf-8"), "UTF-16": utf16,
		"Latin-1": strings.ReplaceAll(strings.ReplaceAll(fmt.Sprintf(rss, "ISO-8859-1"), "ö", "\xF6"), "ß", "\xDF"), "Atom": atom,
	} {
		source, items, problem := Parse("x", []byte(content))
		if problem != nil || len(items) == 0 {
			t.Errorf("%s: %v, %v", name, problem, items)
			continue
		}
		item := items[0]
		text := string(source.Text[item.Audio.Span.Start:item.Audio.Span.End])
		if !strings.HasPrefix(text, "<") || !strings.Contains(text, "1.mp3?*") || !strings.HasSuffix(text, ">") {
			t.Errorf("%s: the place of the audio is %q", name, text)
		}
		expected := want
		if name == "Atom" {
			expected.Duration, expected.Chapters, expected.Simple = Value{}, Value{}, nil
		} else if at := source.Position(item.Duration.Span.Start); at.Line != 8 || at.Column != 2 {
			t.Errorf("%s: the place of the duration is %v", name, at)
		}
		item.Audio.Span, item.Length.Span, item.Duration.Span, item.Chapters.Span = chapters.Span{}, chapters.Span{}, chapters.Span{}, chapters.Span{}
		item.Listed = chapters.Span{}
		if diff := cmp.Diff(expected, item); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if _, items, problem := Parse("x", []byte("<?xml version='1.0' encoding = \"ISO-8859-1\"?><rss><item><title>\xF6</title></item></rss>")); problem != nil || items[0].Title != "ö" {
		t.Errorf("spaces around =: %v, %v", items, problem)
	}
	for content, want := range map[string]string{
		"---\nlayout: none\n---\n<rss>{% for p in posts %}<item></item>{% endfor %}</rss>":     "the template of a feed",
		"<rss><item><enclosure url=\"{{ .Params.audio }}\"/></item></rss>":                     "the template of a feed",
		"<rss>{{- range .Pages }}<item><title>{{ .Title }}</title>{{ if x < y }}</item></rss>": "the template of a feed",
		"<rss>" + strings.Repeat("<a>", 1000):                                                  "nested deeper than 200 levels",
		"":                                                                                     "neither RSS nor Atom", "<html></html>": "neither RSS nor Atom", "<rss><item>": "not XML: unexpected EOF", "<rss>&bomb;</rss>": "invalid character entity", "\x00\x01": "not XML",
		"<!DOCTYPE x [<!ENTITY a \"b\">]><rss>&a;</rss>": "invalid character entity",
	} {
		if _, _, problem := Parse("x", []byte(content)); problem == nil || !strings.Contains(problem.Message, want) {
			t.Errorf("%q: %v", content, problem)
		}
	}
}

func TestCheckChapters(t *testing.T) {
	facts := Facts{From: "a.md", Chapters: []chapters.Chapter{{Start: 0, Title: "One"}, {Start: 62500 * time.Millisecond, Title: "Two & three"}}}
	for _, test := range []struct{ doc, want string }{
		{`{"chapters":[{"startTime":0,"title":"One"},{"startTime":62,"title":"Two & three"}]}`, ""},
		{`{"chapters":[{"startTime":0.4,"title":" One "},{"startTime":10,"toc":false,"img":"x"},{"startTime":62.5,"title":"Two & three"}]}`, ""},
		{`{"chapters":[{"startTime":0,"title":"One"},{"startTime":63,"title":"Two & three"}]}`, `its chapters document says 1:03 "Two & three", and a.md says 1:02 "Two & three"`},
		{`{"chapters":[{"startTime":0,"title":"One"}]}`, `its chapters document has 1 chapters, and a.md has 2: 1:02 "Two & three" is missing`},
		{`{"chapters":[{"startTime":0,"title":"One"},{"startTime":62,"title":"Two & three"},{"startTime":90}]}`, `its chapters document has 3 chapters, and a.md has 2: 1:30 "" is one too many`},
		{`{"chapters":[{"title":"One"}]}`, "its chapters document has a chapter without a start"},
		{`{"chapters":[{"startTime":1e300}]}`, "its chapters document has a chapter without a start"},
		{`{"chapters":null}`, "its chapters document is not JSON chapters"},
		{`<html>`, "its chapters document is not JSON chapters"},
	} {
		got := ""
		if problems := CheckChapters(chapters.NewSource("f", nil), Item{}, []byte(test.doc), facts); len(problems) > 0 {
			got = problems[0].Message
		}
		if got != test.want {
			t.Errorf("%s: %q, want %q", test.doc, got, test.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(fmt.Sprintf(rss, "UTF-8")))
	f.Add([]byte(atom))
	f.Add([]byte("\xFF\xFE<\x00r\x00"))
	f.Fuzz(func(t *testing.T, content []byte) {
		source, items, problem := Parse("x", content)
		for _, item := range items {
			for _, v := range []Value{item.Audio, item.Length, item.Duration, item.Chapters} {
				if v.Span.Start < 0 || v.Span.End < v.Span.Start || v.Span.End > len(source.Text) {
					t.Errorf("%+v", v)
				}
			}
			CheckAudio(source, item, Facts{Bytes: 1, Duration: 1})
		}
		if problem != nil && (problem.Span.Start < 0 || problem.Span.End > len(source.Text)) {
			t.Errorf("%+v", problem)
		}
		CheckChapters(source, Item{}, content, Facts{From: "x"})
	})
}

// A feed that would take much to be read is named as what it is, before it is.
func TestOversized(t *testing.T) {
	for want, text := range map[string]string{
		"more than 10000 items":                  "<rss>" + strings.Repeat("<item/>", 10_001) + "</rss>",
		"more than 1000000 tags and texts":       "<rss>" + strings.Repeat("<?a?>", 1_000_001) + "</rss>",
		"a text has more than 8192 KiB":          "<rss>" + strings.Repeat("\n", 8<<20+1) + "</rss>",
		"a tag has more than 64 KiB":             "<rss " + strings.Repeat("a='>' ", 12_000) + "/>",
		"a comment has more than 8192 KiB":       "<rss><!--" + strings.Repeat("-a", 5<<20) + "--></rss>",
		"it is not UTF-8, and larger than 16 Mi": `<?xml version="1.0" encoding="iso-8859-1"?><rss>` + strings.Repeat("\xe9", 17<<20) + "</rss>",
	} {
		if _, _, problem := Parse("a.xml", []byte(text)); problem == nil || !strings.Contains(problem.Message, want) {
			t.Errorf("%s: %v", want, problem)
		}
	}
	if _, items, problem := Parse("a.xml", []byte("<rss><channel><item><title>a</title></item></channel></rss>")); problem != nil || len(items) != 1 {
		t.Errorf("%d items, %v", len(items), problem)
	}
}

// TestCheckSimple compares chapters that stand in the feed itself.
func TestCheckSimple(t *testing.T) {
	facts := Facts{Bytes: 1, From: "the audio", Chapters: []chapters.Chapter{{Title: "One"}, {Start: 20400 * time.Millisecond, Title: "Two"}}}
	for list, want := range map[string]string{
		`<psc:chapter start="00:00:00.000" title="One"/><psc:chapter start="0:20.9" title="Two"/>`: "",
		`<psc:chapter start="0" title="One"/><psc:chapter start="20" title="Two"/>`:                "",
		`<psc:chapter start="0" title="One"/><psc:chapter start="0:11" title="Two"/>`:              `its psc:chapters: the feed says 0:11 "Two", and the audio says 0:20 "Two"`,
		`<psc:chapter start="0" title="One"/>`:                                                     `its psc:chapters: the feed has 1 chapters, and the audio has 2: 0:20 "Two" is missing`,
		`<psc:chapter start="soon" title="One"/>`:                                                  `its psc:chapters have one without a start: "soon"`,
		"": `its psc:chapters: the feed has 0 chapters, and the audio has 2: 0:00 "One" is missing`,
	} {
		source, items, problem := Parse("x", []byte(`<rss xmlns:psc="http://podlove.org/simple-chapters"><item><psc:chapters>`+list+`</psc:chapters></item><item/></rss>`))
		if problem != nil {
			t.Fatal(problem)
		}
		got := ""
		for _, d := range CheckSimple(source, items[0], facts) {
			got = d.Message
		}
		if got != want {
			t.Errorf("%s: %q, want %q", list, got, want)
		}
		if len(CheckSimple(source, items[1], facts))+len(CheckSimple(source, items[0], Facts{})) > 0 {
			t.Error("there is nothing to compare")
		}
	}
}
