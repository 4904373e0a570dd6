package markdown

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// What GitHub Flavored Markdown adds to CommonMark, as far as titles and lists of topics need it. The parser's own extensions
// would compile a dozen expressions at each start.

// tableNode is a table: the cells of each row, without the row of dashes.
type tableNode struct {
	ast.BaseBlock
	rows [][]text.Segment
}

var tableKind = ast.NewNodeKind("Table")

func (*tableNode) Kind() ast.NodeKind { return tableKind }

// Dump shows the node to who looks for a mistake in it.
func (n *tableNode) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

// tables makes tables of paragraphs (GFM §4.10).
type tables struct{}

// Transform makes a table of a paragraph's lines from the one above the first row of dashes on, if that has no more cells. Where cells
// are missing in a row, they are empty.
func (tables) Transform(node *ast.Paragraph, reader text.Reader, _ parser.Context) {
	lines, source := node.Lines(), reader.Source()
	for i := 1; i < lines.Len(); i++ {
		dashes := lines.At(i)
		columns, ok := delimiters(dashes.Value(source))
		if !ok {
			continue
		}
		table := new(tableNode)
		for j := i - 1; j < lines.Len(); j++ {
			if j == i {
				continue
			}
			row := cells(lines.At(j), source)
			if j < i && len(row) > columns {
				return
			}
			for len(row) < columns {
				row = append(row, text.NewSegment(0, 0))
			}
			table.rows = append(table.rows, row[:columns])
		}
		parent := node.Parent()
		parent.InsertAfter(parent, node, table)
		if lines.SetSliced(0, i-1); lines.Len() == 0 {
			parent.RemoveChild(parent, node)
			return
		}
		last := lines.At(i - 2)
		last.Stop-- // the line's end belongs to no paragraph
		lines.Set(i-2, last)
		return
	}
}

// delimiters counts the columns of a row of dashes, each with colons where its text is aligned.
func delimiters(line []byte) (columns int, ok bool) {
	if len(line)-len(bytes.TrimLeft(line, " \t")) > 3 || len(bytes.Trim(line, "|:- \t\r\n")) > 0 || bytes.IndexByte(line, '-') < 0 {
		return 0, false
	}
	trimmed := bytes.TrimSpace(line)
	if len(bytes.Trim(trimmed, "-")) == 0 {
		return 0, false // the line under a heading
	}
	trimmed = bytes.TrimSuffix(bytes.TrimPrefix(trimmed, []byte("|")), []byte("|"))
	for cell := range bytes.SplitSeq(trimmed, []byte("|")) {
		cell = bytes.TrimSpace(cell)
		cell = bytes.TrimSuffix(bytes.TrimPrefix(cell, []byte(":")), []byte(":"))
		if len(cell) == 0 || len(bytes.Trim(cell, "-")) > 0 {
			return 0, false
		}
		columns++
	}
	return columns, true
}

// cells are the places of a row's cells. A bar after a backslash parts none.
func cells(line text.Segment, source []byte) (list []text.Segment) {
	line = line.TrimLeftSpace(source)
	line = line.TrimRightSpace(source)
	content := line.Value(source)
	at, end := 0, len(content)
	if at < end && content[at] == '|' {
		at++
	}
	if at < end && content[end-1] == '|' {
		end--
	}
	for at < end {
		stop := at
		for stop < end && (content[stop] != '|' || stop > 0 && content[stop-1] == '\\') {
			stop++
		}
		cell := text.NewSegment(line.Start+at, line.Start+stop)
		cell = cell.TrimLeftSpace(source)
		list = append(list, cell.TrimRightSpace(source))
		at = stop + 1
	}
	return list
}

// struck reads text that is struck through, between one or two tildes on each side (GFM §6.5). To who reads titles it is like
// emphasis.
type struck struct{}

func (struck) Trigger() []byte { return []byte("~") }

func (struck) Parse(_ ast.Node, reader text.Reader, context parser.Context) ast.Node {
	before := reader.PrecendingCharacter()
	line, segment := reader.PeekLine()
	node := parser.ScanDelimiter(line, before, 1, struck{})
	if node == nil || node.OriginalLength > 2 || before == '~' {
		return nil
	}
	node.Segment = segment.WithStop(segment.Start + node.OriginalLength)
	reader.Advance(node.OriginalLength)
	context.PushDelimiter(node)
	return node
}

// IsDelimiter, CanOpenCloser and OnMatch tell the parser what may stand around struck text, and what it becomes.
func (struck) IsDelimiter(b byte) bool { return b == '~' }

// CanOpenCloser holds both ends against each other.
func (struck) CanOpenCloser(opener, closer *parser.Delimiter) bool {
	return opener.Char == closer.Char && opener.OriginalLength == closer.OriginalLength
}

// OnMatch makes the node.
func (struck) OnMatch(consumes int) ast.Node { return ast.NewEmphasis(consumes) }
