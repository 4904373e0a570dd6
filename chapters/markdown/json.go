package markdown

import (
	"bytes"
	"encoding/json"

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

// parseJSON reads the values of a front matter in JSON. Its fields are not edited.
func parseJSON(source *chapters.Source, front *chapters.FrontMatter) *chapters.Diagnostic {
	decoder := json.NewDecoder(bytes.NewReader(source.Text[front.Span.Start:front.Span.End]))
	decoder.UseNumber()
	values := map[string]any{}
	if err := decoder.Decode(&values); err != nil {
		return badFrontMatter(source, front.Span, "the front matter is not JSON: "+err.Error(), "")
	}
	front.Values = jsonValue(values).(map[string]any)
	return nil
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
