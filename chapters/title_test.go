package chapters_test

import (
	"testing"

	"github.com/chapmark/chapmark/chapters"
)

func TestCleanTitle(t *testing.T) {
	for _, test := range []struct {
		text, want string
		unsafe     bool
	}{
		{"plain", "plain", false},
		{"  two\n\tlines\u00A0here ", "two lines here", false},
		{"\x1b[31mred\x1b[0m", "red", true},
		{"a\x1b]0;title\x07b", "ab", true},
		{"a\x1b]8;;http://x\x1b\\b", "ab", true},
		{"a\u009b2Jb", "ab", true},
		{"bell\x07 and null\x00", "bell and null", true},
		{"\u202Eevil", "evil", true},
		{"\uFEFFmark", "mark", true},
		{"cut \x1b[", "cut", true},
		{"invalid \xff", "invalid", true},
		{"family \U0001F468\u200D\U0001F469\u200D\U0001F467", "family \U0001F468\u200D\U0001F469\u200D\U0001F467", false},
		{"flag \U0001F3F4\U000E0067\U000E0062\U000E007F", "flag \U0001F3F4\U000E0067\U000E0062\U000E007F", false},
		{"Grüße, 你好, שלום", "Grüße, 你好, שלום", false},
	} {
		title, unsafe := chapters.CleanTitle(test.text)
		if title != test.want || unsafe != test.unsafe {
			t.Errorf("CleanTitle(%q) = %q, %v; want %q, %v", test.text, title, unsafe, test.want, test.unsafe)
		}
	}
}

func TestWebURL(t *testing.T) {
	for _, test := range []struct{ link, want string }{
		{"https://example.org/a?b=c#d", "https://example.org/a?b=c#d"},
		{"HTTP://EXAMPLE.ORG", "HTTP://EXAMPLE.ORG"},
		{" https://example.org/ü ", "https://example.org/%C3%BC"},
		{"https://example.org/a b", "https://example.org/a%20b"},
		{"https://example.org/%20", "https://example.org/%20"},
		{"mailto:a@example.org", ""},
		{"/relative", ""},
		{"#t=1:32", ""},
		{"javascript:alert(1)", ""},
		{"https://", ""},
		{"https://example.org/\x1b[2J", ""},
	} {
		got, ok := chapters.WebURL(test.link)
		if got != test.want || ok != (test.want != "") {
			t.Errorf("WebURL(%q) = %q, %v; want %q", test.link, got, ok, test.want)
		}
	}
}
