package markdown

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/text"

	"github.com/chapmark/chapmark/chapters/limits"
)

// wrappedBytes is how long a line is that goes on in the next one because it is full.
const wrappedBytes = 60

// own are the lines of an entry that are its title: the first one, and those that continue its sentence; all those of a list
// item, up to a hard break. Where the first one holds a stamp and nothing else, the title is the next.
func (o *outline) own(s stamp, k kind, lines []text.Segment) []text.Segment {
	if s.trailing || len(lines) < 2 {
		return lines
	}
	bare := o.alone(entry{stamp: s, lines: lines[:1]})
	unclosed := 0 // brackets of a link that goes on in the next line
	for i, line := range lines[1:] {
		unclosed += bytes.Count(o.source[lines[i].Start:lines[i].Stop], []byte("[")) - bytes.Count(o.source[lines[i].Start:lines[i].Stop], []byte("]"))
		above, next := o.source[lines[i].Start:lines[i].Stop], strings.TrimSpace(o.line(line))
		switch {
		case bare && i == 0 && speaks(next):
			return lines[:1]
		case line.Start-lines[0].Start > limits.EntryBytes:
			return lines[:i+1]
		case bare && i == 0, unclosed > 0:
		case hardBreak(above), strings.HasPrefix(next, "@"):
			return lines[:i+1]
		case k != listItems && !continues(string(bytes.TrimSpace(above)), next):
			return lines[:i+1]
		}
	}
	return lines
}

// hardBreak reports whether a line ends with a break that its author asked for (CommonMark §6.7).
func hardBreak(line []byte) bool {
	line = bytes.TrimRight(line, "\r\n")
	return bytes.HasSuffix(line, []byte("  ")) || bytes.HasSuffix(line, []byte(`\`))
}

// continues reports whether a line goes on with the sentence of the one above it.
func continues(above, next string) bool {
	first, _ := utf8.DecodeRuneInString(next)
	last, _ := utf8.DecodeLastRuneInString(above)
	full := len(above) >= wrappedBytes && !strings.ContainsRune(".!?:。！？：", last)
	switch {
	case next == "" || first == '@' || first == '!' || strings.ContainsRune("•●·▪◦", first):
		return false
	case first == '[' || first == '<' || strings.HasPrefix(next, "http"):
		return full && (unicode.IsLetter(last) || last == ',' || last == '(')
	case unicode.IsLower(first) || unfinished().MatchString(above) || strings.ContainsRune(",;-–—&(", last):
		return true
	}
	return full
}

// unfinished is a line that no sentence ends with.
var unfinished = compiled(`(?i)\b(?:with|of|the|an|and|or|for|to|by|from|mit|und|der|die|das|von|avec|et|les|des|con|del)$`)

// speaks reports whether a line tells who speaks: Ann: or **Ann:** with text after it, or nothing.
func speaks(line string) bool {
	name, rest, found := strings.Cut(strings.TrimLeft(line, "*_ "), ":")
	return found && len(name) <= 30 && strings.Count(name, " ") <= 2 && !strings.ContainsAny(name, "/[(") && (strings.Trim(rest, "*_ ") == "" || strings.Contains(line, ":**"))
}

// borrowed are the lines that title a stamp which stands alone: the heading above it, or, where that promises topics, speaks
// for the whole page or is not there, the paragraph below. In a list that has nothing but stamps, it is the item below it.
func (o *outline) borrowed(e entry) []text.Segment {
	s := o.sections[e.section]
	switch g := o.groups[e.group]; {
	case g.titled == 0 && e.child != nil:
		return e.child
	case g.kind == listItems && g.items > 1:
		return nil
	}
	if s.span.End > s.span.Start && !s.topical && !s.page {
		if heading := string(o.source[s.span.Start:s.span.End]); !hasStamp(heading) {
			return []text.Segment{text.NewSegment(s.span.Start, s.span.End)}
		}
	}
	return o.below(e.lines[len(e.lines)-1].Stop)
}

func hasStamp(line string) bool {
	_, ok := readStamp(line)
	return ok
}

// below are the lines of the paragraph that follows after a place, if words come next.
func (o *outline) below(at int) (lines []text.Segment) {
	at += len(o.source[at:]) - len(bytes.TrimLeft(o.source[at:], "\n\r \t\\)"))
	for at < len(o.source) {
		line, next := lineAt(o.source, at)
		trimmed := strings.TrimSpace(string(line))
		if trimmed == "" || strings.ContainsAny(trimmed[:1], "#|>!<`-+=") || hasStamp(trimmed) || markerBytes([]byte(trimmed)) > 0 {
			break
		}
		if len(lines) > 0 && (hardBreak(o.source[lines[len(lines)-1].Start:lines[len(lines)-1].Stop]) || !continues(o.line(lines[len(lines)-1]), trimmed)) {
			break
		}
		lines = append(lines, text.NewSegment(at, next))
		at = next
	}
	if len(lines) > 0 && speaks(o.line(lines[0])) {
		return nil
	}
	return lines
}
