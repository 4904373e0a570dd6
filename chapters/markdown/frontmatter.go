package markdown

import (
	"bytes"
	"fmt"
	"path"
	"strings"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/limits"
)

// block is where a front matter stands, and where the text after it begins.
type block struct {
	syntax  chapters.Syntax
	content chapters.Span // between the fences
	body    int           // offset of the first byte after the closing fence
}

// splitFrontMatter finds the front matter: a fence on the very first line, and its twin further down.
func splitFrontMatter(source *chapters.Source) (block, *chapters.Diagnostic) {
	text := source.Text
	start := 0
	if bytes.HasPrefix(text, byteOrderMark) {
		start = len(byteOrderMark)
	}
	if bytes.HasPrefix(text[start:], []byte("{")) {
		if end, ok := jsonEnd(text[start:min(len(text), start+limits.FrontMatterBytes)]); ok {
			span := chapters.Span{Start: start, End: start + end}
			return block{chapters.JSON, span, span.End}, nil
		}
	}
	opening, next := lineAt(text, start)
	result := block{body: start}
	if isSidecar(source.Name) {
		if string(opening) != "---" {
			next = start
		}
		result = block{chapters.YAML, chapters.Span{Start: next, End: len(text)}, len(text)}
		if size := len(text) - next; size > limits.FrontMatterBytes {
			return result, badFrontMatter(source, chapters.Span{Start: start, End: start + len(opening)}, fmt.Sprintf("the file has %d bytes; chapmark reads at most %d of YAML", size, limits.FrontMatterBytes), "")
		}
		return result, nil
	}
	var closings []string
	switch string(opening) {
	case "---":
		result.syntax, closings = chapters.YAML, []string{"---", "..."}
	case "+++":
		result.syntax, closings = chapters.TOML, []string{"+++"}
	default:
		return result, nil
	}
	fence := chapters.Span{Start: start, End: start + len(opening)}
	result.content.Start = next
	for at := next; at < len(text); {
		line, after := lineAt(text, at)
		for _, closing := range closings {
			if string(line) == closing {
				result.content.End, result.body = at, after
				if size := at - next; size > limits.FrontMatterBytes {
					return result, badFrontMatter(source, fence, fmt.Sprintf("the front matter has %d bytes; chapmark reads at most %d", size, limits.FrontMatterBytes), "")
				}
				return result, nil
			}
		}
		at = after
	}
	return result, badFrontMatter(source, fence, fmt.Sprintf("the front matter is never closed: no line after this one is %s", closings[0]),
		fmt.Sprintf("write %s on a line of its own after the last field", closings[0]))
}

// isSidecar reports whether a file is YAML that says of an episode what a front matter would, without a text after it.
func isSidecar(name string) bool {
	ending := strings.ToLower(path.Ext(name))
	return ending == ".yml" || ending == ".yaml"
}

// lineAt returns the line that starts at an offset, without trailing white space, and the offset of the next line.
func lineAt(text []byte, start int) (line []byte, next int) {
	next = len(text)
	if i := bytes.IndexByte(text[start:], '\n'); i >= 0 {
		next = start + i + 1
	}
	return bytes.TrimRight(text[start:next], " \t\r\n"), next
}

func badFrontMatter(source *chapters.Source, span chapters.Span, message, hint string) *chapters.Diagnostic {
	d := chapters.Report(chapters.BadFrontMatter, source, span, "%s", message)
	d.Hint = hint
	return &d
}

// parseFrontMatter reads the fields of the block.
func parseFrontMatter(source *chapters.Source, b block) (chapters.FrontMatter, *chapters.Diagnostic) {
	result := chapters.FrontMatter{Syntax: b.syntax, Span: b.content, Values: map[string]any{}}
	content := source.Text[b.content.Start:b.content.End]
	if b.syntax == chapters.NoFrontMatter || len(bytes.TrimSpace(content)) == 0 {
		return result, nil
	}
	if at, deep := TooDeep(content, b.syntax); deep {
		at += b.content.Start
		return result, badFrontMatter(source, chapters.Span{Start: at, End: at + 1}, fmt.Sprintf("the front matter is nested deeper than %d levels", limits.Depth), "")
	}
	if b.syntax == chapters.YAML && TooManyMarks(content) {
		return result, badFrontMatter(source, b.content, fmt.Sprintf("the front matter has more than %d lines, commas and aliases", limits.FrontMatterMarks), "")
	}
	read := parseYAML
	switch b.syntax {
	case chapters.TOML:
		read = parseTOML
	case chapters.JSON:
		read = parseJSON
	}
	return result, read(source, &result)
}

// TooManyMarks reports whether YAML has more lines, commas and aliases than are read: the time that a parser takes grows
// with their square.
func TooManyMarks(content []byte) bool {
	n := 0
	for line := range bytes.Lines(content) {
		if trimmed := bytes.TrimSpace(line); len(trimmed) > 0 {
			n++
		}
		for _, mark := range []string{",", "&", "*", "{", "[", ": "} {
			n += bytes.Count(line, []byte(mark))
		}
	}
	return n > limits.FrontMatterMarks
}

// TooDeep finds where YAML, TOML or JSON is nested deeper than limits.Depth, before a parser sees the text, since parsers
// recurse. Levels are brackets that are open, indentation, and the dashes that nest lists on one line.
func TooDeep(content []byte, syntax chapters.Syntax) (at int, deep bool) {
	brackets := 0
	var indents []int
	for start := 0; start < len(content); {
		line, next := lineAt(content, start)
		indent := len(line) - len(bytes.TrimLeft(line, " "))
		rest, column := line[indent:], indent
		for len(indents) > 0 && len(rest) > 0 && indents[len(indents)-1] >= indent {
			indents = indents[:len(indents)-1]
		}
		if len(rest) > 0 {
			indents = append(indents, column)
		}
		for len(rest) > 1 && (rest[0] == '-' || rest[0] == '?') && (rest[1] == ' ' || rest[1] == '\t') {
			trimmed := bytes.TrimLeft(rest[1:], " \t")
			column += len(rest) - len(trimmed)
			indents = append(indents, column)
			rest = trimmed
		}
		if key, _, _ := bytes.Cut(line, []byte("=")); syntax == chapters.TOML && bytes.Count(key, []byte(".")) >= limits.Depth {
			return start, true // a.b.c = 1 nests, too
		}
		for i, c := range line {
			switch c {
			case '[', '{':
				brackets++
			case ']', '}':
				brackets = max(brackets-1, 0)
			}
			if brackets+len(indents) > limits.Depth {
				return start + i, true
			}
		}
		start = next
	}
	return 0, false
}
