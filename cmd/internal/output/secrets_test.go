package output

import (
	"strings"
	"testing"
)

// Users, passwords and queries of addresses are hidden, however they are written; a question mark after a title is none.
func TestSecrets(t *testing.T) {
	for _, text := range []string{
		"https://user:SECRET@h.example/a", "https://user:pa@SECRET@h.example/a", "http:SECRET@h.example",
		"https://h.example/?SECRETSECRET", "https://h.example/a.mp3?a=b'c=SECRET", "https://h.example/a.mp3?a=b'c&amp;token=SECRET",
		"https://h.example/a.mp3&#63;k=SECRET", "https://h.example/a.mp3&#x3F;k=SECRET", "https://h.example/a.mp3?a=1 and https://h.example/?t=SECRET",
	} {
		if got := WithoutSecrets(text); strings.Contains(got, "SECRET") || len(got) != len(text) {
			t.Errorf("%s: %s", text, got)
		}
	}
	for _, text := range []string{"What is https://h.example/?", "Is it at https://h.example/a? Yes", "mailto:somebody@h.example", "10:00 a@b"} {
		if got := WithoutSecrets(text); got != text {
			t.Errorf("%s: %s", text, got)
		}
	}
}
