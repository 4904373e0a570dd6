package markdown

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"github.com/chapmark/chapmark/chapters"
)

// What a text cannot say of a topic.
var (
	errNoHidden   = errors.New("only topics in the front matter can be hidden there, by `hidden: true` beside their start and title")
	errNoPicture  = errors.New("the front matter has no place for this picture: add it by hand, under chapter_images")
	errFieldStays = errors.New("this field of the front matter cannot be changed from here: edit the text")
)

// yes is the value of a field that holds no text, in all languages of front matters.
const yes = "true"

// Pictured are the edits that give a topic another picture, by its path or address; "" takes the one that it has away. Where the
// topic is a map in the front matter, that gets the field, else chapter_images does, the front matter being made where there is none.
func Pictured(document chapters.Document, index int, source string) ([]chapters.Edit, error) {
	for _, key := range imageKeys(document) {
		if key.topic != index {
			continue
		}
		if source == "" {
			edits := WithoutKeys(document, index)
			if len(edits) == 0 {
				return nil, errFieldStays
			}
			return edits, nil
		}
		return setField(document, key.value, source)
	}
	if beside := fieldsBeside(document, index); len(beside) > 0 {
		return besideEdits(document, beside, imageNames, source)
	}
	if source == "" {
		return nil, errFieldStays
	}
	return newKey(document, chapters.FormatTimestamp(document.Topics[index].Start), source)
}

// Hiding are the edits that hide a topic from the table of contents, or show it again.
func Hiding(document chapters.Document, index int, hidden bool) ([]chapters.Edit, error) {
	beside := fieldsBeside(document, index)
	if len(beside) == 0 {
		return nil, errNoHidden
	}
	value := ""
	if hidden {
		value = yes
	}
	return besideEdits(document, beside, hiddenNames, value)
}

// fieldsBeside are the fields of the map in which a topic stands, that of its start first; none where it stands in no map.
func fieldsBeside(document chapters.Document, index int) (list []chapters.Field) {
	topic, fields := document.Topics[index], document.FrontMatter.Fields
	at := document.FrontMatter.FieldAt(topic.Stamp)
	if at < 0 {
		return nil
	}
	parent := fields[at].Parent()
	for i, f := range fields {
		if i != at && f.Parent() == parent {
			list = append(list, f)
		}
	}
	if parent == "" || len(list) == 0 || slices.ContainsFunc(document.Topics, func(t chapters.Topic) bool { // other topics beside it: a map of them
		return t.Stamp != topic.Stamp && slices.ContainsFunc(list, func(f chapters.Field) bool { return f.Span.Start <= t.Stamp.Start && t.Stamp.End <= f.Span.End })
	}) {
		return nil
	}
	return append([]chapters.Field{fields[at]}, list...)
}

// besideEdits set one field of a topic's map, under the first of its names where it has none of them yet; "" takes it out.
func besideEdits(document chapters.Document, beside []chapters.Field, names []string, value string) ([]chapters.Edit, error) {
	text, start := document.Source.Text, beside[0]
	for _, f := range beside[1:] {
		if !slices.ContainsFunc(names, func(name string) bool { return strings.EqualFold(name, f.Name()) }) {
			continue
		}
		if value != "" {
			return setField(document, f, value)
		}
		line, at := document.Source.Line(f.Span.Start)
		key := at + bytes.LastIndex(text[at:f.Span.Start], []byte(f.Name()))
		if key < at {
			return nil, errFieldStays
		}
		if key > at && (text[key-1] == '"' || text[key-1] == '\'') {
			key--
		}
		if len(bytes.TrimSpace(text[at:key])) == 0 && len(bytes.TrimSpace(text[f.Span.End:at+len(line)])) == 0 && document.FrontMatter.Syntax != chapters.JSON {
			return []chapters.Edit{{Span: chapters.Span{Start: at, End: nextLineAt(text, f.Span.End)}}}, nil
		}
		return []chapters.Edit{{Span: inFlow(text, key, f.Span.End)}}, nil
	}
	if value == "" {
		return nil, errFieldStays
	}
	quoted := value
	if value != yes {
		quoted = Quoted(value)
	}
	line, at := document.Source.Line(start.Span.Start)
	before := text[at:start.Span.Start]
	behind := chapters.Span{Start: start.Span.End, End: start.Span.End}
	switch syntax := document.FrontMatter.Syntax; {
	case syntax == chapters.JSON:
		return []chapters.Edit{{Span: behind, Text: `, ` + Quoted(names[0]) + `: ` + quoted}}, nil
	case bytes.ContainsAny(before, "{,") && syntax == chapters.TOML:
		return []chapters.Edit{{Span: behind, Text: ", " + names[0] + " = " + quoted}}, nil
	case bytes.ContainsAny(before, "{,"):
		return []chapters.Edit{{Span: behind, Text: ", " + names[0] + ": " + quoted}}, nil
	case syntax == chapters.TOML:
		next := nextLineAt(text, at+len(line))
		return []chapters.Edit{{Span: chapters.Span{Start: next, End: next}, Text: names[0] + " = " + quoted + newline(text)}}, nil
	default:
		next, column := nextLineAt(text, at+len(line)), len(before)-len(bytes.TrimLeft(before, " -"))
		return []chapters.Edit{{Span: chapters.Span{Start: next, End: next}, Text: strings.Repeat(" ", column) + names[0] + ": " + quoted + newline(text)}}, nil
	}
}

// setField writes another value where one stands.
func setField(document chapters.Document, field chapters.Field, value string) ([]chapters.Edit, error) {
	quoted := field.IsQuoted(document.Source.Text)
	if !field.Editable && !quoted {
		return nil, errFieldStays
	}
	switch plain := document.FrontMatter.Syntax == chapters.YAML && plainPath().MatchString(value); {
	case value == yes, plain && !quoted:
	case quoted && document.Source.Text[field.Span.Start] == '\'' && !strings.Contains(value, "'"):
		value = "'" + value + "'"
	default:
		value = Quoted(value)
	}
	return []chapters.Edit{{Span: field.Span, Text: value}}, nil
}

// plainPath is a path that needs no quotes in YAML, and cannot be taken for anything else.
var plainPath = compiled(`^[\p{L}_][\p{L}\p{N}_./-]*\.[\p{L}\p{N}]+$`)

// emptyMap is a map of pictures that holds none: as YAML, as TOML, as JSON.
var emptyMap = compiled(`(?m)^(?:(chapter_images|chapterImages):[ \t]*(?:\{[ \t]*\}|null|~)?[ \t]*(?:#.*)?\r?$|\[(chapter_images|chapterImages)\][ \t]*\r?$|[ \t{,]*"(chapter_images|chapterImages)"[ \t]*:[ \t]*\{([ \t\r\n]*)\})`)

// newKey puts a picture into chapter_images, which is made where there is none.
func newKey(document chapters.Document, key, source string) ([]chapters.Edit, error) {
	text, front := document.Source.Text, document.FrontMatter
	name, entry, end := imageMaps[0], Quoted(key)+": "+Quoted(source), newline(text)
	if front.Syntax == chapters.TOML {
		entry = Quoted(key) + " = " + Quoted(source)
	}
	for _, known := range imageMaps {
		if !front.Has(known) {
			continue
		}
		fields := slices.DeleteFunc(slices.Clone(front.Fields), func(f chapters.Field) bool { return !strings.HasPrefix(f.Key, known+".") })
		if len(fields) == 0 {
			return intoEmpty(document, entry, end)
		}
		last := fields[len(fields)-1]
		line, at := document.Source.Line(last.Span.Start)
		if front.Syntax == chapters.JSON || bytes.ContainsAny(text[at:last.Span.Start], "{,") {
			return []chapters.Edit{{Span: chapters.Span{Start: last.Span.End, End: last.Span.End}, Text: ", " + entry}}, nil
		}
		next := nextLineAt(text, at+len(line))
		indent := line[:len(line)-len(bytes.TrimLeft(line, " \t"))]
		return []chapters.Edit{{Span: chapters.Span{Start: next, End: next}, Text: string(indent) + entry + end}}, nil
	}
	at := chapters.Span{Start: front.Span.End, End: front.Span.End}
	switch front.Syntax {
	case chapters.YAML:
		return []chapters.Edit{{Span: at, Text: name + ":" + end + "  " + entry + end}}, nil
	case chapters.TOML:
		return []chapters.Edit{{Span: at, Text: end + "[" + name + "]" + end + entry + end}}, nil
	case chapters.JSON:
		first, comma := front.Span.Start+1, ","
		if bytes.HasPrefix(bytes.TrimSpace(text[first:]), []byte("}")) {
			comma = ""
		}
		return []chapters.Edit{{Span: chapters.Span{Start: first, End: first}, Text: end + "  " + Quoted(name) + ": {" + entry + "}" + comma}}, nil
	}
	start := 0
	if bytes.HasPrefix(text, byteOrderMark) {
		start = len(byteOrderMark)
	}
	return []chapters.Edit{{Span: chapters.Span{Start: start, End: start}, Text: "---" + end + name + ":" + end + "  " + entry + end + "---" + end + end}}, nil
}

// intoEmpty puts the first entry into a map that holds none.
func intoEmpty(document chapters.Document, entry, end string) ([]chapters.Edit, error) {
	front := document.FrontMatter.Span
	at := emptyMap().FindSubmatchIndex(document.Source.Text[front.Start:front.End])
	if at == nil {
		return nil, errNoPicture
	}
	for i := range at {
		at[i] += front.Start
	}
	switch text := document.Source.Text; {
	case at[2] >= front.Start: // YAML: what stands after the colon goes
		stop := at[3] + 1
		line, start := document.Source.Line(stop)
		return []chapters.Edit{{Span: chapters.Span{Start: stop, End: start + len(line)}, Text: end + "  " + entry}}, nil
	case at[4] >= front.Start:
		next := nextLineAt(text, at[1])
		return []chapters.Edit{{Span: chapters.Span{Start: next, End: next}, Text: entry + end}}, nil
	default:
		return []chapters.Edit{{Span: chapters.Span{Start: at[8], End: at[9]}, Text: entry}}, nil
	}
}

// newline is how the lines of a text end.
func newline(text []byte) string {
	if at := bytes.IndexByte(text, '\n'); at > 0 && text[at-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}
