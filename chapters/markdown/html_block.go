package markdown

import (
	"bytes"
	"regexp"
	"sync"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

var (
	lineBreak = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?i)<br[ \t]*/?>`) })
	// htmlBlock are the tags between which HTML has lines of its own.
	htmlBlock = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)</?(?:li|p|br|summary|details|ul|ol|dl|dt|dd|div|section|h[1-6]|table|thead|tbody|tr|td|th)(?:[ \t\r\n][^<>]*)?/?>`)
	})
)

// tableRow and tableCell begin rows and cells of a table in HTML.
var (
	tableRow  = compiled(`(?i)<tr(?:\s[^<>]*)?>`)
	tableCell = compiled(`(?i)</?(?:td|th)(?:\s[^<>]*)?>`)
)

// split cuts a stretch of the body at what separates lines, and leaves out what is empty.
func (o *outline) split(line text.Segment, separator *regexp.Regexp) (parts []text.Segment) {
	content := o.source[line.Start:line.Stop]
	start := 0
	add := func(stop int) {
		part := content[start:stop]
		left := len(part) - len(bytes.TrimLeft(part, " \t\r\n"))
		if right := len(bytes.TrimRight(part, " \t\r\n")); left < right {
			parts = append(parts, text.NewSegment(line.Start+start+left, line.Start+start+right))
		}
	}
	for _, cut := range separator.FindAllIndex(content, -1) {
		add(cut[0])
		start = cut[1]
	}
	add(len(content))
	return parts
}

// html notes the lines of an HTML block that hold stamps. A stamp alone takes the next line for its title.
func (o *outline) html(node *ast.HTMLBlock) {
	if node.Lines().Len() == 0 || node.HTMLBlockType != ast.HTMLBlockType6 && node.HTMLBlockType != ast.HTMLBlockType7 {
		return // comments, scripts and their kin
	}
	all := text.NewSegment(node.Lines().At(0).Start, node.Lines().At(node.Lines().Len()-1).Stop)
	if rows := o.split(all, tableRow()); len(rows) > 1 {
		var cells [][]text.Segment
		for _, row := range rows {
			cells = append(cells, o.split(row, tableCell()))
		}
		o.rows(cells)
		return
	}
	parts := o.split(all, htmlBlock())
	for i, part := range parts {
		s, ok := readStamp(o.line(part))
		switch {
		case !ok:
		case s.withoutStamp(tag().ReplaceAllString(o.line(part), "")) == "" && i+1 < len(parts):
			o.stamped(s, o.plain(), part, parts[i+1])
		default:
			o.stamped(s, o.plain(), part)
		}
	}
}

var tag = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`<[^<>]*>`) })
