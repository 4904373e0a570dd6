package markdown

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/chapmark/chapmark/chapters"
)

// Stamping is a front matter brought up to date: a text in which only the values of two fields differ.
type Stamping struct {
	Text    []byte // the whole new text
	Changes []FieldChange
	Missing []string // fields that are not there and were not to be added
}

// FieldChange is one value that was replaced.
type FieldChange struct {
	Key   string
	Old   string // as written; "" where the field was empty or missing
	New   string
	Added bool
}

// Stamp writes the audio's size and duration into the fields that state them (mp3_bytes and mp3_duration, unless the document has others). A value keeps its quotes
// and its shape; a field that is missing is added only with add. An error says why the fields cannot be written
// without touching anything else.
func Stamp(document chapters.Document, facts chapters.Facts, add bool) (Stamping, error) {
	front := document.FrontMatter
	var result Stamping
	var edits []chapters.Edit
	for _, key := range []string{document.Fields.Bytes, document.Fields.Duration} {
		field, ok := front.Field(key)
		if !front.Has(key) && !add {
			result.Missing = append(result.Missing, key)
			continue
		}
		if front.Has(key) && !ok {
			return Stamping{}, fmt.Errorf("write %s: it holds no single value", key)
		}
		if n := count(front.Fields, key); n > 1 {
			return Stamping{}, fmt.Errorf("write %s: it is in the front matter %d times; keep one", key, n)
		}
		value := newValue(key == document.Fields.Duration, field, front.Syntax, facts)
		change := FieldChange{Key: key, Old: field.Value, New: strings.Trim(value, `"'`), Added: !ok}
		switch {
		case !ok && strings.Contains(key, "."):
			return Stamping{}, fmt.Errorf("add %s: chapmark does not add nested fields; add it by hand, with any value", key)
		case !ok:
			edit, err := addField(document, key, value, len(edits) > 0)
			if err != nil {
				return Stamping{}, err
			}
			edits = append(edits, edit)
		case key == document.Fields.Duration && document.Fields.DurationHolds(field.Value, facts.Duration):
			continue
		case !field.Editable:
			return Stamping{}, fmt.Errorf("write %s: chapmark cannot replace this value safely; write it as plain text on one line", key)
		case field.Span.Start == field.Span.End:
			edits = append(edits, chapters.Edit{Span: field.Span, Text: " " + value})
		case string(document.Source.Text[field.Span.Start:field.Span.End]) != value:
			edits = append(edits, chapters.Edit{Span: field.Span, Text: value})
		default:
			continue
		}
		result.Changes = append(result.Changes, change)
	}
	if len(edits) == 0 {
		result.Text = document.Source.Text
		return result, nil
	}
	text, err := chapters.ApplyEdits(document.Source.Text, edits)
	if err != nil {
		return Stamping{}, err
	}
	result.Text = text
	return result, result.verify(document)
}

func count(fields []chapters.Field, key string) int {
	n := 0
	for _, field := range fields {
		if field.Key == key {
			n++
		}
	}
	return n
}

// newValue writes a fact as the field's value, quotes included.
func newValue(isDuration bool, old chapters.Field, syntax chapters.Syntax, facts chapters.Facts) string {
	text := chapters.BytesText(old.Value, facts.Bytes)
	if isDuration {
		text = chapters.DurationText(old.Value, facts.Duration)
		if syntax == chapters.TOML && old.Quote == "" && strings.Contains(old.Value, ":") && text[1] == ':' {
			text = "0" + text // a TOML time has two digits each
		}
	}
	quote := old.Quote
	if _, err := strconv.ParseInt(old.Value, 0, 64); syntax == chapters.TOML && err == nil && quote == "" {
		return text // a number in any base stays a number
	}
	if quote == "" && (old.Value == "" || old.Null || strings.Trim(old.Value, "0123456789:._,") != "") {
		quote = `"` // nothing to take after, and 1:09:49 without quotes is a number to YAML 1.1
	}
	return quote + text + quote
}

// addField inserts a field on a line of its own: after the last plain one where tables may follow (TOML), else at
// the end of the front matter.
func addField(document chapters.Document, key, value string, second bool) (chapters.Edit, error) {
	front, text := document.FrontMatter, document.Source.Text
	at, colon := front.Span.End, ": "
	switch front.Syntax {
	case chapters.JSON:
		at--
		for at > front.Span.Start && strings.ContainsRune(" \t\r\n", rune(text[at-1])) {
			at--
		}
		comma := ", "
		if lines := text[at : front.Span.End-1]; bytes.Contains(lines, []byte("\n")) {
			comma = "," + string(lines) + "  "
		}
		if text[at-1] == '{' && !second {
			comma = strings.TrimPrefix(comma, ",")
		}
		return chapters.Edit{Span: chapters.Span{Start: at, End: at}, Text: comma + strconv.Quote(key) + ": " + value}, nil
	case chapters.NoFrontMatter:
		return chapters.Edit{}, fmt.Errorf("add %s: there is no front matter; start the text with two lines of --- around the fields", key)
	case chapters.TOML:
		colon, at = " = ", front.Span.Start
		for _, field := range front.Fields {
			if strings.Contains(field.Key, ".") {
				continue // it may stand in a table
			}
			if i := bytes.IndexByte(text[field.Span.End:front.Span.End], '\n'); i >= 0 {
				at = field.Span.End + i + 1
			}
		}
	}
	end, before := "\n", ""
	if at > front.Span.Start && text[at-1] != '\n' {
		before, end = "\n", "" // a file that is nothing but YAML may end without one
	} else if opening := text[:front.Span.Start]; bytes.HasSuffix(opening, []byte("\r\n")) {
		end = "\r\n"
	}
	return chapters.Edit{Span: chapters.Span{Start: at, End: at}, Text: before + key + colon + value + end}, nil
}

// verify reads the new text again: the fields must hold what was written, and everything else what it held before.
func (s Stamping) verify(old chapters.Document) error {
	again, _ := Options{Fields: old.Fields}.Parse(chapters.NewSource(old.Source.Name, s.Text))
	want := map[string]string{}
	for _, field := range old.FrontMatter.Fields {
		want[field.Key] = field.Value
	}
	for _, change := range s.Changes {
		want[change.Key] = change.New
	}
	same := len(again.FrontMatter.Values) >= len(old.FrontMatter.Values) && len(again.FrontMatter.Fields) == len(want) &&
		len(again.Topics) == len(old.Topics)
	for _, field := range again.FrontMatter.Fields {
		same = same && want[field.Key] == field.Value
	}
	if !same {
		return fmt.Errorf("write the front matter: it would change the meaning of the rest; put the fields on lines of their own")
	}
	return nil
}
