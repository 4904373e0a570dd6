package markdown

import (
	"strconv"
	"strings"
)

// scanner reads an expression of Liquid from its start to its end.
type scanner struct{ rest string }

func (s *scanner) space() { s.rest = strings.TrimLeft(s.rest, " \t\r\n") }

// take skips a mark, and the white space around it, if it comes next.
func (s *scanner) take(mark string) bool {
	s.space()
	rest, ok := strings.CutPrefix(s.rest, mark)
	if ok {
		s.rest = rest
		s.space()
	}
	return ok
}

// name reads a name, or "".
func (s *scanner) name() string {
	n := 0
	for n < len(s.rest) && (isLetter(s.rest[n]) || s.rest[n] == '_' || n > 0 && (isDigit(s.rest[n]) || s.rest[n] == '-')) {
		n++
	}
	name := s.rest[:n]
	s.rest = s.rest[n:]
	return name
}

// text reads a text in quotation marks. Liquid knows no escapes in it.
func (s *scanner) text() (string, bool) {
	if s.rest == "" || s.rest[0] != '"' && s.rest[0] != '\'' {
		return "", false
	}
	end := strings.IndexByte(s.rest[1:], s.rest[0])
	if end < 0 {
		return "", false
	}
	text := s.rest[1 : 1+end]
	s.rest = s.rest[end+2:]
	return text, true
}

// number reads an int64 or a float64.
func (s *scanner) number() (any, bool) {
	n := 0
	if strings.HasPrefix(s.rest, "-") {
		n++
	}
	whole := n + digits(s.rest[n:], 18)
	if whole == n {
		return nil, false
	}
	end := whole
	if strings.HasPrefix(s.rest[whole:], ".") {
		if more := digits(s.rest[whole+1:], 18); more > 0 {
			end = whole + 1 + more
		}
	}
	text := s.rest[:end]
	s.rest = s.rest[end:]
	if end == whole {
		number, err := strconv.ParseInt(text, 10, 64)
		return number, err == nil
	}
	number, err := strconv.ParseFloat(text, 64)
	return number, err == nil
}
