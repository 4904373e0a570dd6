package markdown

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"github.com/chapmark/chapmark/chapters"
)

// places maps the parser's lines and columns to offsets in the source.
type places struct {
	content []byte
	base    int   // offset of content in the source
	lines   []int // offset of each line in content
}

func yamlPlaces(content []byte, base int) places {
	p := places{content: content, base: base, lines: []int{0}}
	for i, b := range content {
		// A lone carriage return ends a line, too (YAML 1.2 §5.4).
		if b == '\n' || b == '\r' && (i+1 == len(content) || content[i+1] != '\n') {
			p.lines = append(p.lines, i+1)
		}
	}
	return p
}

// offset returns the offset in content of a place that is counted from 1, columns in runes.
func (p places) offset(line, column int) int {
	if line < 1 || line > len(p.lines) {
		return len(p.content)
	}
	at := p.lines[line-1]
	for ; column > 1 && at < len(p.content); column-- {
		_, size := utf8.DecodeRune(p.content[at:])
		at += size
	}
	return at
}

// span is where a token stands in the source, as far as its first line goes.
func (p places) span(t *token.Token) chapters.Span {
	start := p.offset(t.Position.Line, t.Position.Column)
	end := start + len(firstLine(t.Value))
	end = max(min(end, len(p.content)), start)
	return chapters.Span{Start: p.base + start, End: p.base + end}
}

// fields describes the scalar values in a node, in order, that after aliases aside. The way is that to the node.
func (p places) fields(node ast.Node, way string) (found []chapters.Field) {
	if anchor, ok := node.(*ast.AnchorNode); ok {
		node = anchor.Value
	}
	if list, ok := node.(*ast.SequenceNode); ok {
		for i, item := range list.Values {
			if field, ok := p.field(item, nil); ok {
				field.Key = fmt.Sprint(way, i)
				found = append(found, field)
				continue
			}
			found = append(found, p.fields(item, fmt.Sprint(way, i, "."))...)
		}
		return found
	}
	entries, _ := mappingEntries(node)
	for _, entry := range entries {
		key := way + yamlKey(entry.Key)
		if field, ok := p.field(entry.Value, entry.Start); ok {
			field.Key = key
			found = append(found, field)
			continue
		}
		found = append(found, p.fields(entry.Value, key+".")...)
	}
	return found
}

// field describes a scalar value, with the exact bytes of it; where there is none, it stands after the colon.
func (p places) field(node ast.Node, colon *token.Token) (chapters.Field, bool) {
	var field chapters.Field
	plain := true
	for {
		switch wrapper := node.(type) {
		case *ast.AnchorNode:
			node, plain = wrapper.Value, false
			continue
		case *ast.TagNode:
			node, plain = wrapper.Value, false
			continue
		}
		break
	}
	scalar, ok := node.(ast.ScalarNode)
	if node.Type() == ast.AliasType || !ok || node.GetToken() == nil {
		return field, false
	}
	t := scalar.GetToken()
	field.Value, field.Span = t.Value, p.span(t)
	switch t.Type {
	case token.LiteralType, token.FoldedType, token.MergeKeyType:
		field.Value = strings.TrimSpace(node.String())
		return field, true
	case token.ImplicitNullType:
		if colon == nil {
			return field, false
		}
		at := p.base + p.offset(colon.Position.Line, colon.Position.Column) + 1
		field.Value, field.Null, field.Span = "", true, chapters.Span{Start: at, End: at}
		field.Editable = plain && at <= p.base+len(p.content) && p.content[at-p.base-1] == ':'
		return field, true
	case token.NullType:
		field.Null = true
	case token.DoubleQuoteType:
		field.Quote = `"`
	case token.SingleQuoteType:
		field.Quote = `'`
	}
	start := field.Span.Start - p.base
	raw := field.Quote + field.Value + field.Quote
	if colon != nil && !strings.HasPrefix(string(p.content[start:]), raw) {
		// The parser counts blanks after the value, too.
		at := p.offset(colon.Position.Line, colon.Position.Column) + 1
		if line, _ := lineAt(p.content, min(at, len(p.content))); strings.HasPrefix(strings.TrimLeft(string(line), " \t"), raw) {
			start = at + len(line) - len(strings.TrimLeft(string(line), " \t"))
			field.Span.Start = p.base + start
		}
	}
	if strings.HasPrefix(string(p.content[start:]), raw) {
		field.Span.End = field.Span.Start + len(raw)
		field.Editable = plain
	} else if end := closingQuote(p.content[start:]); end > 0 {
		field.Span.End = field.Span.Start + end
	}
	return field, true
}

// closingQuote is how long a quoted scalar is that has escapes, with its quotes (YAML 1.2.2 §7.3); 0 where none begins, or it goes on in
// the next line.
func closingQuote(text []byte) int {
	if len(text) == 0 || text[0] != '"' && text[0] != '\'' {
		return 0
	}
	for i := 1; i < len(text) && text[i] != '\n'; i++ {
		switch {
		case text[0] == '"' && text[i] == '\\', text[0] == '\'' && text[i] == '\'' && i+1 < len(text) && text[i+1] == '\'':
			i++
		case text[i] == text[0]:
			return i + 1
		}
	}
	return 0
}
