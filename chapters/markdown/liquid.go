package markdown

import (
	"bytes"
	"unicode/utf8"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/limits"
)

// expression is one {{ … }} or {% … %} of a text.
type expression struct {
	span   chapters.Span // in the body, with its braces
	angled bool          // the span includes the angle brackets of <{{ … }}>, which become an autolink
	tag    bool          // {% … %}, which is never run
}

// masked is a body in which every expression is replaced by one unbreakable word of the same length, so that
// Markdown can be parsed around it and every position stays true. A word starts with a private-use character that
// numbers its expression.
type masked struct {
	body        []byte // as written
	text        []byte // with words for expressions
	expressions []expression
	first       rune // the character that numbers expression 0
}

// privatePlanes are the planes of private-use characters, each four bytes long in UTF-8: as short as {{}}.
var privatePlanes = []rune{0xF0000, 0x100000}

const planeSize = 0xFFFE

func maskLiquid(body []byte) masked {
	m := masked{body: body, text: body}
	for _, plane := range privatePlanes {
		lead := string(plane)[:1] // the first byte of all that are in the plane
		if !bytes.Contains(body, []byte(lead)) || !bytes.ContainsFunc(body, func(r rune) bool { return r >= plane && r < plane+planeSize }) {
			m.first = plane
			break
		}
	}
	if m.first == 0 {
		return m // the text uses both planes itself: its expressions stay as they stand
	}
	body = withoutComments(body)
	m.text = body
	for at := 0; len(m.expressions) < planeSize; {
		i := bytes.IndexByte(body[at:], '{')
		if i < 0 || at+i+1 >= len(body) {
			break
		}
		start := at + i
		closing := ""
		switch body[start+1] {
		case '{':
			closing = "}}"
		case '%':
			closing = "%}"
		}
		window := body[min(start+2, len(body)):min(start+limits.ExpressionBytes, len(body))]
		length := bytes.Index(window, []byte(closing))
		if closing == "" || length < 0 || bytes.Contains(window[:length], []byte("{{")) { // {{ that is not closed, before one that is
			at = start + 1
			continue
		}
		e := expression{span: chapters.Span{Start: start, End: start + length + 4}, tag: closing == "%}"}
		at = e.span.End
		if !e.tag && start > 0 && body[start-1] == '<' && at < len(body) && body[at] == '>' {
			e.angled = true
			e.span = chapters.Span{Start: start - 1, End: at + 1}
		}
		m.expressions = append(m.expressions, e)
	}
	if len(m.expressions) > 0 {
		m.text = bytes.Clone(body) // m.body stays as it was written
	}
	for i, e := range m.expressions {
		word := m.text[e.span.Start:e.span.End]
		n := utf8.EncodeRune(word, m.first+rune(i))
		for ; n < len(word); n++ {
			word[n] = 'x'
		}
	}
	return m
}

// expand calls plain for each stretch of plain text and found for each expression in it.
func (m masked) expand(text []byte, plain func([]byte), found func(expression)) {
	for len(text) > 0 {
		i := bytes.IndexFunc(text, func(r rune) bool {
			return r >= m.first && r < m.first+rune(len(m.expressions)) && m.first > 0
		})
		if i < 0 {
			plain(text)
			return
		}
		plain(text[:i])
		r, _ := utf8.DecodeRune(text[i:])
		e := m.expressions[r-m.first]
		found(e)
		text = text[min(i+e.span.End-e.span.Start, len(text)):]
	}
}
