package markdown_test

import (
	"strings"
	"testing"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/markdown"
)

func TestOptOuts(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"none", "- 0:00 a\n- 0:05 b\n- 0:30 c\n", "0:00 too-short"},
		{"of the line", "- 0:00 a <!-- chapmark: off too-short -->\n- 0:05 b\n- 0:09 c\n", "0:05 too-short"},
		{"of a topic of two lines", "- 0:00 a\n  and so on <!-- chapmark: off too-short -->\n- 0:05 b\n- 0:30 c\n", ""},
		{"of the text", "<!-- chapmark: off too-short -->\n\n- 0:00 a\n- 0:05 b\n- 0:09 c\n", ""},
		{"below the list", "- 0:00 a\n- 0:05 b\n- 0:09 c\n\n<!--chapmark:off too-short,starts-late-->", ""},
		{"another rule", "<!-- chapmark: off starts-late -->\n\n- 0:00 a\n- 0:05 b\n- 0:30 c\n", "0:00 too-short"},
		{"with CRLF", "<!-- chapmark: off too-short -->\r\n\r\n- 0:00 a\r\n- 0:05 b\r\n", ""},
		{"in a fence", "```\n<!-- chapmark: off too-short -->\n```\n\n- 0:00 a\n- 0:05 b\n- 0:30 c\n", "0:00 too-short"},
		{"in indented code", "text\n\n    <!-- chapmark: off too-short -->\n\n- 0:00 a\n- 0:05 b\n- 0:30 c\n", "0:00 too-short"},
		{"in a code span", "Write `<!-- chapmark: off too-short -->` there.\n\n- 0:00 a\n- 0:05 b\n- 0:30 c\n", "0:00 too-short"},
		{"in a code span of two", "Write `` ` <!-- chapmark: off too-short --> `` there.\n\n- 0:00 a\n- 0:05 b\n- 0:30 c\n", "0:00 too-short"},
		{"after a code span", "- 0:00 `a` <!-- chapmark: off too-short -->\n- 0:05 b\n- 0:30 c\n", ""},
		{"after a backtick", "- 0:00 a` <!-- chapmark: off too-short -->\n- 0:05 b\n- 0:30 c\n", ""},
		{"no such rule", "<!-- chapmark: off to-short -->\n\n- 0:00 a\n- 0:50 b\n", "<!-- chapmark: off to-short --> unknown-opt-out"},
		{"no rule", "<!-- chapmark: off -->\n\n- 0:00 a\n- 0:50 b\n", "<!-- chapmark: off --> unknown-opt-out"},
		{"another word", "<!-- chapmark: on too-short -->\n\n- 0:00 a\n- 0:50 b\n", "<!-- chapmark: on too-short --> unknown-opt-out"},
	}
	facts := chapters.Facts{Known: true, Bytes: 1, Duration: 3600e9}
	for _, test := range tests {
		for _, front := range []string{"", "---\ntitle: x\n---\n"} {
			source := chapters.NewSource("x.md", []byte(front+test.text))
			document, problems := markdown.Parse(source)
			_, built := chapters.Build(document, facts, chapters.Options{})
			var got []string
			for _, d := range append(problems, built...) {
				if !document.Silences(d) {
					got = append(got, string(source.Text[d.Span.Start:d.Span.End])+" "+string(d.Rule))
				}
			}
			if strings.Join(got, "; ") != test.want {
				t.Errorf("%s: %q, want %q", test.name, got, test.want)
			}
		}
	}
}

// A comment is not a part of a title.
func TestOptOutInTitle(t *testing.T) {
	document, _ := markdown.Parse(chapters.NewSource("x.md", []byte("- 0:00 A title <!-- chapmark: off too-short -->\n- 0:30 b\n")))
	if got := document.Topics[0].Title; got != "A title" {
		t.Errorf("%q", got)
	}
}

// An opt-out of the whole text concerns its audio, too; one of a line does not.
func TestSilences(t *testing.T) {
	text, mp3 := chapters.NewSource("x.md", []byte("- 0:00 a\n- 0:09 b\n")), chapters.NewSource("x.mp3", nil)
	all := chapters.OptOut{Rules: []chapters.Rule{chapters.HeaderLies}}
	line := chapters.OptOut{Rules: []chapters.Rule{chapters.HeaderLies}, Line: chapters.Span{Start: 0, End: 8}}
	problem := chapters.Report(chapters.HeaderLies, mp3, chapters.Span{}, "it lies")
	for i, test := range []struct {
		out  chapters.OptOut
		want bool
	}{{all, true}, {line, false}} {
		if got := (chapters.Document{Source: text, OptOuts: []chapters.OptOut{test.out}}).Silences(problem); got != test.want {
			t.Errorf("%d: %v", i, got)
		}
	}
}
