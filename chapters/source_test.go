package chapters

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"
)

// Places in long lines are those that counting from the line's start gives, and surroundings are whole code points.
func TestLongLines(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	pieces := []string{"a", "é", "漢", "𝄞", "\n", "\x80", "\xF0\x9D", "plain text "}
	for range 40 {
		var b strings.Builder
		for b.Len() < 30_000 {
			piece := pieces[random.IntN(len(pieces))]
			if piece == "\n" && random.IntN(1000) > 0 {
				continue
			}
			b.WriteString(piece)
		}
		source := NewSource("a", []byte(b.String()))
		for range 200 {
			offset := random.IntN(len(source.Text) + 1)
			for offset < len(source.Text) && !utf8.RuneStart(source.Text[offset]) {
				offset++
			}
			before := source.Text[:offset]
			line := strings.Count(string(before), "\n")
			column := utf8.RuneCount(before[strings.LastIndexByte(string(before), '\n')+1:])
			if got := source.Position(offset); got != (Position{line + 1, column + 1}) {
				t.Fatalf("offset %d: %v instead of %d:%d", offset, got, line+1, column+1)
			}
			span := Span{offset, min(offset+random.IntN(50), len(source.Text))}
			around, start := source.Around(span, 100)
			whole, from := source.Line(offset)
			if start < from || start > max(offset, from) || start+len(around) > from+len(whole) || len(around) > 250+50 {
				t.Fatalf("around %v: %d bytes from %d in a line from %d", span, len(around), start, from)
			}
		}
	}
}
