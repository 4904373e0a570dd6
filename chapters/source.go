package chapters

import (
	"bytes"
	"fmt"
	"sort"
	"sync"
	"unicode/utf8"
)

// Source is a text that problems point into: its name, as a person would type it, and its bytes.
// For a file that is not text (an MP3) only the name is set.
type Source struct {
	Name string
	Text []byte

	lines []int         // byte offset of each line's first byte
	marks func() []mark // of texts with a line that is long
}

// mark says how many code points stand in front of an offset.
type mark struct{ offset, count int }

// markBytes is how far two marks are apart: a place is found by a look at its surroundings, not at its line, since a feed
// or a chapter file may be one line of megabytes.
const markBytes = 4096

// NewSource indexes the lines of text. The text must not change afterwards.
func NewSource(name string, text []byte) *Source {
	source := &Source{Name: name, Text: text, lines: []int{0}}
	for i, b := range text {
		if b == '\n' {
			source.lines = append(source.lines, i+1)
		}
	}
	source.marks = sync.OnceValue(source.mark)
	return source
}

// mark counts the text once.
func (s *Source) mark() (marks []mark) {
	last := mark{}
	for marks = append(marks, last); last.offset+markBytes < len(s.Text); marks = append(marks, last) {
		end := last.offset + markBytes
		for end < len(s.Text) && !utf8.RuneStart(s.Text[end]) {
			end++
		}
		last = mark{end, last.count + utf8.RuneCount(s.Text[last.offset:end])}
	}
	return marks
}

// count is how many code points stand in front of an offset.
func (s *Source) count(offset int) int {
	marks := s.marks()
	i := sort.Search(len(marks), func(i int) bool { return marks[i].offset > offset }) - 1
	return marks[i].count + utf8.RuneCount(s.Text[marks[i].offset:offset])
}

// Span is a range of bytes in a Source, End exclusive. The zero Span means the source as a whole.
type Span struct {
	Start, End int
}

// IsWhole reports whether the span names no place in particular.
func (s Span) IsWhole() bool { return s == Span{} }

// Position is a place in a text: line and column count from 1, columns in Unicode code points.
type Position struct {
	Line, Column int
}

// Position converts a byte offset.
func (s *Source) Position(offset int) Position {
	if len(s.lines) == 0 {
		return Position{1, 1}
	}
	offset = min(max(offset, 0), len(s.Text))
	line := sort.SearchInts(s.lines, offset+1) - 1
	if start := s.lines[line]; offset-start <= markBytes {
		return Position{line + 1, utf8.RuneCount(s.Text[start:offset]) + 1}
	}
	return Position{line + 1, s.count(offset) - s.count(s.lines[line]) + 1}
}

// Line returns the text of the line that holds offset, without its line ending, and the offset of its first byte.
func (s *Source) Line(offset int) (text []byte, start int) {
	if len(s.lines) == 0 {
		return nil, 0
	}
	offset = min(max(offset, 0), len(s.Text))
	line := sort.SearchInts(s.lines, offset+1) - 1
	start, end := s.lines[line], len(s.Text)
	if line+1 < len(s.lines) {
		end = s.lines[line+1] - 1
	}
	text = s.Text[start:end]
	if n := len(text); n > 0 && text[n-1] == '\r' {
		text = text[:n-1]
	}
	return text, start
}

// Around returns what stands within so many bytes of a span in the lines that it touches, whole code points alone, and the
// offset of its first byte.
func (s *Source) Around(span Span, bytes int) (text []byte, start int) {
	line, from := s.Line(span.Start)
	start = max(from, min(span.Start-bytes, from+len(line)))
	end := min(from+len(line), max(span.End, span.Start)+bytes)
	for start < end && start > from && !utf8.RuneStart(s.Text[start]) {
		start++
	}
	for end > start && end < from+len(line) && !utf8.RuneStart(s.Text[end]) {
		end--
	}
	return s.Text[start:max(end, start)], start
}

// NotText finds what keeps a source from being UTF-8 text: where it is, and words; "" where nothing does.
func (s *Source) NotText() (Span, string) {
	if at := bytes.IndexByte(s.Text, 0); at >= 0 {
		return Span{at, at + 1}, "the file holds a NUL byte, so it is no text"
	}
	if utf8.Valid(s.Text) {
		return Span{}, ""
	}
	at := 0
	for {
		r, size := utf8.DecodeRune(s.Text[at:])
		if r == utf8.RuneError && size <= 1 {
			return Span{at, at + 1}, fmt.Sprintf("byte 0x%02X is not UTF-8", s.Text[at])
		}
		at += size
	}
}
