package format_test

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/format"
)

// hostile are chapters with every character that some format gives a meaning.
func hostile() []chapters.Chapter {
	return []chapters.Chapter{
		{Start: 0, End: 30500 * time.Millisecond, Title: `A = b; # c \ "d" & <e> --> f`, URL: "https://x.example/?a=1&b=2"},
		{Start: 30500 * time.Millisecond, End: 50 * time.Second, Title: "Zwölf, 日本語\ttab\nline"},
		{Start: 60 * time.Second, End: time.Hour + time.Second, Title: "Three", Image: &chapters.Image{MIMEType: "image/png"}},
		{Start: 70 * time.Second, End: 80 * time.Second, Title: "Hidden", Hidden: true},
	}
}

func TestEncode(t *testing.T) {
	want := map[string]string{
		"json": `{
  "version": "1.2.0",
  "chapters": [
    {
      "startTime": 0,
      "title": "A = b; # c \\ \"d\" & <e> --> f",
      "url": "https://x.example/?a=1&b=2"
    },
    {
      "startTime": 30.5,
      "endTime": 50,
      "title": "Zwölf, 日本語 tab line"
    },
    {
      "startTime": 60,
      "endTime": 3601,
      "title": "Three"
    },
    {
      "startTime": 70,
      "endTime": 80,
      "title": "Hidden",
      "toc": false
    }
  ]
}
`,
		"psc": xml.Header + `<psc:chapters version="1.2" xmlns:psc="http://podlove.org/simple-chapters">
  <psc:chapter start="00:00:00.000" title="A = b; # c \ &#34;d&#34; &amp; &lt;e&gt; --&gt; f" href="https://x.example/?a=1&amp;b=2"></psc:chapter>
  <psc:chapter start="00:00:30.500" title="Zwölf, 日本語 tab line"></psc:chapter>
  <psc:chapter start="00:01:00.000" title="Three"></psc:chapter>
</psc:chapters>
`,
		"webvtt": "WEBVTT\n\n00:00:00.000 --> 00:00:30.500\nA = b; # c \\ \"d\" &amp; &lt;e&gt; --&gt; f\n\n00:00:30.500 --> 00:00:50.000\nZwölf, 日本語 tab line\n\n00:01:00.000 --> 01:00:01.000\nThree\n",
		"ffmetadata": ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=30500\ntitle=A \\= b\\; \\# c \\\\ \"d\" & <e> --> f\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=30500\nEND=50000\ntitle=Zwölf, 日本語 tab line\n" +
			"[CHAPTER]\nTIMEBASE=1/1000\nSTART=60000\nEND=3601000\ntitle=Three\n",
		"mp4chaps": "00:00:00.000 A = b; # c \\ \"d\" & <e> --> f\n00:00:30.500 Zwölf, 日本語 tab line\n00:01:00.000 Three\n",
		"ogm":      "CHAPTER01=00:00:00.000\nCHAPTER01NAME=A = b; # c \\ \"d\" & <e> --> f\nCHAPTER02=00:00:30.500\nCHAPTER02NAME=Zwölf, 日本語 tab line\nCHAPTER03=00:01:00.000\nCHAPTER03NAME=Three\n",
		"audacity": "0.000000\t30.500000\tA = b; # c \\ \"d\" & <e> --> f\n30.500000\t50.000000\tZwölf, 日本語 tab line\n60.000000\t3601.000000\tThree\n",
		"csv":      "start,end,title,url,image,hidden\n00:00:00.000,00:00:30.500,\"A = b; # c \\ \"\"d\"\" & <e> --> f\",https://x.example/?a=1&b=2,,false\n00:00:30.500,00:00:50.000,\"Zwölf, 日本語 tab line\",,,false\n00:01:00.000,01:00:01.000,Three,,,false\n00:01:10.000,00:01:20.000,Hidden,,,true\n",
		"youtube":  "00:00 A = b; # c \\ \"d\" & <e> --> f\n00:30 Zwölf, 日本語 tab line\n01:00 Three\n",
		"spotify":  "(00:00) A = b; # c \\ \"d\" & <e> --> f\n(00:30) Zwölf, 日本語 tab line\n(01:00) Three\n",
		"apple":    "00:00:00 A = b; # c \\ \"d\" & <e> --> f\n00:00:30 Zwölf, 日本語 tab line\n00:01:00 Three\n",
	}
	lost := map[string]string{
		"json": "pictures of 1 chapter", "psc": "pictures of 1 chapter, stated ends of 2 chapters, what is hidden: 1 chapter",
		"youtube": "links of 1 chapter, pictures of 1 chapter, stated ends of 2 chapters, fractions of a second of 1 chapter, what is hidden: 1 chapter",
	}
	for _, f := range format.All() {
		if !f.Writes() {
			continue
		}
		list := hostile()
		content, what, err := f.Encode(format.Set{Chapters: list})
		if err != nil {
			t.Errorf("%s: %v", f.Name, err)
			continue
		}
		if text, ok := want[f.Name]; ok {
			if diff := cmp.Diff(text, string(content)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", f.Name, diff)
			}
		}
		if words, ok := lost[f.Name]; ok && strings.Join(what, ", ") != words {
			t.Errorf("%s: lost %q", f.Name, what)
		}
		if diff := cmp.Diff(hostile(), list); diff != "" {
			t.Errorf("%s changed the chapters:\n%s", f.Name, diff)
		}
		again, _, _ := f.Encode(format.Set{Chapters: list})
		if string(again) != string(content) {
			t.Errorf("%s: other bytes the second time", f.Name)
		}
		switch f.Name {
		case "json", "psc-json":
			if !json.Valid(content) {
				t.Errorf("%s: %s", f.Name, content)
			}
		case "csv", "tsv":
			r := csv.NewReader(strings.NewReader(string(content)))
			if f.Name == "tsv" {
				r.Comma = '\t'
			}
			if rows, err := r.ReadAll(); err != nil || len(rows) != 5 || rows[1][2] != list[0].Title {
				t.Errorf("%s: %v, %v", f.Name, rows, err)
			}
		}
	}
}

// TestDocumented holds docs/formats.md against the table.
func TestDocumented(t *testing.T) {
	content, err := os.ReadFile("../../docs/formats.md")
	if err != nil {
		t.Fatal(err)
	}
	yes := map[bool]string{true: "yes", false: "no"}
	var want []string
	for _, f := range format.All() {
		c := f.Carries
		ways := "in, out"
		if !f.Reads() {
			ways = "out"
		}
		if !f.Writes() {
			ways = "in"
		}
		want = append(want, fmt.Sprintf("| `%s` | %s | %s | %s | %s | %s | %s | %s |", f.Name, f.About, ways, yes[c.URL], yes[c.Image], yes[c.End], yes[c.Hidden], precision(c.Precision)))
	}
	if diff := cmp.Diff(want, regexp.MustCompile("(?m)^\\| `[a-z].*$").FindAllString(string(content), -1)); diff != "" {
		t.Errorf("(-table +documented):\n%s", diff)
	}
}

func precision(d time.Duration) string {
	switch d {
	case 0:
		return "no times"
	case time.Second / 75:
		return "1/75 s"
	}
	return d.String()
}
