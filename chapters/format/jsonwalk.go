package format

import (
	"encoding/json"
	"iter"
	"strings"
	"time"

	"github.com/chapmark/chapmark/chapters"
)

// The text between these is JSON that encoding/json has accepted; what is left is to find where the values stand in it.

// members are the names and the places of the values of the object at a span.
func (r *reading) members(object chapters.Span) iter.Seq2[string, chapters.Span] {
	return func(yield func(string, chapters.Span) bool) {
		at, seen := r.skip(object.Start+1), map[string]bool{}
		for r.text[at] != '}' {
			name := chapters.Span{Start: at, End: r.valueEnd(at)}
			value := chapters.Span{Start: r.skip(r.skip(name.End) + 1)} // after the colon
			value.End = r.valueEnd(value.Start)
			text, _ := r.string(name)
			if seen[text] {
				r.bad(name, "%s is there twice", chapters.Quoted(text))
				return
			}
			seen[text] = true
			if !yield(text, value) {
				return
			}
			if at = r.skip(value.End); r.text[at] == ',' {
				at = r.skip(at + 1)
			}
		}
	}
}

// elements are the places of the values of the array at a span.
func (r *reading) elements(array chapters.Span) iter.Seq2[int, chapters.Span] {
	return func(yield func(int, chapters.Span) bool) {
		at := r.skip(array.Start + 1)
		for i := 0; r.text[at] != ']'; i++ {
			value := chapters.Span{Start: at, End: r.valueEnd(at)}
			if r.stopped || !yield(i, value) {
				return
			}
			if at = r.skip(value.End); r.text[at] == ',' {
				at = r.skip(at + 1)
			}
		}
	}
}

// skip is where the next token begins.
func (r *reading) skip(at int) int {
	for strings.IndexByte(" \t\r\n", r.text[at]) >= 0 {
		at++
	}
	return at
}

// valueEnd is where the value that begins at a place ends.
func (r *reading) valueEnd(at int) int {
	depth := 0
	for {
		switch r.text[at] {
		case '"':
			for at++; r.text[at] != '"'; at++ {
				if r.text[at] == '\\' {
					at++
				}
			}
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		case ' ', '\t', '\r', '\n', ',', ':':
		default: // a number or a word
			for at+1 < len(r.text) && strings.IndexByte(" \t\r\n,:]}", r.text[at+1]) < 0 {
				at++
			}
		}
		at++
		if depth == 0 {
			return at
		}
	}
}

// string reads the value at a span, if it is a string.
func (r *reading) string(value chapters.Span) (text string, ok bool) {
	if r.text[value.Start] != '"' {
		return "", false
	}
	err := json.Unmarshal([]byte(r.text[value.Start:value.End]), &text)
	return text, err == nil
}

// member is a field to keep.
func (r *reading) member(name string, value chapters.Span) chapters.Member {
	return chapters.Member{Name: name, JSON: []byte(r.text[value.Start:value.End])}
}

// jsonObject is the object that the whole text is.
func (r *reading) jsonObject() (whole chapters.Span, ok bool) {
	if whole, ok = r.json(); ok && r.text[whole.Start] != '{' {
		r.bad(whole, "the document is not an object")
		return whole, false
	}
	return whole, ok
}

// way goes down from an object by names of members, and finds the value; the zero Span where there is none.
func (r *reading) way(at chapters.Span, names ...string) chapters.Span {
	for _, wanted := range names {
		if r.text[at.Start] != '{' {
			return chapters.Span{}
		}
		found := chapters.Span{}
		for name, value := range r.members(at) {
			if name == wanted {
				found = value
			}
		}
		if at = found; at.IsWhole() {
			return at
		}
	}
	return at
}

// objects calls for each element of a list of objects, and refuses what is no such list.
func (r *reading) objects(list chapters.Span, each func(entry chapters.Span)) {
	if list.IsWhole() || r.text[list.Start] != '[' {
		r.bad(list, "there is no list of chapters in it")
		return
	}
	for _, entry := range r.elements(list) {
		if r.text[entry.Start] != '{' {
			r.bad(entry, "this chapter is not an object")
			return
		}
		each(entry)
	}
}

// inner is a value of JSON without its quotes, where these hold no escapes.
func (r *reading) inner(value chapters.Span) chapters.Span {
	if text, ok := r.string(value); ok && len(text)+2 == value.End-value.Start {
		return chapters.Span{Start: value.Start + 1, End: value.End - 1}
	}
	return value
}

// textTime reads a time that stands in quotes, or a number.
func (r *reading) textTime(value chapters.Span, shape string, parse func(string) (time.Duration, bool)) (chapters.Span, time.Duration, bool) {
	stamp := r.inner(value)
	t, ok := r.time(stamp, shape, func(raw string) (time.Duration, bool) {
		if strings.HasPrefix(raw, `"`) { // with escapes
			if json.Unmarshal([]byte(raw), &raw) != nil {
				return 0, false
			}
		}
		return parse(raw)
	})
	return stamp, t, ok
}

// titleOf is the first of some members of an object that is a string.
func (r *reading) titleOf(object chapters.Span, names ...string) string {
	for _, name := range names {
		if value := r.way(object, name); !value.IsWhole() {
			if text, ok := r.string(value); ok {
				return text
			}
		}
	}
	return ""
}
