package format

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/limits"
)

// xmlStart is how a document with chapters begins; a text that begins with some HTML is another thing.
var xmlStart = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^\s*<(?:\?xml|!--|!DOCTYPE Chapters|Chapters|(?:psc:)?chapters|rss|feed)[\s>-]`)
})

// element is an element of an XML document when it begins, and its text when it ends.
type element struct {
	name       xml.Name
	attributes []xml.Attr
	span       chapters.Span // of the tag that begins it
	path       []string      // the names of the elements around it, and its own
	text       []byte
	inner      chapters.Span // of the text
}

// xml calls begin and end for each element. encoding/xml reads no DTD, so no entities but the five of XML are known.
func (r *reading) xml(begin, end func(element)) {
	start := 0
	if strings.HasPrefix(r.text, byteOrderMark) {
		start = len(byteOrderMark)
	}
	decoder := xml.NewDecoder(strings.NewReader(r.text[start:]))
	decoder.CharsetReader = func(name string, input io.Reader) (io.Reader, error) {
		if strings.HasPrefix(strings.ToLower(name), "utf-") || strings.EqualFold(name, "us-ascii") {
			return input, nil // it is UTF-8 by now
		}
		return nil, fmt.Errorf("the document is in %s: save it as UTF-8", name)
	}
	var open []element
	for !r.stopped {
		from := start + int(decoder.InputOffset())
		token, err := decoder.Token()
		to := start + int(decoder.InputOffset())
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			at := min(to, max(len(r.text)-1, 0))
			r.bad(chapters.Span{Start: at, End: min(at+1, len(r.text))}, "this is not XML: %s", xmlMessage(err))
			return
		}
		switch token := token.(type) {
		case xml.StartElement:
			e := element{name: token.Name, attributes: token.Attr, span: chapters.Span{Start: from, End: to}}
			for _, outer := range open {
				e.path = append(e.path, outer.name.Local)
			}
			e.path = append(e.path, token.Name.Local)
			e.inner = chapters.Span{Start: to, End: to}
			if len(e.path) > limits.Depth {
				r.bad(e.span, "the document is nested deeper than %d levels", limits.Depth)
				return
			}
			open = append(open, e)
			begin(e)
		case xml.CharData:
			if n := len(open); n > 0 {
				open[n-1].text = append(open[n-1].text, token...)
				open[n-1].inner = chapters.Span{Start: from, End: to}
			}
		case xml.EndElement:
			last := len(open) - 1
			end(open[last])
			open = open[:last]
		}
	}
}

func xmlMessage(err error) string {
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) {
		return syntax.Msg
	}
	return strings.TrimPrefix(err.Error(), "xml: ")
}

// noText refuses words where only elements have a place.
func (r *reading) noText(e element, names ...string) {
	if slices.Contains(names, e.name.Local) && len(bytes.TrimSpace(e.text)) > 0 {
		r.bad(e.span, "there is text in %s outside its entries", chapters.Quoted(e.name.Local))
	}
}

// within finds the value of an attribute in its element, and is the element where it is written with entities.
func (r *reading) within(span chapters.Span, name, value string) chapters.Span {
	tag := r.text[span.Start:span.End]
	for _, quote := range []string{`"`, `'`} {
		if _, behind, ok := strings.Cut(tag, name+"="+quote+value+quote); ok {
			end := span.End - len(behind) - 1
			return chapters.Span{Start: end - len(value), End: end}
		}
	}
	return span
}

func toXML(value any) ([]byte, error) {
	content, err := xml.MarshalIndent(value, "", "  ")
	return append(append([]byte(xml.Header), content...), '\n'), err
}
