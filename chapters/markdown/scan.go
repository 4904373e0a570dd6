package markdown

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What stands around every stamp of an archive is read here byte by byte, since patterns take many times as long. The tests compare both.

// isBlank reports the white space of blank.
func isBlank(r rune) bool {
	switch r {
	case ' ', '\t', '\n', '\f', '\r', 0xA0, 0x202F, 0x2060, 0x3000, 0xFEFF:
		return true
	}
	return r >= 0x2000 && r <= 0x200F
}

// blankBytes is how long the white space is that a text begins with.
func blankBytes(text string) int { return len(text) - len(strings.TrimLeftFunc(text, isBlank)) }

// separatorBytes is how long the separator is that may stand between a stamp and its title: white space, and a dash, a bar, an arrow.
func separatorBytes(text string) int {
	at := blankBytes(text)
	rest := text[at:]
	first, size := utf8.DecodeRuneInString(rest)
	next := rest[size:]
	switch {
	case strings.HasPrefix(rest, "---"):
		at += 3
	case strings.HasPrefix(rest, "--"), strings.HasPrefix(rest, ">>"), strings.HasPrefix(rest, "=>"), strings.HasPrefix(rest, "->"):
		at += 2
	case strings.HasPrefix(rest, "——"):
		at += len("——")
	case strings.ContainsRune("–—:：|·→➜➔⇒»▶•", first):
		at += size
	case first == '~' || first == '〜' || first == '～':
		after := strings.TrimPrefix(strings.TrimLeft(next, " \t"), ":")
		at += len(rest) - len(after)
	case first == '-' && (next == "" || blankBytes(next) > 0):
		at++
	}
	return at + blankBytes(text[at:])
}

// isOpener reports what may stand before a stamp and marks it, white space and signs among it.
func isOpener(r rune) bool {
	if r < utf8.RuneSelf {
		return isBlank(r) || strings.ContainsRune("*_~@\\[({^`", r)
	}
	return isBlank(r) || strings.ContainsRune("（［【〔「\uFE0F\u200D•‣⁃·・«●○◦►▶▸", r) || unicode.In(r, unicode.So, unicode.Sk)
}

// openingBytes is how long that is which stands before a stamp, and marks it: brackets, emphasis, HTML tags, a box to tick.
func openingBytes(text string) int {
	at := 0
	if box := boxBytes(text); box > 0 {
		if rest := strings.TrimLeft(text[box:], " \t"); len(rest) < len(text)-box {
			at = len(text) - len(rest)
		}
	}
	for {
		at = len(text) - len(strings.TrimLeftFunc(text[at:], isOpener))
		n := tagBytes(text[at:])
		if n == 0 {
			return at + len(text[at:]) - len(strings.TrimPrefix(text[at:], "<"))
		}
		at += n
	}
}

// beforeBytes is how long that of it is which is left in visible text.
func beforeBytes(text string) int {
	at := boxBytes(text)
	if strings.HasPrefix(text[at:], "[[") {
		at += len(wikiTarget().FindString(text[at:]))
	}
	rest := strings.TrimPrefix(strings.TrimLeftFunc(text[at:], isOpener), "<")
	return len(text) - len(rest)
}

// boxBytes is the length of a box to tick that a text begins with, or 0.
func boxBytes(text string) int {
	if len(text) >= 3 && text[0] == '[' && strings.IndexByte(" xX", text[1]) >= 0 && text[2] == ']' {
		return 3
	}
	return 0
}

// tagBytes is the length of an HTML tag that a text begins with, or 0.
func tagBytes(text string) int {
	const most = 200 // characters after the first one
	if len(text) < 3 || text[0] != '<' || !isLetter(text[1]) {
		return 0
	}
	end := strings.IndexAny(text[2:], "<>")
	if end < 0 || text[2+end] == '<' || utf8.RuneCountInString(text[2:2+end]) > most {
		return 0
	}
	return 2 + end + 1
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// closers are what closes the marks around a stamp, beside white space.
const closers = "*_~\\])}）］】〕」`"

// behindBytes is how long that is which may stand after a stamp: a full stop or comma, and what closes its marks.
func behindBytes(text string) int {
	rest := strings.TrimLeft(text, ".,;")
	rest = strings.TrimLeftFunc(rest, func(r rune) bool {
		return r == '>' || isBlank(r) || strings.ContainsRune(closers, r)
	})
	return len(text) - len(rest)
}

// clockBytes is how long the time with colons is that a text begins with, or 0.
func clockBytes(text string) int {
	at := digits(text, 3)
	groups := 0
	for ; groups < 2 && at > 0; groups++ {
		colon := 0
		switch rest := text[at:]; {
		case strings.HasPrefix(rest, ":"):
			colon = 1
		case strings.HasPrefix(rest, "："):
			colon = len("：")
		}
		if colon == 0 || digits(text[at+colon:], 2) < 2 {
			break
		}
		at += colon + 2
	}
	if groups == 0 {
		return 0
	}
	if strings.HasPrefix(text[at:], ".") {
		if n := digits(text[at+1:], 9); n > 0 {
			at += 1 + n
		}
	}
	return at
}

// digits is how many digits a text begins with, at most so many.
func digits(text string, most int) (n int) {
	for n < most && n < len(text) && isDigit(text[n]) {
		n++
	}
	return n
}

// markerBytes is how long the marker of a quotation or a list item is that a line begins with, or 0.
func markerBytes(line []byte) int {
	at := 0
	for at < len(line) && (line[at] == ' ' || line[at] == '\t') {
		at++
	}
	number := at
	for at < len(line) && isDigit(line[at]) {
		at++
	}
	switch number = at - number; {
	case at == len(line) || number > 9:
		return 0
	case number == 0 && line[at] == '>':
		return at + 1
	case number == 0 && strings.IndexByte("-+*", line[at]) < 0, number > 0 && line[at] != '.' && line[at] != ')':
		return 0
	}
	switch at++; {
	case at == len(line):
		return at
	case line[at] == ' ' || line[at] == '\t':
		return at + 1
	}
	return 0
}

// plainFirst reports whether a text begins with an ASCII character that is none of some, so that no pattern is needed that begins with
// one of them, or with one that is not of ASCII.
func plainFirst(text, some string) bool {
	return text == "" || text[0] < utf8.RuneSelf && strings.IndexByte(some, text[0]) < 0
}

// phrase finds words in a text in small letters: by a pattern, where something stands in it that everything has which the pattern finds.
type phrase struct {
	words   []string
	pattern func() *regexp.Regexp // nil: the words alone
}

func (p phrase) in(lower string) bool {
	for _, word := range p.words {
		if strings.Contains(lower, word) {
			return p.pattern == nil || p.pattern().MatchString(lower)
		}
	}
	return false
}
