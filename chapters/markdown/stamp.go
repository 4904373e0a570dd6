package markdown

import (
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/chapmark/chapmark/chapters"
)

var (
	numericWord = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\d[\d:;.,_–—-]*`) })
	// separator is what may stand between a stamp and its title.
	separator = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^[ \t\x{A0}]*(?:-{2,3}|[–—:]|-(?:[ \t\x{A0}]|$))?[ \t\x{A0}]*`)
	})
)

// clock and timeOfDay tell 10:30 AM from a title that begins with Am.
var (
	clock     = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(?:[1-9]|1[0-2]):[0-5]\d$`) })
	timeOfDay = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[ \t]*(?:AM|PM|am|pm|[aApP]\.[mM]\.)(?:[ \t]|$)`) })
)

// stamp is a timestamp at the start of an entry, or a word that was evidently meant as one.
type stamp struct {
	text  string
	start time.Duration
	ok    bool // text is a timestamp
	title int  // length of stamp and separator
}

// readStamp looks for a stamp at the start of a line.
func readStamp(line string) (stamp, bool) {
	word := numericWord().FindString(line)
	text := strings.TrimRight(word, ":;.,_–—-")
	if !chapters.LooksLikeTimestamp(text) {
		return stamp{}, false
	}
	rest := line[len(text):]
	trailing := word[len(text):]
	if trailing == "" && rest != "" && !strings.ContainsRune(" \t\u00A0", []rune(rest)[0]) {
		return stamp{}, false // 12:30pm
	}
	if clock().MatchString(text) && timeOfDay().MatchString(rest[len(trailing):]) {
		return stamp{}, false // 10:30 AM
	}
	s := stamp{text: text}
	if joined := strings.Trim(trailing, ";.,_"); joined == "" && trailing != "" {
		s.title = len(trailing) // a full stop or comma right behind the stamp
		rest = rest[len(trailing):]
	}
	switch {
	case trailing == "-": // 1:32-Title
		s.title += 1
		rest = rest[1:]
	}
	s.title += len(text) + len(separator().FindString(rest))
	s.start, s.ok = chapters.ParseTimestamp(text)
	return s, true
}
