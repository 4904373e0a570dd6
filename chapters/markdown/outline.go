package markdown

import (
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/chapmark/chapmark/chapters"
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
	child   []text.Segment // of a list item: the first line of the first item below it
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
	outer                 int           // the list that it is nested in, or -1
	least, most           time.Duration // of its times
	part                  int           // of its section: a list that starts over is another
	fromZero              bool          // headings: the first one starts at 0:00
	titled                int           // entries that have words of their own
	evidence              []evidence
	score                 int    // of the evidence
	reason                string // why it holds no topics
}

// unmarkedStamps are stamps of a group that nothing marks, where others have none.
type unmarkedStamps struct {
	group  int
	first  text.Segment
	stamps int
}

// outline is what a body holds: its sections, and what holds stamps in them.
type outline struct {
	entries  []entry
	groups   []group
	sections []section
	// references are the link reference definitions, as the parser keeps them.
	references parser.Context

	source   []byte
	end      time.Duration  // what the front matter says how long the audio is, or 0
	open     int            // the section that is being read
	codes    []text.Segment // lines of code
	unmarked []unmarkedStamps
	lines    map[int]int // the group of plain lines, by section
	titles   int         // the group of headings, or -1
}

// elsewhereWords are those of headings under which times are not those of this episode's topics, and linkWords those of
// headings under which topics hardly stand.
var (
	elsewhereWords = phrase{strings.Split(`trans|correction|errata|schedule|timing|table|run of|zeitplan|ablauf|stundenplan|horario|emploi|orario|schema|tour|opening|track|songs|list|music|reading|scripture|`+
		`verses|decision|action|episode|расписание|日程|時間割|スケジュール|시간표|文字|書き起こし|транскрипт|勘誤|勘误|更正|訂正`, "|"), compiled(`\b(?:transcripts?|transkript|transcription|corrections?|errata|` +
		`schedule|(?:suggested|proposed|approximate|rough|planned) timings?|time ?table|run of show|zeitplan|ablauf|stundenplan|horario|emploi du temps|orario|schema|tour dates|opening hours|track ?list|tracks|songs|playlist|set ?list|music|readings?|scripture|verses|decisions?|action items?|(?:earlier|previous|other|more|next|past|recent) episodes?)\b|расписание|日程|時間割|スケジュール|시간표|文字起こし|書き起こし|文字稿|транскрипт|勘誤|勘误|更正|訂正`)}
	linkWords = phrase{[]string{"links", "references", "resources", "credits", "related"}, compiled(`\b(?:links|references|resources|credits|related)\b`)}
)

// blocks parses what a text is made of.
var blocks = sync.OnceValue(func() parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(parser.DefaultBlockParsers()...),
		parser.WithParagraphTransformers(append(parser.DefaultParagraphTransformers(),
			util.Prioritized(tables{}, 200))...))
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
		case *tableNode:
			o.rows(node.rows)
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
		if n := len(o.unmarked); n > 0 && o.unmarked[n-1].group == e.group {
			o.unmarked[n-1].stamps++
		} else {
			o.unmarked = append(o.unmarked, unmarkedStamps{e.group, e.lines[0], 1})
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
