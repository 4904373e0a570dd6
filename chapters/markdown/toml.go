package markdown

import (
	"errors"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"github.com/chapmark/chapmark/chapters"
)

// parseTOML reads a TOML block: the values as go-toml decodes them, the places of the top-level fields from its parser.
func parseTOML(source *chapters.Source, front *chapters.FrontMatter) (problem *chapters.Diagnostic) {
	content := source.Text[front.Span.Start:front.Span.End]
	defer func() {
		// The parser is another's; whatever input trips it is still the writer's text to mend.
		if crash := recover(); crash != nil {
			problem = badFrontMatter(source, front.Span, "the front matter is not TOML that can be read", "")
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

// tomlFields finds the scalar fields above the first table.
func tomlFields(content []byte, base int) []chapters.Field {
	var fields []chapters.Field
	var p unstable.Parser
	p.Reset(content)
	for p.NextExpression() {
		expression := p.Expression()
		if expression.Kind == unstable.Table || expression.Kind == unstable.ArrayTable {
			break
		}
		if expression.Kind != unstable.KeyValue {
			continue
		}
		var key []string
		for part := expression.Key(); part.Next(); {
			key = append(key, string(part.Node().Data))
		}
		value := expression.Value()
		if len(key) != 1 || value.Kind == unstable.Array || value.Kind == unstable.InlineTable {
			continue
		}
		field := chapters.Field{Key: key[0], Value: string(value.Data)}
		at := value.Raw
		if at.Length == 0 {
			at = p.Range(value.Data)
		}
		field.Span = chapters.Span{Start: base + int(at.Offset), End: base + int(at.Offset+at.Length)}
		raw := string(p.Raw(at))
		if value.Kind == unstable.String && raw != "" {
			field.Quote = raw[:1]
		}
		field.Editable = raw == field.Quote+field.Value+field.Quote
		fields = append(fields, field)
	}
	return fields
}
