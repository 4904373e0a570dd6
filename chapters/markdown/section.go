package markdown

import (
	"bytes"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"

	"github.com/chapmark/chapmark/chapters"
)

// section is what follows a heading, up to the next one of its rank.
type section struct {
	span      chapters.Span // the heading, in the body
	level     int
	above     int  // the section that it is a part of; 0 is what stands before all headings
	page      bool // it is the title of the page
	topical   bool // its words promise topics
	links     bool // its words promise something else: links
	elsewhere bool // its words promise times of something else: a transcript, songs
}

var topicalWords = phrase{[]string{"topics", "chapter", "stamp", "code", "notes", "line", "in this"},
	compiled(`\b(?:topics|chapters?|time ?stamps?|time ?codes?|show ?notes|timeline|outline|in this episode)\b`)}

// topicalScripts are the words of topicalWords in other languages.
var topicalScripts = phrase{words: strings.Split(`kapitel|themen|sprungmarken|zeitmarken|chapitres|capítulos|capitoli|hoofdstukken|главы|темы|таймкоды|目次|目录|目錄|チャプター|タイムスタンプ|トピック|时间轴|時間軸|时间戳|章节|章節|챕터|타임라인|타임스탬프`, "|")}

// saysTopics reports whether words in small letters promise topics.
func saysTopics(lower string) bool { return topicalWords.in(lower) || topicalScripts.in(lower) }

// maxHeadingWords are how many words a heading has that says what kind of things stand below it. A longer one is a title.
const maxHeadingWords = 5

// heading opens a section. One of a lower rank than a topical section belongs to it.
func (o *outline) heading(node *ast.Heading, source []byte) section {
	s := section{level: node.Level, above: 0, page: node.Level == 1 && len(o.sections) == 1}
	if lines := node.Lines(); lines.Len() > 0 {
		s.span = chapters.Span{Start: lines.At(0).Start, End: lines.At(lines.Len() - 1).Stop}
		words := source[s.span.Start:s.span.End]
		lower := strings.ToLower(string(words))
		s.topical = saysTopics(lower)
		// The first heading is the page's title, and one with a timestamp a topic: neither says what else stands here.
		if !s.topical && !s.page && !hasStamp(string(words)) && len(bytes.Fields(words)) <= maxHeadingWords {
			s.links, s.elsewhere = linkWords.in(lower), elsewhereWords.in(lower)
		}
		if s.page && !s.topical { // unless the title is nothing else: # Transcript
			title := strings.Trim(lower, " #*_")
			s.elsewhere = elsewhereWords.in(title) && elsewhereWords.pattern().FindString(title) == title
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

// saysMore is what a line has that tells where something is or whose, and heads no list.
var saysMore = compiled(`(?i)\S\.\S|@|\b(?:by|at|is|are|was|has|have|will)\b`)

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
	if hasStamp(words) {
		return
	}
	s := section{level: 7, span: chapters.Span{Start: line.Start, End: line.Start + len(words)}}
	lower := strings.ToLower(words)
	s.topical = saysTopics(lower)
	if !s.topical && len(strings.Fields(words)) <= maxHeadingWords && !saysMore().MatchString(words) {
		s.links, s.elsewhere = linkWords.in(lower), elsewhereWords.in(lower)
	}
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

// underHeadings gives stamps that stand alone to the headings that they are the first ones below, where these have none of their
// own, and fewer others have.
func (o *outline) underHeadings() {
	var below []int
	for i, e := range o.entries {
		s, g := o.sections[e.section], o.groups[e.group]
		first := i == 0 || o.entries[i-1].section != e.section
		if first && g.kind == plainLines && e.alone && e.stamp.strong && !s.span.IsWhole() && !s.topical && !s.page && !hasStamp(string(o.source[s.span.Start:s.span.End])) {
			below = append(below, i)
		}
	}
	if o.titles < 0 || len(below) < o.groups[o.titles].stamps || o.groups[o.titles].stamps == 0 {
		return
	}
	for _, i := range below {
		o.groups[o.entries[i].group].stamps--
		o.groups[o.titles].stamps++
		o.entries[i].group = o.titles
	}
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
