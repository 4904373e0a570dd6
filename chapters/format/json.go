package format

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/limits"
)

// JSON chapters 1.2 are those of the podcast namespace (docs/specs.md, "JSON chapters").

func looksJSON(text string) bool {
	return looksObject(text) && hasMember(text, "chapters", "[") && (hasMember(text, "startTime", digit+`"`) || strings.Contains(text, `"1.`) && hasMember(text, "version", `"`))
}

// digit is what numbers begin with.
const digit = "-0123456789"

const jsonShape = "a number of seconds, such as 92.5"

func decodeJSON(r *reading) {
	whole, ok := r.jsonObject()
	if !ok {
		return
	}
	list := chapters.Span{}
	for name, value := range r.members(whole) {
		switch name {
		case "version":
		case "chapters":
			list = value
		default:
			r.document.Members = append(r.document.Members, r.member(name, value))
		}
	}
	r.objects(list, r.jsonChapter)
}

// jsonChapter reads one chapter.
func (r *reading) jsonChapter(entry chapters.Span) {
	t := chapters.Topic{Span: entry, Stamp: chapters.Span{Start: entry.Start, End: entry.Start + 1}}
	started, end := false, chapters.Span{}
	for name, value := range r.members(entry) {
		text, isText := r.string(value)
		url, isURL := chapters.WebURL(text)
		switch {
		case name == "startTime":
			t.Stamp, started = value, true
		case name == "endTime":
			end = value
		case name == "title" && isText:
			t.Title = text
		case name == "url" && isText && isURL:
			t.URL = url
		case name == "url" && isText && text != "":
			r.link(text, value) // which reports it; the document keeps it
			t.Members = append(t.Members, r.member(name, value))
		case name == "url" && isText, name == "img" && isText && text == "":
		case name == "img" && isText:
			t.Image = image(text)
		case name == "toc" && (r.text[value.Start] == 'f' || r.text[value.Start] == 't'):
			t.Hidden = r.text[value.Start] == 'f'
		default: // of a later version, or of a kind that it should not be
			t.Members = append(t.Members, r.member(name, value))
		}
	}
	if !started {
		r.bad(entry, "this chapter has no startTime")
		return
	}
	start, ok := r.jsonTime(t.Stamp)
	if !ok {
		return
	}
	t.Start = start
	if !end.IsWhole() && r.text[end.Start] != 'n' { // null
		if stop, ok := r.jsonTime(end); ok {
			t.End = r.end(start, end, jsonShape, func(string) (time.Duration, bool) { return stop, true })
		}
	}
	r.add(t)
}

// jsonTime reads a number of seconds, or, against the specification, a string with a number or a clock's time.
func (r *reading) jsonTime(value chapters.Span) (time.Duration, bool) {
	return r.time(value, jsonShape, func(text string) (time.Duration, bool) {
		if inner, isText := r.string(value); isText {
			if strings.Contains(inner, ":") {
				return parseClock(inner)
			}
			text = inner
		}
		return parseSeconds(text)
	})
}

// encodeJSON writes JSON chapters 1.2. Ends that are the next start go without saying.
func encodeJSON(set Set) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("{\n  \"version\": \"1.2.0\",\n")
	for _, m := range set.Members {
		b.WriteString("  " + quoted(m.Name) + ": ")
		if err := json.Indent(&b, m.JSON, "  ", "  "); err != nil {
			return nil, err
		}
		b.WriteString(",\n")
	}
	b.WriteString("  \"chapters\": [")
	for i, c := range set.Chapters {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString("\n    {\n      \"startTime\": " + number(c.Start))
		field := func(name, value string) { b.WriteString(",\n      " + quoted(name) + ": " + value) }
		if end, ok := ownEnd(set.Chapters, i); ok {
			field("endTime", number(end))
		}
		if c.Title != "" {
			field("title", quoted(c.Title))
		}
		if c.URL != "" {
			field("url", quoted(c.URL))
		}
		if source := named(c.Image); source != "" {
			field("img", quoted(source))
		}
		if c.Hidden {
			field("toc", "false")
		}
		for _, m := range c.Members {
			b.WriteString(",\n      " + quoted(m.Name) + ": ")
			if err := json.Indent(&b, m.JSON, "      ", "  "); err != nil {
				return nil, err
			}
		}
		b.WriteString("\n    }")
	}
	if len(set.Chapters) > 0 {
		b.WriteString("\n  ")
	}
	b.WriteString("]\n}\n")
	return b.Bytes(), nil
}

// quoted is a string of JSON, with <, > and & as they are.
func quoted(text string) string {
	content, _ := toJSON(text) // which cannot fail for a string
	return strings.TrimSuffix(string(content), "\n")
}

func number(t time.Duration) string { return strconv.FormatFloat(seconds(t), 'f', -1, 64) }

func toJSON(value any) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err := encoder.Encode(value)
	return b.Bytes(), err
}

// json finds the one value that the text is, and refuses what is not JSON or nested too deeply.
func (r *reading) json() (whole chapters.Span, ok bool) {
	start := 0
	if strings.HasPrefix(r.text, byteOrderMark) {
		start = len(byteOrderMark)
	}
	var raw json.RawMessage
	if err := json.Unmarshal([]byte(r.text[start:]), &raw); err != nil {
		at := len(r.text) - 1
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			at = min(start+max(int(syntax.Offset)-1, 0), at)
		}
		at = max(at, 0)
		r.bad(chapters.Span{Start: at, End: min(at+1, len(r.text))}, "this is not JSON: %s", strings.Replace(err.Error(), "invalid character", "unexpected", 1))
		return whole, false
	}
	depth, values, inString := 0, 0, false
	for i := start; i < len(r.text); i++ {
		switch c := r.text[i]; {
		case c == '\\' && inString:
			i++
		case c == '"':
			inString = !inString
		case inString:
		case c == '{' || c == '[':
			if depth++; depth > limits.Depth {
				r.bad(chapters.Span{Start: i, End: i + 1}, "the document is nested deeper than %d levels", limits.Depth)
				return whole, false
			}
		case c == '}' || c == ']':
			depth--
		case c == ',':
			if values++; values > limits.FileValues {
				r.bad(chapters.Span{Start: i, End: i + 1}, "the document has more than %d values", limits.FileValues)
				return whole, false
			}
		}
	}
	text := r.text[start:]
	whole.Start = start + len(text) - len(strings.TrimLeft(text, " \t\r\n"))
	whole.End = start + len(strings.TrimRight(text, " \t\r\n"))
	return whole, true
}
