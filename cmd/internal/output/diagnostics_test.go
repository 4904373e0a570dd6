package output

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/chapmark/chapmark/chapters"
)

func TestDiagnostics(t *testing.T) {
	long := strings.Repeat("before ", 30) + "HERE" + strings.Repeat(" after", 30)
	for _, test := range []struct {
		name, text, mark string
		want             string
	}{
		{"plain", "a\nb HERE c\n", "HERE", "a.md:2:3: error: found it [past-end]\n   |\n 2 | b HERE c\n   |   ^~~~\n"},
		{"wide characters before", "日本 HERE\n", "HERE", "a.md:1:4: error: found it [past-end]\n   |\n 1 | 日本 HERE\n   |      ^~~~\n"},
		{"tabs before", "\t\tHERE\n", "HERE", "a.md:1:3: error: found it [past-end]\n   |\n 1 |   HERE\n   |   ^~~~\n"},
		{"CRLF", "HERE\r\n", "HERE", "a.md:1:1: error: found it [past-end]\n   |\n 1 | HERE\n   | ^~~~\n"},
		{"terminal escapes", "\x1b[31m HERE\n", "HERE", "a.md:1:7: error: found it [past-end]\n   |\n 1 | \uFFFD[31m HERE\n   |       ^~~~\n"},
		{"a long line", long, "HERE", "a.md:1:211: error: found it [past-end]\n   |\n 1 | …ore before before before HERE after after after after after after after after after after after afte…\n   |                           ^~~~\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			source := chapters.NewSource("a.md", []byte(test.text))
			start := strings.Index(test.text, test.mark)
			d := chapters.Report(chapters.PastEnd, source, chapters.Span{Start: start, End: start + len(test.mark)}, "found it")
			var out sheet
			Diagnostics(&out, []chapters.Diagnostic{d})
			if diff := cmp.Diff(test.want, out.text.String()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestClean(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"plain ü 日本 🎧", "plain ü 日本 🎧"},
		{"a\tb\nc", "a b\uFFFDc"},
		{"\x1b]0;x\x07", "\uFFFD]0;x\uFFFD"},
		{"\u202Eevil\u0085", "\uFFFDevil\uFFFD"},
		{"a\u00A0b", "a b"},
		{"\U0001F468\u200D\U0001F469", "\U0001F468\u200D\U0001F469"},
		{"bad \xff", "bad \uFFFD"},
	} {
		if got := Clean(test.text); got != test.want {
			t.Errorf("Clean(%q) = %q, want %q", test.text, got, test.want)
		}
	}
	if got := CleanLines("a\x1b\n\tb\n"); got != "a\uFFFD\n b" {
		t.Errorf("CleanLines: %q", got)
	}
}

func TestShell(t *testing.T) {
	for name, want := range map[string]string{"a/b-1.mp3": "a/b-1.mp3", "a b.mp3": "'a b.mp3'", "it's.mp3": `'it'\''s.mp3'`, "-x.mp3": "./-x.mp3", "ü.mp3": "'ü.mp3'"} {
		if got := Shell(name); got != want {
			t.Errorf("Shell(%q) = %s, want %s", name, got, want)
		}
	}
}

func TestWords(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", 67026944: "67,026,944"} {
		if got := Thousands(n); got != want {
			t.Errorf("Thousands(%d) = %q", n, got)
		}
	}
	if got := Plural(1, "chapter") + ", " + Plural(2, "chapter"); got != "1 chapter, 2 chapters" {
		t.Error(got)
	}
	d := func(s chapters.Severity) chapters.Diagnostic { return chapters.Diagnostic{Severity: s} }
	for want, list := range map[string][]chapters.Diagnostic{
		"clean": nil, "clean, 1 advice": {d(chapters.Advice)}, "2 errors, 1 warning": {d(chapters.Error), d(chapters.Warning), d(chapters.Error)},
	} {
		var sums tally
		if sums.add(list); sums.words() != want {
			got := sums.words()
			t.Errorf("words = %q, want %q", got, want)
		}
	}
	if got := summary([]string{"TIT2", "CHAP", "CHAP", "TIT2"}); got != "TIT2 CHAP ×2 TIT2" {
		t.Error(got)
	}
}

func TestStyle(t *testing.T) {
	if StyleFor(&bytes.Buffer{}).Color {
		t.Error("colour in a buffer")
	}
	if got := (Style{Color: true}).paint(bold, "x"); got != "\x1b[1mx\x1b[0m" {
		t.Errorf("bold: %q", got)
	}
	if got := (Style{}).paint(bold, "x"); got != "x" {
		t.Errorf("plain: %q", got)
	}
}
