package markdown

import (
	"bytes"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/limits"
)

// commentOpens and commentCloses stand around what Jekyll leaves out.
var (
	commentOpens  = compiled(`^\{%-?\s*comment\s*-?%\}`)
	commentCloses = compiled(`\{%-?\s*endcomment\s*-?%\}`)
)

// shortcodeTime is a shortcode with a timestamp for its first value, or for one that is called a time.
var shortcodeTime = compiled(`^\{\{[<%]\s*[\w/-]+\s+(?:[\w-]*(?:time|start|at|from)[\w-]*\s*=\s*)?["']?(\d{1,3}(?::\d\d){1,2}(?:\.\d{1,9})?)["']?[\s/>%]`)

// comments are what Jekyll leaves out, and shortcodes, which Hugo turns into something else than text.
func comments(body []byte) (spans []chapters.Span) {
	lineEnd, angle, percent := next{mark: "\n"}, next{mark: ">}}"}, next{mark: "%}}"}
	// end is how long the shortcode is at an offset that a mark ends on its line, or 0.
	end := func(at int, closing *next) int {
		const opening = len("{{<")
		n := closing.from(body, at+opening) + len(closing.mark) - at
		if n > limits.ShortcodeBytes || lineEnd.from(body, at) < at+n {
			return 0
		}
		return n
	}
	unclosed := false // a comment is not, so that no later one is
	for at := 0; ; {
		open := bytes.IndexByte(body[at:], '{')
		if open < 0 {
			return spans
		}
		at += open
		rest, length := body[at:], 0
		switch {
		case bytes.HasPrefix(rest, []byte("{{<")):
			length = end(at, &angle)
		case bytes.HasPrefix(rest, []byte("{{%")):
			length = end(at, &percent)
		case bytes.HasPrefix(rest, []byte("{%")) && !unclosed:
			if opened := len(commentOpens().Find(rest)); opened > 0 {
				closed := commentCloses().FindIndex(rest[opened:])
				if unclosed = closed == nil; !unclosed {
					length = opened + closed[1]
				}
			}
		}
		if length > 0 {
			spans = append(spans, chapters.Span{Start: at, End: at + length})
		}
		at += max(length, 1)
	}
}

// next finds a mark in a text, again and again from later offsets on, without looking at any of it twice.
type next struct {
	mark string
	at   int // where it is; 0 before the first search
}

// from is where the mark is next, from an offset on; beyond the text where it is nowhere.
func (n *next) from(text []byte, offset int) int {
	if n.at == 0 || n.at < offset {
		n.at = len(text) + limits.ShortcodeBytes // too far from everywhere
		if i := bytes.Index(text[min(offset, len(text)):], []byte(n.mark)); i >= 0 {
			n.at = offset + i
		}
	}
	return n.at
}

// withoutComments is a text of the same length, in which blanks stand for comments and shortcodes. The time of a shortcode stays.
func withoutComments(body []byte) []byte {
	spans := comments(body)
	if len(spans) == 0 {
		return body
	}
	text := bytes.Clone(body)
	for _, span := range spans {
		from := span.Start
		if match := shortcodeTime().FindSubmatchIndex(body[span.Start:span.End]); match != nil {
			for i := range match[2] {
				text[from+i] = '@' // which marks the timestamp after it as one
			}
			from += match[3]
		}
		for i := from; i < span.End; i++ {
			if text[i] != '\n' && text[i] != '\r' {
				text[i] = ' '
			}
		}
	}
	return text
}
