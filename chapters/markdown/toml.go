package markdown

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/limits"
)

// parseTOML reads a TOML block: the values as go-toml decodes them, the places of the top-level fields from its parser.
func parseTOML(source *chapters.Source, front *chapters.FrontMatter) (problem *chapters.Diagnostic) {
	content := source.Text[front.Span.Start:front.Span.End]
	defer func() {
		// The parser is another's; whatever input trips it is still the writer's text to fix.
		if crash := recover(); crash != nil {
			problem = badFrontMatter(source, front.Span, "chapmark cannot read the TOML of the front matter", "")
		}
	}()
	values := map[string]any{}
	if err := toml.Unmarshal(content, &values); err != nil {
		span := front.Span
		var decode *toml.DecodeError
		if errors.As(err, &decode) {
			line, _ := decode.Position()
			at := front.Span.Start + yamlPlaces(content, 0).offset(line, 1)
			text, start := source.Line(at)
			span = chapters.Span{Start: start, End: start + len(text)}
		}
		return badFrontMatter(source, span, "the front matter is not TOML: "+firstLine(strings.TrimPrefix(err.Error(), "toml: ")), "")
	}
	front.Values = tomlValue(values).(map[string]any)
	front.Fields = tomlFields(content, front.Span.Start)
	return nil
}

// tomlValue makes the decoded tree one of plain values: dates and times become the text that TOML writes for them.
func tomlValue(value any) any {
	switch value := value.(type) {
	case map[string]any:
		for k, v := range value {
			value[k] = tomlValue(v)
		}
		return value
	case []any:
		for i, v := range value {
			value[i] = tomlValue(v)
		}
		return value
	case float64:
		return finite(value)
	case time.Time:
		return value.Format(time.RFC3339Nano)
	case interface{ String() string }: // toml.LocalDate, LocalTime and LocalDateTime
		return value.String()
	}
	return value
}

// tomlFields finds the scalar fields.
func tomlFields(content []byte, base int) []chapters.Field {
	walk := tomlWalk{base: base, arrays: map[string]int{}}
	walk.parser.Reset(content)
	way := ""
	for walk.parser.NextExpression() {
		expression := walk.parser.Expression()
		switch expression.Kind {
		case unstable.Table:
			way = walk.within(tomlKey(expression.Key()))
		case unstable.ArrayTable:
			key := walk.within(tomlKey(expression.Key()))
			walk.arrays[key]++
			way = key
		case unstable.KeyValue:
			walk.value(walk.inner(way)+tomlKey(expression.Key()), expression.Value(), 0)
		}
	}
	return walk.fields
}

// tomlWalk collects fields.
type tomlWalk struct {
	parser unstable.Parser
	base   int
	arrays map[string]int // how many tables of each array have begun
	fields []chapters.Field
}

func tomlKey(parts unstable.Iterator) string {
	var key []string
	for parts.Next() {
		key = append(key, string(parts.Node().Data))
	}
	return strings.Join(key, ".")
}

// within is the way to a table, which may lead through the newest tables of arrays.
func (w *tomlWalk) within(key string) (way string) {
	for i, part := range strings.Split(key, ".") {
		if i > 0 {
			way = w.inner(way)
		}
		way += part
	}
	return way
}

// inner is what the keys in a table begin with.
func (w *tomlWalk) inner(way string) string {
	switch n := w.arrays[way]; {
	case way == "":
		return ""
	case n > 0:
		return fmt.Sprint(way, ".", n-1, ".")
	}
	return way + "."
}

// value adds the fields of a value.
func (w *tomlWalk) value(key string, value *unstable.Node, depth int) {
	if depth > limits.Depth {
		return
	}
	if value.Kind == unstable.Array || value.Kind == unstable.InlineTable {
		children := value.Children()
		for i := 0; children.Next(); i++ {
			if child := children.Node(); value.Kind == unstable.InlineTable {
				w.value(key+"."+tomlKey(child.Key()), child.Value(), depth+1)
			} else {
				w.value(fmt.Sprint(key, ".", i), child, depth+1)
			}
		}
		return
	}
	field := chapters.Field{Key: key, Value: string(value.Data)}
	at := value.Raw
	if at.Length == 0 {
		at = w.parser.Range(value.Data)
	}
	field.Span = chapters.Span{Start: w.base + int(at.Offset), End: w.base + int(at.Offset+at.Length)}
	raw := string(w.parser.Raw(at))
	if value.Kind == unstable.String && raw != "" {
		field.Quote = raw[:1]
	}
	field.Editable = raw == field.Quote+field.Value+field.Quote
	w.fields = append(w.fields, field)
}
