package markdown

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/limits"
)

// entry is a line, or a few, that hold a stamp and a title.
type entry struct {
	stamp   stamp
	lines   []text.Segment // of the body
	more    bool           // others stood below them that are not its title
	group   int
	section int
	alone   bool           // it has no words of its own
	title   []text.Segment // of the body, where its title stands elsewhere
}

// kind is what a group is made of.
type kind int

const (
	listItems kind = iota
	headings
	plainLines
	tableRows
	codeLines
)

func (k kind) String() string {
	return [...]string{"list", "headings", "lines", "table", "code block"}[k]
}

// group is a list, a table, or all headings, or the lines of a section: what may together be the list of topics.
type group struct {
	kind                  kind
	unstamped             []chapters.Span // the first lines of items without a stamp, in the body
	items, stamps, broken int
	weak                  int // stamps that nothing marks; others, once they are taken for some
	section               int
	outer                 int  // the list that it is nested in, or -1
	fromZero              bool // headings: the first one starts at 0:00
	evidence              []evidence
	score                 int    // of the evidence
	reason                string // why it holds no topics
}

// section is what follows a heading, up to the next one of its rank.
type section struct {
	span      chapters.Span // the heading, in the body
	level     int
	above     int  // the section that it is a part of; 0 is what stands in front of all headings
	page      bool // it is the title of the page
	topical   bool // its words promise topics
	links     bool // its words promise something else: links
	elsewhere bool // its words promise times of something else: a transcript, songs
}

// outline is what a body holds: its sections, and what holds stamps in them.
type outline struct {
	entries  []entry
	groups   []group
	sections []section
	// references are the link reference definitions, as the parser keeps them.
	references parser.Context

	source []byte
	open   int            // the section that is being read
	codes  []text.Segment // lines of code
	lines  map[int]int    // the group of plain lines, by section
	titles int            // the group of headings, or -1
}

// elsewhereWords are those of headings under which times are not those of this episode's topics, and linkWords those of
// headings under which topics hardly stand.
var (
	elsewhereWords = compiled(`(?i)\b(?:transcripts?|transkript|transcription|corrections?|errata|` +
		`schedule|programme|tour dates|opening hours|track ?list|tracks|songs|playlist|set ?list|music|readings?|scripture|verses|decisions?|action items?|(?:earlier|previous|other) episodes?)\b|文字起こし|書き起こし|文字稿|транскрипт|勘誤|勘误|更正|訂正`)
	linkWords = compiled(`(?i)\b(?:links|references|resources|credits|related)\b`)
)

var topicalWords = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)\b(?:topics|chapters?|time ?stamps?|time ?codes?|show ?notes|timeline|outline|in this episode)\b`)
})

// topicalScripts are the words of topicalWords in other languages.
var topicalScripts = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)kapitel|themen|sprungmarken|zeitmarken|chapitres|capítulos|capitoli|hoofdstukken|главы|темы|таймкоды|目次|目录|目錄|チャプター|タイムスタンプ|トピック|时间轴|時間軸|时间戳|章节|章節|챕터|타임라인|타임스탬프`)
})

// readable returns the body with spaces for lines that are too long or indented too deeply.
func readable(body []byte) []byte {
	result := body
	for start := 0; start < len(body); {
		_, next := lineAt(body, start)
		line := body[start:next]
		if len(line) > limits.LineBytes || len(line)-len(bytes.TrimLeft(line, " \t")) > limits.LineIndent || markers(line) > limits.LineMarkers || bytes.Count(line, []byte("|")) > limits.LineBars {
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
	for ; n <= limits.LineMarkers && len(line) > 0 && bytes.IndexByte([]byte(" \t>-+*0123456789"), line[0]) >= 0; n++ {
		length := len(marker().Find(line))
		if length == 0 {
			break
		}
		line = line[length:]
	}
	return n
}

// marks counts what makes a list item, a quote or a cell, up to a few more than are read.
func marks(text []byte) (n int) {
	for start := 0; start < len(text) && n <= limits.TextMarks; {
		_, next := lineAt(text, start)
		line := text[start:next]
		n += markers(line) + bytes.Count(line, []byte("|"))
		start = next
	}
	return n
}

// blocks parses what a text is made of.
var blocks = sync.OnceValue(func() parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(parser.DefaultBlockParsers()...),
		parser.WithParagraphTransformers(append(parser.DefaultParagraphTransformers(),
			util.Prioritized(extension.NewTableParagraphTransformer(), 200))...))
})

// readOutline parses the blocks of the Markdown, but no inlines, and notes headings and what holds stamps, in order.
func readOutline(body []byte) outline {
	o := outline{sections: []section{{}}, references: parser.NewContext(), source: body, lines: map[int]int{}, titles: -1}
	lists := map[ast.Node]int{}
	root := blocks().Parse(text.NewReader(body), parser.WithContext(o.references))
	_ = ast.Walk(root, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch node := node.(type) {
		case *ast.Heading:
			o.sections = append(o.sections, o.heading(node, body))
			o.title(node)
		case *ast.List:
			outer := -1
			if item := node.Parent(); item != nil && item.Kind() == ast.KindListItem {
				outer = lists[item.Parent()]
			}
			lists[node] = o.add(group{kind: listItems, outer: outer})
		case *ast.ListItem:
			index := lists[node.Parent()]
			o.groups[index].items++
			o.item(node, index)
		case *ast.FencedCodeBlock:
			o.codes = append(o.codes, node.Lines().Sliced(0, node.Lines().Len())...)
			o.code(node)
		case *ast.CodeBlock:
			o.codes = append(o.codes, node.Lines().Sliced(0, node.Lines().Len())...)
		case *ast.HTMLBlock:
			o.html(node)
		case *extast.Table:
			o.table(node)
			return ast.WalkSkipChildren, nil
		case *ast.Paragraph:
			o.caption(node)
			if node.Parent().Kind() != ast.KindListItem || node.Parent().FirstChild() != ast.Node(node) {
				o.paragraph(node)
			}
			return ast.WalkSkipChildren, nil
		case *ast.TextBlock:
			return ast.WalkSkipChildren, nil
		}
		return ast.WalkContinue, nil
	})
	o.settle()
	return o
}

// settle takes the stamps that nothing marks for stamps where a group has some of them and hardly others, and else drops them.
func (o *outline) settle() {
	taken := map[int]bool{}
	for i := range o.groups {
		if g := &o.groups[i]; g.weak > 2 && g.weak > 3*(g.stamps+g.broken) && (g.kind != listItems || 2*g.weak >= g.items) {
			taken[i] = true
			g.stamps += g.weak
		}
	}
	o.entries = slices.DeleteFunc(o.entries, func(e entry) bool {
		if !e.stamp.weak || taken[e.group] {
			return false
		}
		if line := e.lines[0]; o.groups[e.group].kind == listItems {
			o.groups[e.group].unstamped = append(o.groups[e.group].unstamped, chapters.Span{Start: line.Start, End: line.Start + len(o.line(line))})
		}
		return true
	})
	for i := range o.groups {
		slices.SortFunc(o.groups[i].unstamped, func(a, b chapters.Span) int { return a.Start - b.Start })
	}
}

func (o *outline) add(g group) int {
	g.section = len(o.sections) - 1
	o.groups = append(o.groups, g)
	return len(o.groups) - 1
}

// maxHeadingWords are how many words a heading has that says what kind of things stand below it. A longer one is a title.
const maxHeadingWords = 5

// heading opens a section. One of a lower rank than a topical section belongs to it.
func (o *outline) heading(node *ast.Heading, source []byte) section {
	s := section{level: node.Level, above: 0, page: node.Level == 1 && len(o.sections) == 1}
	if lines := node.Lines(); lines.Len() > 0 {
		s.span = chapters.Span{Start: lines.At(0).Start, End: lines.At(lines.Len() - 1).Stop}
		words := source[s.span.Start:s.span.End]
		s.topical = topicalWords().Match(words) || topicalScripts().Match(words)
		_, stamped := readStamp(string(words))
		// The first heading is the page's title, and one with a timestamp a topic: neither says what else stands here.
		if !s.topical && !stamped && !s.page && len(bytes.Fields(words)) <= maxHeadingWords {
			s.links, s.elsewhere = linkWords().Match(words), elsewhereWords().Match(words)
		}
	}
	for o.sections[o.open].level >= s.level && o.open > 0 {
		o.open = o.sections[o.open].above
	}
	s.above = o.open
	s.inherit(o.sections[o.open])
	o.open = len(o.sections)
	return s
}

// inherit makes a section one of the kind of the section that it is a part of, unless its own words say otherwise.
func (s *section) inherit(above section) {
	if !s.topical && !s.links && !s.elsewhere {
		s.topical, s.links, s.elsewhere = above.topical, above.links, above.elsewhere
	}
}

// caption opens a section where a line says what stands below it, as a heading would: **Links**, or Earlier episodes:
func (o *outline) caption(node *ast.Paragraph) {
	if node.Lines().Len() != 1 || node.Parent().Kind() != ast.KindDocument {
		return
	}
	line := node.Lines().At(0)
	words := o.line(line)
	bold := strings.HasPrefix(words, "**") && strings.HasSuffix(words, "**")
	if len(words) > 80 || !bold && !strings.HasSuffix(words, ":") && !strings.HasSuffix(words, "：") {
		return
	}
	if _, ok := readStamp(words); ok {
		return
	}
	s := section{level: 7, span: chapters.Span{Start: line.Start, End: line.Start + len(words)}}
	s.topical = topicalWords().MatchString(words) || topicalScripts().MatchString(words)
	s.links, s.elsewhere = linkWords().MatchString(words) && !s.topical, elsewhereWords().MatchString(words) && !s.topical
	if !s.topical && !s.links && !s.elsewhere {
		return
	}
	s.topical = s.topical && bold // a sentence that ends with a colon promises less
	for o.sections[o.open].level >= s.level && o.open > 0 {
		o.open = o.sections[o.open].above
	}
	s.above = o.open
	o.open = len(o.sections)
	o.sections = append(o.sections, s)
}

// under tells of each section whether its heading, or one above it, has some of these words; without words, all do.
func (o *outline) under(words []string) []bool {
	found := make([]bool, len(o.sections))
	for i, s := range o.sections {
		heading := strings.ToLower(string(o.source[s.span.Start:s.span.End]))
		has := func(words string) bool { return strings.Contains(heading, strings.ToLower(words)) }
		found[i] = len(words) == 0 || i > 0 && (found[s.above] || slices.ContainsFunc(words, has))
	}
	return found
}
