package markdown

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"sync"

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
	if parts := o.inlineList(lines); parts != nil {
		o.inline(parts)
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

// paragraph notes the lines of a paragraph that begin with stamps, each with the lines behind it that do not.
func (o *outline) paragraph(node *ast.Paragraph) {
	var lines []text.Segment
	whole := slices.Clone(node.Lines().Sliced(0, node.Lines().Len()))
	if parts := o.inlineList(whole); parts != nil {
		o.inline(parts)
		return
	}
	uncut := whole[0].Stop
	whole[0] = o.lead(whole[0])
	led := whole[0].Stop < uncut // a title in bold begins it
	for _, line := range whole {
		for _, part := range o.split(line, lineBreak()) {
			lines = append(lines, o.splitStamps(part)...)
		}
	}
	stamps := make([]stamp, len(lines))
	first, leading, trailing := -1, 0, 0
	for i, line := range lines {
		s, ok := readStamp(o.line(line))
		if !ok {
			continue
		}
		if s.trailing && s.linked && o.alone(entry{stamp: s, lines: lines[i : i+1]}) {
			s.trailing, s.strong, s.bare = false, true, true // Video: [1:02](https://...)
		}
		stamps[i] = s
		if s.trailing {
			trailing++
			continue
		}
		if leading++; first < 0 {
			first = i
		}
	}
	run := len(lines) // where lines begin that all end with marked timestamps
	for run > 0 && stamps[run-1].trailing && !stamps[run-1].weak {
		run--
	}
	switch {
	case leading == 0 && len(lines)-run >= 3 && run > 0 && trailing == len(lines)-run:
		for i, line := range lines[run:] {
			o.stamped(stamps[run+i], o.plain(), line)
		}
	case led && leading == 0 && trailing == 1 && stamps[0].trailing:
		o.stamped(stamps[0], o.plain(), lines[0])
	case leading == 0 && len(lines) > 1 && stamps[0].trailing && !stamps[0].weak && trailing == 1 && o.isTitle(lines):
		o.stamped(stamps[0], o.plain(), lines[0])
	case trailing == len(lines) && trailing > 1:
		for i, line := range lines {
			o.stamped(stamps[i], o.plain(), line)
		}
	case leading > 0 && (first == 0 || leading > 1 && (first == 1 || 2*leading >= len(lines)-first) || // lines in front may say what they are
		first == 1 && len(lines) == 2 && o.alone(entry{stamp: stamps[1], lines: lines[1:]})): // or who speaks, or the title
		if leading > 1 {
			o.startOver(stamps[first:])
		}
		titled := first == 1 && len(lines) == 2 && !stamps[1].strong
		if leading > 1 {
			o.nearStamps(stamps, func(i int) string { return o.line(lines[i]) })
		}
		for i := first; i < len(lines); {
			next := i + 1
			for next < len(lines) && (stamps[next].text == "" || stamps[next].trailing) {
				next++
			}
			o.stamped(stamps[i], o.plain(), lines[i:next]...)
			if titled {
				o.entries[len(o.entries)-1].title = lines[:1]
			}
			i = next
		}
	}
}

// inline notes the entries of a list in running text.
func (o *outline) inline(parts []text.Segment) {
	for _, part := range parts {
		if s, ok := readStamp(o.line(part)); ok {
			o.stamped(s, o.plain(), part)
		}
	}
}

// startOver begins another group of plain lines where the stamps of a paragraph do.
func (o *outline) startOver(stamps []stamp) {
	section := len(o.sections) - 1
	index, known := o.lines[section]
	if known && stamps[0].ok && o.groups[index].stamps > 0 && restarts(o.groups[index].least, o.groups[index].most, stamps[0].start) {
		delete(o.lines, section)
	}
}

// isTitle reports whether the first of some lines is a title of its own: in bold, or not continued by the next.
func (o *outline) isTitle(lines []text.Segment) bool {
	first, next := o.line(lines[0]), strings.TrimSpace(o.line(lines[1]))
	return len(first) <= 80 && (strings.HasPrefix(first, "**") || hardBreak(o.source[lines[0].Start:lines[0].Stop]) || !continues(first, next))
}

// splitStamps cuts a line in front of the second of two stamps with titles.
func (o *outline) splitStamps(line text.Segment) (parts []text.Segment) {
	for {
		words := o.line(line)
		if !strings.Contains(words, "  ") && !strings.ContainsAny(words, "\t|") || !strings.Contains(words, ":") {
			break
		}
		at := wideGap().FindStringIndex(words)
		if at == nil {
			break
		}
		first, ok := readStamp(words[:at[0]])
		second, and := readStamp(words[at[0]:][len(words[at[0]:at[1]])-len(strings.TrimLeft(words[at[0]:at[1]], " \t|")):])
		if !ok || !and || first.trailing || second.trailing || !first.ok || second.start <= first.start {
			break
		}
		cut := line.Start + at[1] - len(strings.TrimLeft(words[at[0]:at[1]], " \t|"))
		parts = append(parts, text.NewSegment(line.Start, line.Start+at[0]))
		line = text.NewSegment(cut, line.Stop)
	}
	return append(parts, line)
}

// wideGap is what stands between two entries of one line, and the first digits of the second.
var wideGap = compiled(`(?:[ \t]{2,}|\t|[ \t]+\|[ \t]+)\d{1,3}:\d\d`)

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
