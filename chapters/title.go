package chapters

import (
	"net/url"
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// terminalEscape is an ECMA-48 control sequence or control string: ESC [ … final byte, or ESC ] … up to its end.
var terminalEscape = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile("(?:\x1b\\[|\u009b)[0-?]*[ -/]*[@-~]?|(?:\x1b[]PX^_]|[\u009d\u0090])[^\x07\x1b\u009c]*(?:\x07|\x1b\\\\|\u009c)?|\x1b[@-Z\\\\-_]?")
})

// CleanTitle makes one safe line of a text: white space collapsed, control characters, terminal escapes and
// direction overrides removed. It reports whether anything but white space was removed.
func CleanTitle(text string) (title string, unsafe bool) {
	if plain(text) {
		return text, false
	}
	if !strings.ContainsFunc(text, isUnsafe) && utf8.ValidString(text) {
		return strings.Join(strings.Fields(text), " "), false
	}
	text = terminalEscape().ReplaceAllString(text, "")
	text = strings.Map(func(r rune) rune {
		if isUnsafe(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	return strings.Join(strings.Fields(text), " "), true
}

// plain reports whether a text is of printable ASCII, with single blanks between words: most titles are clean.
func plain(text string) bool {
	blank := true
	for _, c := range []byte(text) {
		if c < ' ' || c >= 0x7F || c == ' ' && blank {
			return false
		}
		blank = c == ' '
	}
	return !blank || text == ""
}

// isUnsafe reports control characters that are not white space, and the characters that reorder what follows them.
func isUnsafe(r rune) bool {
	switch {
	case unicode.IsControl(r):
		return !unicode.IsSpace(r)
	case r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069: // Unicode Bidirectional Algorithm §2
		return true
	}
	return r == 0xFEFF || r >= 0xFFF9 && r <= 0xFFFB || r >= 0xE0000 && r <= 0xE007F && !isFlagTag(r)
}

// isFlagTag reports the tag characters that spell the flags of regions, such as Scotland's (UTS #51 §3.2).
func isFlagTag(r rune) bool {
	return r >= 0xE0030 && r <= 0xE0039 || r >= 0xE0061 && r <= 0xE007A || r == 0xE007F
}

// WebURL returns an absolute http or https link in ASCII, everything else percent-encoded, as ID3 wants it
// (ID3v2.4 §4.3: URLs are ISO-8859-1). Any other link gives false: a relative one means nothing in a player.
func WebURL(link string) (string, bool) {
	link = strings.TrimSpace(link)
	parsed, err := url.Parse(link)
	if err != nil || parsed.Host == "" || !strings.EqualFold(parsed.Scheme, "http") && !strings.EqualFold(parsed.Scheme, "https") {
		return "", false
	}
	var ascii strings.Builder
	for _, b := range []byte(link) {
		if b > ' ' && b < 0x7F && strings.IndexByte("\"<>\\^`{|}", b) < 0 { // RFC 3986 §2
			ascii.WriteByte(b)
			continue
		}
		const hex = "0123456789ABCDEF"
		ascii.Write([]byte{'%', hex[b>>4], hex[b&15]})
	}
	return ascii.String(), true
}
