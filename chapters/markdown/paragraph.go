package markdown

import (
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// paragraph notes the lines of a paragraph that begin with stamps, each with the lines after it that do not.
func (o *outline) paragraph(node *ast.Paragraph) {
	var lines []text.Segment
	whole := slices.Clone(node.Lines().Sliced(0, node.Lines().Len()))
	if o.inlineList(whole) {
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

// splitStamps cuts a line before the second of two stamps with titles.
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
