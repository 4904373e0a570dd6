package markdown

import (
	"strings"
	"time"
	"unicode"

	"github.com/chapmark/chapmark/chapters"
)

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// parseStamp reads a timestamp whose characters may be those of any script.
func parseStamp(text string) (time.Duration, bool) { return chapters.ParseTimestamp(ascii(text)) }

// ascii turns digits of all scripts, and full-width colons, into plain ones.
func ascii(text string) string {
	plain, _ := plainDigits(text)
	return strings.ReplaceAll(plain, "：", ":")
}

// plainDigits turns digits of all scripts into plain ones. Where there are others, offsets are those of the text for each byte of
// the result, and for its end.
func plainDigits(text string) (plain string, offsets []int) {
	if !strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII && unicode.IsDigit(r) }) {
		return text, nil
	}
	var b strings.Builder
	for i, r := range text {
		before := b.Len()
		if r > unicode.MaxASCII && unicode.IsDigit(r) {
			b.WriteByte('0' + digit(r))
		} else {
			b.WriteRune(r)
		}
		for range b.Len() - before {
			offsets = append(offsets, i)
		}
	}
	return b.String(), append(offsets, len(text))
}

// digit is the value of a decimal digit: in Unicode, those of each script stand in a row from 0 to 9.
func digit(r rune) byte {
	for zero := r; ; zero-- {
		if r-zero == 9 || !unicode.IsDigit(zero-1) {
			return byte(r - zero)
		}
	}
}
