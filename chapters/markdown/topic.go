package markdown

import (
	"bytes"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/limits"
)

// topicReader turns entries into the document's topics, and collects the problems.
type topicReader struct {
	document   *chapters.Document
	masked     masked
	body       int            // offset of the body in the source
	references parser.Context // of the whole body's links
	groups     []group
	renderer   func() *renderer
	problems   []chapters.Diagnostic
}

// topic adds one topic.
func (r *topicReader) topic(e entry) {
	start, stop := e.lines[0].Start, e.lines[0].Stop
	for _, line := range e.lines[1:] {
		start, stop = min(start, line.Start), max(stop, line.Stop) // in a table, the title may stand in front
	}
	flat := flattener{masked: r.masked, renderer: r.renderer, source: e.text(r.masked.text), stamp: e.stamp.text, end: e.stamp.end}
	if !e.stamp.marked {
		flat.from = e.stamp.title
	}
	r.flatten(&flat)
	visible := flat.text.String()
	if e.stamp.marked {
		visible = e.stamp.withoutStamp(visible)
	}
	if len(e.lines) > 1 {
		visible = visible[separatorBytes(visible):] // of a title on the next line
	}
	if e.alone {
		visible = ""
	}
	if len(e.title) > 0 {
		flat.text.Reset()
		flat.source, flat.from, flat.stamp = entry{lines: e.title}.text(r.masked.text), 0, ""
		r.flatten(&flat)
		visible = flat.text.String()
	}
	if e.stamp.trailing {
		visible = visible[len(taskBox().FindString(visible)):]
	}
	title, unsafe := chapters.CleanTitle(visible)
	if at := bareURL().FindStringIndex(title); at != nil {
		url, ok := chapters.WebURL(title[at[0]:at[1]])
		if ok && flat.url == "" {
			flat.url = url
		}
		words, last := strings.TrimRight(title[:at[0]], " "), r.groups[e.group].kind == plainLines && bytes.HasSuffix(bytes.TrimRight(flat.source, " \t"), []byte(title[at[0]:at[1]]+">"))
		if rest := strings.TrimRight(words, " -–—:|(["); ok && url == flat.url && rest != "" && (last || rest != words) && strings.Trim(title[at[1]:], " )].") == "" {
			title = rest // the link says it already, and no sentence ends with it
		}
	}
	topic := chapters.Topic{
		Start: e.stamp.start,
		End:   e.stamp.end,
		Title: title,
		URL:   flat.url,
		Span:  shift(chapters.Span{Start: start, End: stop}, r.body),
		Stamp: r.stampSpan(e),

		Linked:  flat.hasAnchor && (flat.anchor-e.stamp.start).Abs() <= time.Second,
		Heading: r.groups[e.group].kind == headings,
	}
	if flat.image != "" {
		topic.Image = &chapters.Image{Source: flat.image}
	}
	r.document.Topics = append(r.document.Topics, topic)
	if flat.hasAnchor && (flat.anchor-e.stamp.start).Abs() > time.Second {
		r.report(anchorMismatch(r.document.Source, topic, e.stamp.text, flat.anchor))
	}
	if unsafe {
		r.report(chapters.Report(chapters.UnsafeText, r.document.Source, topic.Stamp,
			"this title contains control characters; chapmark removes them").WithHint("delete them: they can hide or change what a terminal or a player shows"))
	}
	for _, f := range flat.failures {
		r.unresolved(f)
	}
}

// flatten reads the inlines of an entry. Only now are they parsed: those of the rest of the text do not matter, and may take
// hours on purpose.
func (r *topicReader) flatten(flat *flattener) {
	root := inlines().Parse(text.NewReader(flat.source), parser.WithContext(r.references))
	if paragraph := root.FirstChild(); paragraph != nil {
		flat.inline(paragraph)
	}
}

// inlines parses what a title is made of: one paragraph, even if it begins with "1."
var inlines = sync.OnceValue(func() parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(util.Prioritized(parser.NewParagraphParser(), 1000)),
		parser.WithInlineParsers(append(parser.DefaultInlineParsers(), util.Prioritized(struck{}, 500))...),
		parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...))
})

// taskBox is the box of an item to tick off.
var taskBox = compiled(`^\[[ xX]\][ \t]+`)

// bareURL is a web address that stands in a title as text.
var bareURL = compiled(`https?://[^\s<>]+[^\s<>.,;:!?'")\]]`)

// note is a reference to a footnote.
var note = compiled(`\[\^[^\[\]\s]{1,40}\]`)

// text joins the entry's lines.
func (e entry) text(body []byte) []byte {
	var joined []byte
	for _, line := range e.lines {
		text := bytes.TrimSuffix(bytes.TrimRight(line.Value(body), " \t\r\n"), []byte(`\`)) // of a hard line break
		joined = append(append(joined, text...), ' ')
	}
	// One line, so that no continuation can be taken for a heading or a list: a break is a space to a reader of titles.
	joined = joined[:min(len(joined), limits.EntryBytes)]
	for i, delimiters := 0, 0; i < len(joined); i++ {
		if c := joined[i]; c == '*' || c == '_' || c == '[' || c == '~' {
			if delimiters++; delimiters > limits.EntryDelimiters {
				joined = joined[:i]
			}
		}
	}
	joined = bytes.ToValidUTF8(joined, nil)
	if bytes.HasSuffix(bytes.TrimRight(joined, " \t"), []byte("}")) { // the pattern takes its time
		joined = joined[:len(joined)-len(attributes().Find(joined))]
	}
	if bytes.Contains(joined, []byte("{:")) {
		joined = attributeList().ReplaceAll(joined, []byte("$1"))
	}
	if bytes.Contains(joined, []byte("[^")) {
		joined = note().ReplaceAll(joined, nil)
	}
	return joined
}

// attributeList is kramdown's way to give attributes to what stands before it, such as {:target="_blank"} to a link.
// Readers never see it.
var attributeList = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile("([])*_>`])\\{:[^{}]*\\}") })

func (r *topicReader) stampSpan(e entry) chapters.Span {
	line := e.lines[0]
	if e.stamp.trailing {
		line = e.lines[len(e.lines)-1]
	}
	start := line.Start + r.body + e.stamp.at
	return chapters.Span{Start: start, End: start + len(e.stamp.text)}
}

func (r *topicReader) report(d chapters.Diagnostic) { r.problems = append(r.problems, d) }
