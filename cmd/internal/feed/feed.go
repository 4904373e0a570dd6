// Package feed reads a podcast's feed. In go its bytes; out come its episodes: what the feed says of each one's audio and chapters,
// with the places where it says so. It is read token by token, since no library for feeds tells places.
package feed

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/limits"
)

// masked is a feed as it may be shown: addresses in it may hold secrets of their listeners. Its length and its lines stay.
func masked(content []byte) []byte {
	hidden := bytes.Clone(content)
	// In an address, user and password stand between :// and @, a query between ? and its end.
	ends := func(at int, delimiters string) int {
		if n := bytes.IndexAny(content[at:], delimiters); n >= 0 {
			return at + n
		}
		return len(content)
	}
	for at := 0; ; {
		next := bytes.Index(content[at:], []byte("://"))
		if next < 0 {
			break
		}
		at += next + len("://")
		end := ends(at, " \t\r\n\"'<>/?")
		if user := bytes.LastIndexByte(content[at:end], '@'); user >= 0 {
			hide(hidden[at : at+user])
		}
	}
	for at := 0; ; {
		next := bytes.IndexByte(content[at:], '?')
		if next < 0 {
			return hidden
		}
		at += next + 1
		end := ends(at, " \t\r\n\"'<>")
		if bytes.IndexByte(content[at:end], '=') >= 0 { // else a question, or <?xml
			hide(hidden[at:end])
		}
		at = end
	}
}

func hide(b []byte) {
	for i := range b {
		b[i] = '*'
	}
}

// Value is what a feed says, and where.
type Value struct {
	Text string
	Span chapters.Span // of the element that says it; the zero Span where nothing does
}

// Item is an episode of a feed.
type Item struct {
	Title    string
	Audio    Value // address of the enclosure
	Length   Value // bytes
	Duration Value // itunes:duration
	Chapters Value // address of podcast:chapters, if that is JSON
	Simple   []SimpleChapter
	Listed   chapters.Span // the element that Simple stands in
}

// SimpleChapter is one of Podlove's Simple Chapters, which stand in the feed itself.
type SimpleChapter struct{ Start, Title string }

// Parse reads RSS or Atom. The source of the places is the feed in UTF-8.
func Parse(name string, content []byte) (source *chapters.Source, items []Item, problem *chapters.Diagnostic) {
	content, fits := decoded(content)
	source = chapters.NewSource(name, masked(content))
	wrong := func(at int, format string, args ...any) *chapters.Diagnostic {
		at = min(max(at, 0), max(len(content)-1, 0))
		d := chapters.Report(chapters.BadFeed, source, chapters.Span{Start: at, End: min(at+1, len(content))}, format, args...)
		return &d
	}
	if !fits {
		return source, nil, wrong(0, "it is not UTF-8, and larger than %d MiB", limits.FeedOtherBytes>>20)
	}
	if len(content) > limits.FeedBytes {
		return source, nil, wrong(0, "it is larger than %d MiB", limits.FeedBytes>>20)
	}
	if at, what := oversized(content); what != "" {
		return source, nil, wrong(at, "%s", what)
	}
	decoder := xml.NewDecoder(bytes.NewReader(content))
	decoder.CharsetReader = func(_ string, input io.Reader) (io.Reader, error) { return input, nil } // it is UTF-8 by now
	r := reader{}
	for {
		start := int(decoder.InputOffset())
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			var syntax *xml.SyntaxError
			message := err.Error()
			if errors.As(err, &syntax) {
				message = syntax.Msg
			}
			if isTemplate(content) {
				return source, nil, wrong(0, "this is the template of a feed; build the site, and name the feed that comes out")
			}
			return source, r.items, wrong(int(decoder.InputOffset()), "this is not XML: %s", message)
		}
		r.token(token, chapters.Span{Start: start, End: int(decoder.InputOffset())})
		if len(r.items) > limits.FeedItems {
			return source, r.items[:limits.FeedItems], wrong(start, "there are more than %d items", limits.FeedItems)
		}
		if r.nested > limits.FeedDepth {
			return source, r.items, wrong(start, "this is nested deeper than %d levels", limits.FeedDepth)
		}
	}
	if isTemplate(content) && !slices.ContainsFunc(r.items, func(i Item) bool { return i.Audio.Text != "" && !strings.Contains(i.Audio.Text, "{{") }) {
		return source, nil, wrong(0, "this is the template of a feed; build the site, and name the feed that comes out")
	}
	if !r.feed {
		return source, nil, wrong(0, "this is not a feed: neither RSS nor Atom")
	}
	return source, r.items, nil
}

// isTemplate reports whether a generator of sites is still to make a feed of a text.
func isTemplate(content []byte) bool {
	return bytes.HasPrefix(content, []byte("---\n")) || bytes.Contains(content, []byte("{{")) || bytes.Contains(content, []byte("{%")) || bytes.Contains(content, []byte("<%"))
}

var declared = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^<\?xml\s.*\sencoding\s*=\s*["']([^"']+)`) })

// decoded is a document in UTF-8, by its byte order mark or its declaration (XML 1.0 §4.3.3), without either mark. One in
// another encoding that is too large for that does not fit.
func decoded(content []byte) (text []byte, fits bool) {
	if rest, ok := bytes.CutPrefix(content, []byte("\xEF\xBB\xBF")); ok {
		return rest, true
	}
	name := ""
	switch {
	case bytes.HasPrefix(content, []byte("\xFF\xFE")):
		name = "utf-16le"
	case bytes.HasPrefix(content, []byte("\xFE\xFF")):
		name = "utf-16be"
	default:
		declaration, _, _ := bytes.Cut(content[:min(len(content), 200)], []byte("?>"))
		if match := declared().FindSubmatch(declaration); match != nil {
			name = string(match[1])
		}
	}
	encoding, ok := encodingOf(name)
	switch {
	case !ok || strings.EqualFold(name, "utf-8"):
		return content, true
	case len(content) > limits.FeedOtherBytes:
		return content, false
	}
	if text, err := encoding.NewDecoder().Bytes(content); err == nil {
		return bytes.TrimPrefix(text, []byte("\xEF\xBB\xBF")), true
	}
	return content, true
}

// reader collects items from tokens.
type reader struct {
	feed   bool
	items  []Item
	in     bool             // an item
	depth  int              // below it
	nested int              // below the root
	text   *strings.Builder // of the element that is open, if its text matters
	into   func(text string, span chapters.Span)
	from   chapters.Span
}

func (r *reader) token(token xml.Token, span chapters.Span) {
	switch token := token.(type) {
	case xml.StartElement:
		r.nested++
		r.start(token, span)
	case xml.CharData:
		if r.text != nil {
			r.text.Write(token)
		}
	case xml.EndElement:
		r.nested--
		switch {
		case !r.in:
		case r.depth == 0:
			r.in = false
		default:
			if r.depth--; r.text != nil && r.depth == 0 {
				r.into(strings.TrimSpace(r.text.String()), chapters.Span{Start: r.from.Start, End: span.End})
				r.text = nil
			}
		}
	}
}

func (r *reader) start(e xml.StartElement, span chapters.Span) {
	name := strings.ToLower(e.Name.Local)
	if !r.in {
		r.feed = r.feed || name == "rss" || name == "feed" || name == "rdf"
		if name == "item" || name == "entry" {
			r.items, r.in, r.depth = append(r.items, Item{}), true, 0
		}
		return
	}
	r.depth++
	item := &r.items[len(r.items)-1]
	simple := strings.Contains(e.Name.Space, "podlove") || e.Name.Space == "psc"
	if r.depth > 1 && (r.depth > 2 || !simple || name != "chapter" || len(item.Simple) > limits.TextTopics) {
		return
	}
	attribute := func(name string) string {
		for _, a := range e.Attr {
			if strings.EqualFold(a.Name.Local, name) {
				return strings.TrimSpace(a.Value)
			}
		}
		return ""
	}
	read := func(into func(string, chapters.Span)) { r.text, r.into, r.from = new(strings.Builder), into, span }
	itunes := strings.Contains(strings.ToLower(e.Name.Space), "itunes")
	switch {
	case r.depth == 2:
		item.Simple = append(item.Simple, SimpleChapter{attribute("start"), attribute("title")})
	case name == "chapters" && simple:
		item.Listed = span
	case name == "enclosure" && item.Audio.Span.IsWhole():
		item.Audio, item.Length = Value{attribute("url"), span}, Value{attribute("length"), span}
	case name == "link" && attribute("rel") == "enclosure" && item.Audio.Span.IsWhole(): // Atom
		item.Audio, item.Length = Value{attribute("href"), span}, Value{attribute("length"), span}
	case name == "duration" && itunes:
		read(func(text string, span chapters.Span) { item.Duration = Value{text, span} })
	case name == "title" && !itunes:
		read(func(text string, _ chapters.Span) { item.Title = text })
	case name == "chapters" && (strings.Contains(e.Name.Space, "podcastindex") || e.Name.Space == "podcast"):
		if kind := attribute("type"); kind == "" || strings.Contains(kind, "json") {
			item.Chapters = Value{attribute("url"), span}
		}
	}
}
