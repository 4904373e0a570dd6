package main

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// slips are what no message may hold: the marks of a wrong format, forms of numbers that do not fit, words of machines.
var slips = map[string]*regexp.Regexp{
	"a format that does not fit": regexp.MustCompile(`%!|%[dsvq]`),
	"one of many":                regexp.MustCompile(`(^|[^0-9.,:])\b1 (files|episodes|problems|chapters|topics|errors|warnings|frames|pictures|links|regions|markers|events|bytes|parts|texts|samples|pauses|timestamps|others)\b`),
	"an s in brackets":           regexp.MustCompile(`\(s\)`),
	"a word of Go":               regexp.MustCompile(`\b(nil pointer|interface conversion|goroutine|strconv\.|unmarshal|invalid argument|read \.: is a directory)\b`),
	"a word twice":               regexp.MustCompile(`\b(the the|a a|is is|of of|to to|in in|and and)\b`),
	"a blank before a comma":     regexp.MustCompile(`[a-z] [,;](\s|$)`),
}

// unwanted are the words that docs/README.md replaces by better ones.
var unwanted = regexp.MustCompile(`(?i)\b(mends?|mended|told of|in front of|anew|such as have|puts? (it|both) right|belongs to none|invalid|illegal|oops|please|sorry)\b`)

// lint finds slips in what the program said about a run. What it quotes of files is not its own.
func lint(said string) (found []string) {
	quoted := regexp.MustCompile(`"[^"\n]*"|^ +\d* \|.*$`)
	// What a message names does not count: its file, a command, addresses, lists of names.
	names := regexp.MustCompile("^(chapmark: )?\\S+: ((error|warning|advice): )?|`[^`]*`|: chapmark .*$|https?://\\S+|\\[[a-z0-9-]+\\]$|\\S*[/.]\\S+|\\(there are [^)]*\\)|[\\w-]+(, [\\w-]+){3,}.*$")
	for line := range strings.Lines(said) {
		line = strings.TrimRight(line, "\n")
		if strings.Contains(line, " | ") {
			continue // an excerpt
		}
		words := quoted.ReplaceAllString(line, `""`)
		own := names.ReplaceAllString(words, "")
		for what, slip := range slips {
			if slip.MatchString(words) {
				found = append(found, what+": "+line)
			}
		}
		if unwanted.MatchString(own) {
			found = append(found, "a word of docs/README.md's list: "+line)
		}
		if n := utf8.RuneCountInString(own); n > 100 {
			found = append(found, fmt.Sprintf("a line with %d characters of chapmark's own: %s", n, line))
		}
	}
	return found
}

// TestLint: the lint finds what it is for.
func TestLint(t *testing.T) {
	for said, clean := range map[string]bool{
		"checked 1 episode: 1 error\n": true, "checked 1 episodes\n": false, "%!d(string=x)\n": false, "2 file(s)\n": false, "11 files\n": true, "at 0:01 chapters begin\n": true,
		"read .: is a directory\n": false, "the the file\n": false, "x.md: \"the the\" is a title\n": true,
	} {
		if found := lint(said); (len(found) == 0) != clean {
			t.Errorf("%q: %v", said, found)
		}
	}
}
