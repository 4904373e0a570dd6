package markdown

import (
	"bytes"
	"regexp"
	"sync"

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
	unstamped             []chapters.Span // the first lines of items that begin with no stamp, in the body
	items, stamps, broken int
	outer                 int // the list that it is nested in, or -1
}

// section is what follows a heading, up to the next one of its rank.
type section struct {
	span    chapters.Span // the heading, in the body
	level   int
	topical bool // its words promise topics
	links   bool // its words promise links, in which times are those of other shows
}

// outline is what a body holds: its sections and the list items with stamps.
type outline struct {
	entries  []entry
	lists    []list
	sections []section
	// references are the link reference definitions, as the parser keeps them.
	references parser.Context
}

var linkWords = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?i)\b(?:links|references|resources|credits)\b`) })

var topicalWords = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)\b(?:topics|chapters?|time ?stamps?|time ?codes?|show ?notes|timeline|outline|in this episode)\b`)
})

// Limits on a body. What is beyond them is no list of topics, but could keep a parser busy for hours.
const (
	maxLineBytes  = 16 << 10
	maxIndent     = 256
	maxMarkers    = 32   // of quotes and lists at the start of one line
	maxTopics     = 1000 // of a text: four times what can be written; too-many-chapters is reported long before
	maxEntryBytes = 4 << 10
)

// readable returns the body with spaces for lines that are too long or indented too deeply.
func readable(body []byte) []byte {
	result := body
	for start := 0; start < len(body); {
		_, next := lineAt(body, start)
		line := body[start:next]
		if len(line) > maxLineBytes || len(line)-len(bytes.TrimLeft(line, " \t")) > maxIndent || markers(line) > maxMarkers {
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

var marker = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[ \t]*(?:>|[-+*](?:[ \t]|$)|\d{1,9}[.)](?:[ \t]|$))`)
})

// markers counts the markers of quotes and list items that a line begins with, up to a few more than are read.
func markers(line []byte) int {
	n := 0
	for ; n <= maxMarkers; n++ {
		length := len(marker().Find(line))
		if length == 0 {
			break
		}
		line = line[length:]
	}
	return n
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
		s.topical = topicalWords().Match(source[s.span.Start:s.span.End])
		s.links = linkWords().Match(source[s.span.Start:s.span.End]) && !s.topical
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
	text := bytes.TrimRight(source[line.Start:line.Stop], "\r\n")
	s, ok := readStamp(string(text))
	if !ok {
		o.lists[index].unstamped = append(o.lists[index].unstamped, chapters.Span{Start: line.Start, End: line.Start + len(text)})
		return
	}
	if s.ok {
		o.lists[index].stamps++
	} else {
		o.lists[index].broken++
	}
	o.entries = append(o.entries, entry{stamp: s, block: block, list: index, section: len(o.sections) - 1})
}
