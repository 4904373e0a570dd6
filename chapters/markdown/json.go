package markdown

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/chapmark/chapmark/chapters"
)

// jsonEnd is where an object ends that a text begins with, and false where it is none: then the text may be Markdown that
// begins with a brace.
func jsonEnd(text []byte) (int, bool) {
	if _, deep := TooDeep(text, chapters.JSON); deep {
		return 0, false
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	var object map[string]json.RawMessage
	if decoder.Decode(&object) != nil {
		return 0, false
	}
	return int(decoder.InputOffset()), true
}

// parseJSON reads the values of a front matter in JSON.
func parseJSON(source *chapters.Source, front *chapters.FrontMatter) *chapters.Diagnostic {
	decoder := json.NewDecoder(bytes.NewReader(source.Text[front.Span.Start:front.Span.End]))
	decoder.UseNumber()
	values := map[string]any{}
	if err := decoder.Decode(&values); err != nil {
		return badFrontMatter(source, front.Span, "the front matter is not JSON: "+strings.Replace(err.Error(), "invalid character", "unexpected", 1), "")
	}
	front.Values = jsonValue(values).(map[string]any)
	front.Fields = jsonFields(source.Text[front.Span.Start:front.Span.End], front.Span.Start)
	return nil
}

// jsonFields finds the scalar values of an object that can be read.
func jsonFields(content []byte, base int) (fields []chapters.Field) {
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.UseNumber()
	var ways []jsonWay // of what is open
	for {
		before := int(decoder.InputOffset())
		token, err := decoder.Token()
		if err != nil {
			return fields
		}
		switch delim, is := token.(json.Delim); {
		case is && (delim == '}' || delim == ']'):
			ways = ways[:len(ways)-1]
			continue
		case len(ways) > 0 && ways[len(ways)-1].next(token):
			continue
		case is:
			ways = append(ways, jsonWay{list: delim == '['})
			continue
		}
		end := int(decoder.InputOffset())
		raw := string(bytes.TrimLeft(content[before:end], " \t\r\n:,"))
		field := chapters.Field{Null: token == nil, Span: chapters.Span{Start: base + end - len(raw), End: base + end}}
		if _, text := token.(string); text {
			field.Quote = `"`
		}
		if !field.Null {
			field.Value = fmt.Sprint(token)
		}
		for i, way := range ways {
			if i > 0 {
				field.Key += "."
			}
			field.Key += way.key
		}
		field.Editable = field.Null || raw == field.Quote+field.Value+field.Quote
		fields = append(fields, field)
	}
}

// jsonWay is where in an object or a list the next value stands.
type jsonWay struct {
	list  bool
	index int
	key   string
	named bool // the key of the next value is known
}

// next takes a token of an object or a list, and reports whether it is a key.
func (w *jsonWay) next(token json.Token) bool {
	if w.list {
		w.key = strconv.Itoa(w.index)
		w.index++
		return false
	}
	if w.named = !w.named; w.named {
		w.key, _ = token.(string)
	}
	return w.named
}

func jsonValue(value any) any {
	switch value := value.(type) {
	case map[string]any:
		for k, v := range value {
			value[k] = jsonValue(v)
		}
	case []any:
		for i, v := range value {
			value[i] = jsonValue(v)
		}
	case json.Number:
		if n, err := value.Int64(); err == nil {
			return n
		}
		n, _ := value.Float64()
		return finite(n)
	}
	return value
}
