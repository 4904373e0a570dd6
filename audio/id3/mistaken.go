package id3

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
)

// Mistaken is text whose bytes evidently are not in the encoding that it states.
type Mistaken struct {
	States string // the encoding that it states
	Is     string // the one that its bytes are in
	Text   string // what they say
}

// encodingNames are the names of the text encodings (ID3v2.4 §4).
var encodingNames = [...]string{latin1: "ISO-8859-1", utf16: "UTF-16", utf16be: "UTF-16BE", utf8ID: "UTF-8"}

// mistakenTitles judges the titles of a tag's chapters, by all titles that state the same encoding together: a single
// one is too short to tell. The result has one entry a chapter, nil where the title is what it says.
func mistakenTitles(list []Chapter) []*Mistaken {
	found := make([]*Mistaken, len(list))
	for stated := byte(latin1); stated <= utf16be; stated++ {
		var which []int
		var titles [][]byte
		for i, c := range list {
			for _, sub := range c.Subs {
				if sub.ID != "TIT2" {
					continue
				}
				if body := sub.content(); len(body) > 1 && body[0] == stated {
					which, titles = append(which, i), append(titles, trimNULs(body[1:], stated))
				}
				break
			}
		}
		name, decode := evidently(stated, titles)
		for n, i := range which {
			if decode == nil {
				break
			}
			if text := decode(titles[n]); text != list[i].Title {
				found[i] = &Mistaken{encodingNames[stated], name, text}
			}
		}
	}
	return found
}

// trimNULs takes the terminator off. One zero may be the half of a character.
func trimNULs(b []byte, stated byte) []byte {
	if stated == latin1 || len(b)%2 == 1 || bytes.Count(b, []byte{0}) == 1 {
		return bytes.TrimRight(b, "\x00")
	}
	for len(b) >= 2 && b[len(b)-1] == 0 && b[len(b)-2] == 0 {
		b = b[:len(b)-2]
	}
	return b
}

// evidently finds the encoding that texts are in, where it is evident that it is not the stated one.
func evidently(stated byte, texts [][]byte) (name string, decode func([]byte) string) {
	all := bytes.Join(texts, []byte(" "))
	switch {
	case len(all) == 0:
		return "", nil
	case stated == latin1:
		return eightBits(all, false)
	case eightBit(texts) && !ideographs(texts):
		return eightBits(all, true)
	}
	return swapped(stated, texts)
}

// ideographs reports whether texts that state UTF-16 are Chinese, Japanese or Korean, in the one byte order or the other.
// Then nothing is evident: two letters of ASCII are such a character, too. Of real words, a space soon stands where no
// such character has it.
func ideographs(texts [][]byte) bool {
	in := func(first, second int) bool {
		for _, text := range texts {
			if len(text)%2 == 1 {
				return false
			}
			for i := 0; i < len(text); i += 2 {
				r := rune(text[i+first])<<8 | rune(text[i+second])
				if !unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana) && (r < 0x3000 || r > 0x303F) && (r < 0xFF00 || r > 0xFFEF) {
					return false
				}
			}
		}
		return true
	}
	return in(0, 1) || in(1, 0)
}

// eightBit reports texts that state UTF-16 and are none: no zero byte, no byte order mark, letters and spaces mostly.
// Two letters of ASCII are one CJK character, too, but hardly ever in all of several words.
func eightBit(texts [][]byte) bool {
	letters, length, odd := 0, 0, false
	for _, text := range texts {
		for _, c := range text {
			if c < ' ' || c == 0xFF || c == 0xFE {
				return false
			}
			if c == ' ' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0xC0 {
				letters++
			}
		}
		length += len(text)
		odd = odd || len(text)%2 == 1
	}
	return length > 0 && letters*10 >= length*7 && (odd || length >= 12)
}

// eightBits finds the encoding of text of one byte a letter, or of UTF-8. Plain text counts as ISO-8859-1 where that
// was not stated.
func eightBits(all []byte, plainToo bool) (name string, decode func([]byte) string) {
	high := bytes.ContainsFunc(all, func(r rune) bool { return r >= utf8.RuneSelf })
	if high && utf8.Valid(all) {
		return "UTF-8", func(b []byte) string { return string(b) }
	}
	best := 10.0 // the mean rank of a letter; by chance it is 16 and more
	for _, a := range alphabets {
		if rank, ok := a.rank(all); ok && rank < best {
			best, name, decode = rank, a.name, a.decode
		}
	}
	if decode == nil && plainToo && western(all) {
		return "8-bit text", decodeWith(charmap.Windows1252)
	}
	return name, decode
}

// western reports text whose letters beyond ASCII are few, and such as Western Europe has: at most a quarter, and no
// sign among them but quotes and dashes. Text in any other encoding would soon show some.
func western(text []byte) bool {
	letters, beyond := 0, 0
	for _, r := range decodeWith(charmap.Windows1252)(text) {
		switch {
		case r < utf8.RuneSelf && unicode.IsLetter(r):
			letters++
		case strings.ContainsRune("ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜßàáâãäåæçèéêëìíîïñòóôõöøùúûü", r):
			letters, beyond = letters+1, beyond+1
		case r >= utf8.RuneSelf && !strings.ContainsRune("‘’“”–—…«»¡¿·´°", r):
			return false
		}
	}
	return beyond*4 <= letters
}

// alphabet is an encoding of one byte a letter, and the letters of its languages, the most frequent first.
type alphabet struct {
	name    string
	charmap *charmap.Charmap
	letters string
}

const cyrillic = "оеаинтсрвлкмдпуяіыьгзбчйхжшюцщєїэфъёґ"

var alphabets = []alphabet{
	{"Windows-1251", charmap.Windows1251, cyrillic},
	{"KOI8-R", charmap.KOI8R, cyrillic},
	{"Windows-1253", charmap.Windows1253, "αοιετσνηυρπκμλωςίάόγέδήχθύφβώξζψϊϋΐΰ"},
}

func decodeWith(e encoding.Encoding) func([]byte) string {
	return func(b []byte) string {
		text, _ := e.NewDecoder().Bytes(b)
		return string(text)
	}
}

func (a alphabet) decode(b []byte) string { return decodeWith(a.charmap)(b) }

// rank is the mean rank of the letters in a text, and false where the text is none of the alphabet: where letters of
// other alphabets are more than a few, or capitals follow small letters.
func (a alphabet) rank(b []byte) (mean float64, ok bool) {
	letters, others, run, longest, sum := 0, 0, 0, 0, 0
	var before rune
	for _, r := range a.decode(b) {
		i := strings.IndexRune(a.letters, unicode.ToLower(r))
		switch {
		case i >= 0 && unicode.IsUpper(r) && unicode.IsLower(before):
			return 0, false
		case i >= 0:
			letters, run, sum = letters+1, run+1, sum+len([]rune(a.letters[:i]))
			longest = max(longest, run)
		case unicode.IsLetter(r) && r < utf8.RuneSelf:
			others, run = others+1, 0
		case unicode.IsLetter(r), r == utf8.RuneError, unicode.Is(unicode.So, r):
			return 0, false
		default:
			run = 0
		}
		before = r
	}
	if letters < 6 || longest < 3 || letters < others {
		return 0, false
	}
	return float64(sum) / float64(letters), true
}

// swapped finds UTF-16 in the other byte order than the stated one: every character has a high byte of zero there.
func swapped(stated byte, texts [][]byte) (name string, decode func([]byte) string) {
	first := 1 // the high byte, as stated: little-endian without a mark, or big-endian
	if stated == utf16be {
		first = 0
	}
	length := 0
	for _, text := range texts {
		if len(text)%2 == 1 || stated == utf16 && len(text) >= 2 && (text[0]^text[1] == 1 && text[0] >= 0xFE) {
			return "", nil
		}
		for i := 0; i < len(text); i += 2 {
			if text[i+first] == 0 || text[i+1-first] != 0 {
				return "", nil
			}
		}
		length += len(text) / 2
	}
	if length < 5 {
		return "", nil
	}
	return "UTF-16 in the other byte order", func(b []byte) string {
		var text []rune
		for i := first; i < len(b); i += 2 {
			text = append(text, rune(b[i]))
		}
		return string(text)
	}
}
