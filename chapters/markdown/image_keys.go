package markdown

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/chapmark/chapmark/chapters"
)

// imageKey is a key of the front matter's map of pictures, and the topic that it names.
type imageKey struct {
	text   string
	span   chapters.Span // with its quotes
	line   chapters.Span // all of it, where nothing else stands in it; else the zero Span
	value  chapters.Field
	topic  int
	byTime bool
}

// imageKeys finds the keys of pictures, those that name no topic left out.
func imageKeys(document chapters.Document) (keys []imageKey) {
	text := document.Source.Text
	for _, field := range document.FrontMatter.Fields {
		name, key, nested := strings.Cut(field.Key, ".")
		if !nested || !slices.ContainsFunc(imageMaps, func(known string) bool { return strings.EqualFold(name, known) }) {
			continue
		}
		_, start := document.Source.Line(field.Span.Start)
		topic := topicOf(document, key)
		at, written := -1, ""
		for _, written = range []string{key, strings.ReplaceAll(key, "'", "''"), strings.Trim(Quoted(key), `"`)} {
			if at = strings.LastIndex(string(text[start:field.Span.Start]), written); at >= 0 {
				break
			}
		}
		if at < 0 || topic < 0 || key == "" {
			continue
		}
		k := imageKey{text: key, span: chapters.Span{Start: start + at, End: start + at + len(written)}, value: field, topic: topic, byTime: document.Topics[topic].Title != key}
		if q := text[k.span.Start-1]; k.span.Start > start && (q == '"' || q == '\'') && text[k.span.End] == q {
			k.span = chapters.Span{Start: k.span.Start - 1, End: k.span.End + 1}
		}
		end := nextLineAt(text, field.Span.End)
		before, behind := strings.TrimSpace(string(text[start:k.span.Start])), strings.TrimSpace(string(text[field.Span.End:end]))
		if document.FrontMatter.Syntax != chapters.JSON && before == "" && (behind == "" || behind[0] == '#') {
			k.line = chapters.Span{Start: start, End: end}
		}
		keys = append(keys, k)
	}
	return keys
}

func nextLineAt(text []byte, at int) int {
	_, next := lineAt(text, at)
	return next
}

// retimedKeys are the edits that let pictures follow topics that are known by their times.
func (s style) retimedKeys(document chapters.Document, starts []time.Duration) (edits []chapters.Edit) {
	for _, key := range imageKeys(document) {
		was, now := document.Topics[key.topic].Start, starts[key.topic]
		if !key.byTime || was == now {
			continue
		}
		edits = append(edits, key.renamed(document, s.like(key.text, was, now)))
	}
	return edits
}

// RetitledKeys are the edits that let the picture of a topic that is known by its title follow another title. Where another topic has
// that title, pictures are known by times from then on.
func RetitledKeys(document chapters.Document, index int, title string) (edits []chapters.Edit) {
	taken := slices.ContainsFunc(document.Topics, func(t chapters.Topic) bool { return t.Title == title })
	for _, key := range imageKeys(document) {
		switch own := key.topic == index; {
		case key.byTime || !own && key.text != title:
		case taken:
			edits = append(edits, key.renamed(document, chapters.FormatTimestamp(document.Topics[key.topic].Start)))
		case own:
			edits = append(edits, key.renamed(document, title))
		}
	}
	return edits
}

// WithoutKeys are the edits that take the pictures of a topic out of the map, an empty map with them, and an empty front matter with that.
func WithoutKeys(document chapters.Document, index int) (edits []chapters.Edit) {
	text, front, keys := document.Source.Text, document.FrontMatter, imageKeys(document)
	for _, key := range keys {
		switch {
		case key.topic != index:
			continue
		case key.line.IsWhole():
			edits = append(edits, chapters.Edit{Span: inFlow(text, key.span.Start, key.value.Span.End)})
			continue
		}
		name, _, _ := strings.Cut(key.value.Key, ".")
		if above, at := document.Source.Line(max(key.line.Start-1, 0)); len(keys) == 1 && (string(above) == name+":" || string(above) == "["+name+"]") {
			key.line.Start = at
			if blank, at := document.Source.Line(max(at-1, 0)); len(blank) == 0 && front.Syntax == chapters.TOML && at >= front.Span.Start {
				key.line.Start = at
			}
		}
		if rest := append(slices.Clone(text[front.Span.Start:key.line.Start]), text[key.line.End:max(front.Span.End, key.line.End)]...); len(bytes.TrimSpace(rest)) == 0 && front.Syntax == chapters.YAML && !isSidecar(document.Source.Name) {
			_, fence := document.Source.Line(max(front.Span.Start-1, 0))
			if bytes.HasPrefix(text, byteOrderMark) {
				fence = max(fence, len(byteOrderMark))
			}
			key.line = chapters.Span{Start: fence, End: nextLineAt(text, front.Span.End)}
			if next, end := lineAt(text, key.line.End); len(next) == 0 {
				key.line.End = end
			}
		}
		edits = append(edits, chapters.Edit{Span: key.line})
	}
	return edits
}

// inFlow is an entry of a map in one line, with the comma that parts it from others.
func inFlow(text []byte, start, end int) chapters.Span {
	space := func(b byte) bool { return b == ' ' || b == '\t' || b == '\r' || b == '\n' }
	behind := end
	for behind < len(text) && space(text[behind]) {
		behind++
	}
	if behind < len(text) && text[behind] == ',' {
		for behind++; behind < len(text) && space(text[behind]); behind++ {
		}
		return chapters.Span{Start: start, End: behind}
	}
	before := start
	for before > 0 && space(text[before-1]) {
		before--
	}
	if before > 0 && text[before-1] == ',' {
		return chapters.Span{Start: before - 1, End: end}
	}
	return chapters.Span{Start: start, End: end}
}

var bare = compiled(`^\p{L}[\p{L}\p{N} _-]*[\p{L}\p{N}]$`)

// Quoted is a string as all languages of front matters read it.
func Quoted(text string) string {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(text)
	return strings.TrimSuffix(b.String(), "\n")
}

// renamed writes another key, in the quotes of the old one where it had some.
func (k imageKey) renamed(document chapters.Document, to string) chapters.Edit {
	text := Quoted(to)
	switch old := document.Source.Text[k.span.Start]; {
	case old == '\'':
		text = "'" + strings.ReplaceAll(to, "'", "''") + "'"
	case old != '"' && (k.byTime || bare().MatchString(to)):
		text = to
	}
	return chapters.Edit{Span: k.span, Text: text}
}
