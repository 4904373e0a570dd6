package markdown

import (
	"bytes"
	"regexp"
	"time"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"github.com/chapmark/chapmark/chapters"
)

// entry is a list item that begins with a stamp.
type entry struct {
	stamp   stamp
	block   ast.Node // the paragraph that the stamp begins
	list    int
	section int
}

// list counts what its items begin with.
type list struct {
	items, stamps, broken int
	outer                 int // the list that it is nested in, or -1
}

// section is what follows a heading, up to the next one of its rank.
type section struct {
	span    chapters.Span // the heading, in the body
	level   int
	topical bool // its words promise topics
}

// outline is what a body holds: its sections and the list items with stamps.
type outline struct {
	entries  []entry
	lists    []list
	sections []section
	// references are the link reference definitions, as the parser keeps them.
	references parser.Context
}

var topicalWords = regexp.MustCompile(`(?i)\b(?:topics|chapters?|time ?stamps?|time ?codes?|show ?notes|timeline|outline|in this episode)\b`)

// findTopics fills in the document's topics from the text after its front matter.
func findTopics(document *chapters.Document, body int) []chapters.Diagnostic {
	masked := maskLiquid(document.Source.Text[body:])
	outline := readOutline(readable(masked.text))
	for _, s := range outline.sections {
		if s.topical && document.Section.IsWhole() {
			document.Section = shift(s.span, body)
		}
	}
	var engine *renderer
	reader := topicReader{document: document, masked: masked, body: body, references: outline.references, renderer: func() *renderer {
		if engine == nil {
			engine = newRenderer(document.FrontMatter.Values)
		}
		return engine
	}}
	entries := outline.topics()
	entries = entries[:min(len(entries), maxTopics)]
	for i, e := range entries {
		if !e.stamp.ok {
			reader.badTimestamp(e, neighbour(entries, i, -1), neighbour(entries, i, +1))
			continue
		}
		reader.topic(e)
	}
	return reader.problems
}

// Limits on a body. What is beyond them is no list of topics, but could keep a parser busy for hours.
const (
	maxLineBytes  = 16 << 10
	maxIndent     = 256
	maxTopics     = 1000 // four times what can be written; too-many-chapters is reported long before
	maxEntryBytes = 16 << 10
)

// readable returns the body with spaces for lines that are too long or indented too deeply.
func readable(body []byte) []byte {
	result := body
	for start := 0; start < len(body); {
		_, next := lineAt(body, start)
		line := body[start:next]
		if len(line) > maxLineBytes || len(line)-len(bytes.TrimLeft(line, " \t")) > maxIndent {
			if &result[0] == &body[0] {
				result = bytes.Clone(body)
			}
			blank := result[start:next]
			for i, c := range blank {
				if c != '\n' && c != '\r' {
					blank[i] = ' '
				}
			}
		}
		start = next
	}
	return result
}

// readOutline parses the blocks of the Markdown, but no inlines, and notes headings and stamped list items in order.
func readOutline(body []byte) outline {
	o := outline{sections: []section{{}}, references: parser.NewContext()}
	lists := map[ast.Node]int{}
	blocks := parser.NewParser(
		parser.WithBlockParsers(parser.DefaultBlockParsers()...),
		parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...))
	root := blocks.Parse(text.NewReader(body), parser.WithContext(o.references))
	_ = ast.Walk(root, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch node := node.(type) {
		case *ast.Heading:
			o.sections = append(o.sections, o.heading(node, body))
		case *ast.List:
			outer := -1
			if item := node.Parent(); item != nil && item.Kind() == ast.KindListItem {
				outer = lists[item.Parent()]
			}
			lists[node] = len(o.lists)
			o.lists = append(o.lists, list{outer: outer})
		case *ast.ListItem:
			index := lists[node.Parent()]
			o.lists[index].items++
			o.item(node, index, body)
		case *ast.Paragraph, *ast.TextBlock:
			return ast.WalkSkipChildren, nil
		}
		return ast.WalkContinue, nil
	})
	return o
}

// heading opens a section. One of a lower rank than a topical section belongs to it.
func (o *outline) heading(node *ast.Heading, source []byte) section {
	s := section{level: node.Level}
	if lines := node.Lines(); lines.Len() > 0 {
		s.span = chapters.Span{Start: lines.At(0).Start, End: lines.At(lines.Len() - 1).Stop}
		s.topical = topicalWords.Match(source[s.span.Start:s.span.End])
	}
	for i := len(o.sections) - 1; i > 0 && !s.topical; i-- {
		if above := o.sections[i]; above.level < s.level {
			s.topical = above.topical
			break
		}
	}
	return s
}

// item notes a list item whose first block begins with a stamp.
func (o *outline) item(node *ast.ListItem, index int, source []byte) {
	block := node.FirstChild()
	if block == nil || block.Lines().Len() == 0 || block.Kind() != ast.KindTextBlock && block.Kind() != ast.KindParagraph {
		return
	}
	line := block.Lines().At(0)
	s, ok := readStamp(string(bytes.TrimRight(source[line.Start:line.Stop], "\r\n")))
	if !ok {
		return
	}
	if s.ok {
		o.lists[index].stamps++
	} else {
		o.lists[index].broken++
	}
	o.entries = append(o.entries, entry{stamp: s, block: block, list: index, section: len(o.sections) - 1})
}

// topics chooses the entries that are topics. A list counts where at least half of its items begin with stamps; one
// item alone counts only under a heading that promises topics. Lists under such headings rule out all others;
// without any, all lists count if their times rise from one to the next, else those of the section with the most.
func (o *outline) topics() []entry {
	var promised, others []entry
	for _, e := range o.entries {
		switch {
		case !o.lists[e.list].mostlyStamps():
		case o.sections[e.section].topical:
			promised = append(promised, e)
		case o.several(e.list):
			others = append(others, e)
		}
	}
	if len(promised) > 0 {
		return promised
	}
	if rising(others) {
		return others
	}
	perSection := map[int]int{}
	best := -1
	for _, e := range others {
		perSection[e.section]++
	}
	for _, e := range others {
		if best < 0 || perSection[e.section] > perSection[best] {
			best = e.section
		}
	}
	var chosen []entry
	for _, e := range others {
		if e.section == best {
			chosen = append(chosen, e)
		}
	}
	return chosen
}

func (l list) mostlyStamps() bool { return 2*(l.stamps+l.broken) >= l.items }

// several reports whether a list has more than one stamp, those of the list that it is nested in included.
func (o *outline) several(index int) bool {
	stamps, marks := 0, 0
	for ; index >= 0 && o.lists[index].mostlyStamps(); index = o.lists[index].outer {
		stamps += o.lists[index].stamps
		marks += o.lists[index].stamps + o.lists[index].broken
	}
	return stamps > 0 && marks > 1
}

// rising reports whether the readable stamps never go back.
func rising(entries []entry) bool {
	last := time.Duration(0)
	for _, e := range entries {
		if e.stamp.ok {
			if e.stamp.start < last {
				return false
			}
			last = e.stamp.start
		}
	}
	return true
}

// neighbour returns the start of the nearest readable stamp in a direction.
func neighbour(entries []entry, i, step int) *time.Duration {
	for i += step; i >= 0 && i < len(entries); i += step {
		if entries[i].stamp.ok {
			return &entries[i].stamp.start
		}
	}
	return nil
}

func shift(span chapters.Span, by int) chapters.Span {
	return chapters.Span{Start: span.Start + by, End: span.End + by}
}
