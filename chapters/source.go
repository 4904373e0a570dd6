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

	blocks []block       // of blockBytes each
	marks  func() []mark // of texts with a line that is long
}

// blockBytes is how far two places are apart at which it is known where they are: others are found by a look at their
// surroundings, since a feed or a chapter file may be one line of megabytes, or megabytes of line breaks.
const blockBytes = 4096

// block is what is known at the start of each blockBytes.
type block struct {
	line  int // how many lines end before it
	start int // of the line that it begins in
	end   int // of that line: the offset of its line break, or of the text's end
}

// mark says how many code points stand before an offset.
type mark struct{ offset, count int }

// NewSource indexes the lines of text. The text must not change afterwards.
func NewSource(name string, text []byte) *Source {
	source := &Source{Name: name, Text: text, blocks: make([]block, len(text)/blockBytes+1)}
	next := block{}
	for i := range source.blocks {
		source.blocks[i] = next
		at := i * blockBytes
		here := text[at:min(at+blockBytes, len(text))]
		if n := bytes.Count(here, []byte("\n")); n > 0 {
			next.line += n
			next.start = at + bytes.LastIndexByte(here, '\n') + 1
		}
	}
	end := len(text)
	for i := len(source.blocks) - 1; i >= 0; i-- {
		at := i * blockBytes
		if first := bytes.IndexByte(text[at:min(at+blockBytes, len(text))], '\n'); first >= 0 {
			end = at + first
		}
		source.blocks[i].end = end
	}
	source.marks = sync.OnceValue(source.mark)
	return source
}

// lineAt is the line that holds an offset, counted from 0, and where it starts.
func (s *Source) lineAt(offset int) (line, start int) {
	from := offset / blockBytes
	b, here := s.blocks[from], s.Text[from*blockBytes:offset]
	if n := bytes.Count(here, []byte("\n")); n > 0 {
		return b.line + n, from*blockBytes + bytes.LastIndexByte(here, '\n') + 1
	}
	return b.line, b.start
}

// mark counts the text once.
func (s *Source) mark() (marks []mark) {
	last := mark{}
	for marks = append(marks, last); last.offset+blockBytes < len(s.Text); marks = append(marks, last) {
		end := last.offset + blockBytes
		for end < len(s.Text) && !utf8.RuneStart(s.Text[end]) {
			end++
		}
		last = mark{end, last.count + utf8.RuneCount(s.Text[last.offset:end])}
	}
	return marks
}

// count is how many code points stand before an offset.
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
	if len(s.blocks) == 0 {
		return Position{1, 1}
	}
	offset = min(max(offset, 0), len(s.Text))
	line, start := s.lineAt(offset)
	if offset-start <= blockBytes {
		return Position{line + 1, utf8.RuneCount(s.Text[start:offset]) + 1}
	}
	return Position{line + 1, s.count(offset) - s.count(start) + 1}
}

// Lines widens a span to whole lines, the end of the last one left out.
func (s *Source) Lines(span Span) Span {
	_, start := s.Line(span.Start)
	last, at := s.Line(max(span.End-1, span.Start))
	return Span{Start: start, End: at + len(last)}
}

// Line returns the text of the line that holds offset, without its line ending, and the offset of its first byte.
func (s *Source) Line(offset int) (text []byte, start int) {
	if len(s.blocks) == 0 {
		return nil, 0
	}
	offset = min(max(offset, 0), len(s.Text))
	_, start = s.lineAt(offset)
	end, behind := len(s.Text), offset/blockBytes+1
	if i := bytes.IndexByte(s.Text[offset:min(behind*blockBytes, len(s.Text))], '\n'); i >= 0 {
		end = offset + i
	} else if behind < len(s.blocks) {
		end = s.blocks[behind].end
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
		return Span{at, at + 1}, "the file contains a NUL byte, so it is not text"
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
