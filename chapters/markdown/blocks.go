package markdown

import (
	"bytes"
	"slices"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"

	"github.com/chapmark/chapmark/chapters"
)

// stamped notes an entry.
func (o *outline) stamped(s stamp, index int, lines ...text.Segment) {
	g := &o.groups[index]
	if s.weak {
		g.weak++
	} else if s.ok {
		if g.stamps++; g.stamps == 1 {
			g.least = s.start
		}
		g.least, g.most = min(g.least, s.start), max(g.most, s.start)
	} else {
		g.broken++
	}
	own := lines
	if g.kind != tableRows {
		own = o.own(s, g.kind, lines)
	}
	o.entries = append(o.entries, entry{stamp: s, lines: own, more: len(own) < len(lines), group: index, section: len(o.sections) - 1})
}

// line is a line's text without its end.
func (o *outline) line(line text.Segment) string {
	return string(bytes.TrimRight(o.source[line.Start:line.Stop], " \t\r\n"))
}

// item notes a list item whose first block holds a stamp.
func (o *outline) item(node *ast.ListItem, index int) {
	block := node.FirstChild()
	if block == nil || block.Lines().Len() == 0 || block.Kind() != ast.KindTextBlock && block.Kind() != ast.KindParagraph {
		return
	}
	lines := slices.Clone(block.Lines().Sliced(0, block.Lines().Len()))
	if o.inlineList(lines) {
		return
	}
	lines[0] = o.lead(lines[0])
	if s, ok := readStamp(o.line(lines[0])); ok && !(s.trailing && len(lines) > 1) {
		o.stamped(s, index, lines...)
		o.child(block)
		return
	}
	if s, ok := readStamp(o.line(lines[len(lines)-1])); ok && s.trailing {
		o.stamped(s, index, lines...)
		return
	}
	// A line that follows the item without a blank line belongs to it, if nobody indented it; its author hardly meant that.
	// Where several do, they are lines of their own.
	leading := 0
	for _, line := range lines[1:] {
		if s, ok := readStamp(o.line(line)); ok && s.ok && !s.trailing {
			leading++
		}
	}
	for i, line := range lines[1:] {
		s, ok := readStamp(o.line(line))
		if ok && s.ok && !s.trailing && leading > 1 {
			o.stamped(s, o.plain(), line)
		} else if ok && s.ok && !s.trailing && o.source[line.Start-1] == '\n' {
			o.stamped(s, o.plain(), lines[i+1:]...)
			break
		}
	}
	o.groups[index].unstamped = append(o.groups[index].unstamped, chapters.Span{Start: lines[0].Start, End: lines[0].Start + len(o.line(lines[0]))})
}

// child notes the words of the first item below one that holds nothing but a stamp: they may be its title.
func (o *outline) child(block ast.Node) {
	list := block.NextSibling()
	if list == nil || list.Kind() != ast.KindList {
		return
	}
	if words := list.FirstChild().FirstChild(); words != nil && words.Lines().Len() > 0 && !hasStamp(o.line(words.Lines().At(0))) {
		o.entries[len(o.entries)-1].child = []text.Segment{words.Lines().At(0)}
	}
}

// title notes a heading that holds a stamp.
func (o *outline) title(node *ast.Heading) {
	if node.Lines().Len() == 0 {
		return
	}
	if s, ok := readStamp(o.line(node.Lines().At(0))); ok {
		if o.titles < 0 {
			o.titles = o.add(group{kind: headings, outer: -1, fromZero: s.ok && s.start == 0 && !s.trailing})
		}
		o.stamped(s, o.titles, node.Lines().Sliced(0, node.Lines().Len())...)
	}
}

// plain is the group of the plain lines of the section.
func (o *outline) plain() int {
	section := len(o.sections) - 1
	if _, known := o.lines[section]; !known {
		o.lines[section] = o.add(group{kind: plainLines, outer: -1})
	}
	return o.lines[section]
}

// code notes the lines of a code block that holds nothing but lines with stamps.
func (o *outline) code(node *ast.FencedCodeBlock) {
	if language := string(node.Language(o.source)); language != "" && language != "text" && language != "txt" {
		return
	}
	var stamps []stamp
	var lines []text.Segment
	for _, line := range node.Lines().Sliced(0, node.Lines().Len()) {
		if o.line(line) == "" {
			continue
		}
		s, ok := readStamp(o.line(line))
		if !ok {
			return
		}
		stamps, lines = append(stamps, s), append(lines, line)
	}
	index := o.add(group{kind: codeLines, outer: -1})
	for i, s := range stamps {
		o.stamped(s, index, lines[i])
	}
}
