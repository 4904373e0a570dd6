package markdown

import (
	"html"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/yuin/goldmark/ast"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/limits"
)

// flattener turns the inline nodes of one entry into the plain text that a reader sees.
type flattener struct {
	masked    masked
	renderer  func() *renderer
	source    []byte // the entry's lines, with words for expressions
	from      int    // bytes of the source before this offset are not part of the title
	text      strings.Builder
	url       string        // the first absolute web link
	image     string        // the first picture that can be a chapter's
	stamp     string        // the text of the entry's stamp
	end       time.Duration // of its range, or 0
	anchor    time.Duration // where the stamp's own link leads
	hasAnchor bool
	rendered  int // bytes that expressions came to
	failures  []failure
}

// failure is an expression that could not be rendered.
type failure struct {
	expression expression
	err        error
}

// inline adds the text of a node's children.
func (f *flattener) inline(parent ast.Node) {
	for node := parent.FirstChild(); node != nil; node = node.NextSibling() {
		switch node := node.(type) {
		case *ast.Text:
			start, stop := max(node.Segment.Start, f.from), node.Segment.Stop
			if start < stop {
				f.write(f.source[start:stop], !node.IsRaw())
			}
			if node.SoftLineBreak() || node.HardLineBreak() {
				f.text.WriteByte(' ')
			}
		case *ast.String:
			f.write(node.Value, false)
		case *ast.CodeSpan:
			f.code(node)
		case *ast.AutoLink:
			f.write(node.Label(f.source), false)
			if node.AutoLinkType == ast.AutoLinkURL {
				f.link(node.URL(f.source), func(url string) string { return url }) // CommonMark §6.5: nothing is escaped in it
			}
		case *ast.Link:
			if !f.anchored(f.raw(node), string(node.Destination)) {
				f.link(node.Destination, unescape)
			}
			f.inline(node)
		case *ast.Image: // nobody reads it, but it may be the chapter's
			f.picture(node.Destination, unescape)
		case *ast.RawHTML:
			f.rawHTML(node)
		default:
			f.inline(node)
		}
	}
}

// raw is the source of a node's texts.
func (f *flattener) raw(parent ast.Node) string {
	var text strings.Builder
	for node := parent.FirstChild(); node != nil; node = node.NextSibling() {
		if leaf, ok := node.(*ast.Text); ok {
			text.Write(leaf.Segment.Value(f.source))
		} else {
			text.WriteString(f.raw(node))
		}
	}
	return text.String()
}

// code adds the text of a code span, in which only expressions mean anything.
func (f *flattener) code(span ast.Node) {
	for node := span.FirstChild(); node != nil; node = node.NextSibling() {
		if text, ok := node.(*ast.Text); ok {
			f.write(text.Segment.Value(f.source), false)
		}
	}
}

var anchor = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?is)^<a\s(?:.*?\s)?href\s*=\s*(?:"([^"]*)"|'([^']*)')`)
})

// rawHTML drops a tag; one that breaks the line leaves a space, and that of a link its destination.
func (f *flattener) rawHTML(node *ast.RawHTML) {
	if node.Segments.Len() == 0 {
		return
	}
	first := node.Segments.At(0)
	tag := first.Value(f.source)
	if len(tag) > 2 && strings.EqualFold(string(tag[:3]), "<br") {
		f.text.WriteByte(' ')
	}
	if t, ok := linkTime(html.UnescapeString(string(tag))); ok && f.stamp != "" && !f.hasAnchor && f.text.Len() == 0 {
		f.anchor, f.hasAnchor = t, true
		return
	}
	plain := func(attribute string) string { return entities().ReplaceAllStringFunc(attribute, html.UnescapeString) }
	if match := anchor().FindSubmatch(tag); match != nil {
		f.link(append(match[1], match[2]...), plain)
	}
	if match := img().FindSubmatch(tag); match != nil {
		f.picture(append(match[1], match[2]...), plain)
	}
}

var img = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?is)^<img\s(?:.*?\s)?src\s*=\s*(?:"([^"]*)"|'([^']*)')`)
})

// picture remembers the first picture of a kind that chapters have: what else stands in a line, such as icons in SVG, only decorates it.
func (f *flattener) picture(destination []byte, resolve func(string) string) {
	failures := len(f.failures)
	source := f.resolved(destination, resolve)
	if len(f.failures) > failures { // nobody knows where it is
		f.failures = f.failures[:failures]
		return
	}
	path, _, _ := strings.Cut(source, "?")
	if strings.HasPrefix(source, "data:image/") {
		path = "data.png"
	}
	switch strings.ToLower(path[strings.LastIndexByte(path, '.')+1:]) {
	case "jpg", "jpeg", "png":
		if f.image == "" {
			f.image = source
		}
	}
}

// write adds text, its expressions rendered; with escapes, backslashes and entities mean what Markdown says.
func (f *flattener) write(text []byte, escapes bool) {
	f.masked.expand(text, func(plain []byte) {
		if escapes {
			f.text.WriteString(unescape(string(plain)))
			return
		}
		f.text.Write(plain)
	}, func(e expression) { f.text.WriteString(f.render(e)) })
}

// render renders one expression; <{{ … }}> that is a web address becomes a link.
func (f *flattener) render(e expression) string {
	span := e.span
	if e.angled {
		span = chapters.Span{Start: span.Start + 1, End: span.End - 1}
	}
	value, err := "", errTooLarge
	if f.text.Len() <= limits.FilterBytes && f.rendered <= limits.FilterBytes {
		value, err = f.renderer().render(string(f.masked.body[span.Start:span.End]))
	}
	if f.rendered += len(value); len(value) > limits.FilterBytes {
		value, err = "", errTooLarge
	}
	if err != nil {
		f.failures = append(f.failures, failure{e, err})
	}
	if !e.angled {
		return value
	}
	if link, ok := chapters.WebURL(value); ok {
		if f.url == "" {
			f.url = link
		}
		return value
	}
	return "<" + value + ">"
}

// link remembers the destination of the first link that is a web address.
func (f *flattener) link(destination []byte, resolve func(string) string) {
	if link, ok := chapters.WebURL(f.resolved(destination, resolve)); ok && f.url == "" {
		f.url = link
	}
}

// resolved is a destination with its escapes resolved and its expressions rendered.
func (f *flattener) resolved(destination []byte, resolve func(string) string) string {
	var rendered strings.Builder
	f.masked.expand(destination, func(plain []byte) { rendered.WriteString(resolve(string(plain))) },
		func(e expression) { rendered.WriteString(f.render(e)) })
	return rendered.String()
}

// entities are those that end in a semicolon: in ?a=1&copy=2 is none.
var entities = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(strings.TrimPrefix(entity().String(), "^")) })

var entity = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});`)
})

// unescape resolves backslash escapes (CommonMark §2.4) and entities (§2.5) in one pass, so that \&amp; stays &amp;.
func unescape(text string) string {
	if !strings.ContainsAny(text, `\&`) {
		return text
	}
	var out strings.Builder
	for len(text) > 0 {
		switch {
		case text[0] == '\\' && len(text) > 1 && strings.IndexByte("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", text[1]) >= 0:
			out.WriteByte(text[1])
			text = text[2:]
			continue
		case text[0] == '&':
			if e := entity().FindString(text); e != "" {
				out.WriteString(html.UnescapeString(e))
				text = text[len(e):]
				continue
			}
		}
		out.WriteByte(text[0])
		text = text[1:]
	}
	return out.String()
}
