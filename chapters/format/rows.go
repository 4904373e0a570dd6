package format

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"github.com/chapmark/chapmark/chapters"
)

// row is one record of a table, with the places of its fields.
type row struct {
	fields []string
	spans  []chapters.Span
}

// rows reads a table (RFC 4180), its header first. What is no table is reported, and gives none.
func (r *reading) rows(separator rune) (list []row) {
	start := 0
	if strings.HasPrefix(r.text, byteOrderMark) {
		start = len(byteOrderMark)
	}
	var lines []int // where each begins
	for at := start; at >= start && at <= len(r.text); {
		lines = append(lines, at)
		n := strings.IndexByte(r.text[at:], '\n')
		if n < 0 {
			break
		}
		at += n + 1
	}
	offset := func(line, column int) int { return min(lines[min(line, len(lines))-1]+column-1, len(r.text)) }
	reader := csv.NewReader(strings.NewReader(r.text[start:]))
	reader.Comma, reader.FieldsPerRecord, reader.ReuseRecord = separator, -1, false
	reader.LazyQuotes = separator == '\t' // where a quote is a character like any other
	for {
		fields, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return list
		}
		var syntax *csv.ParseError
		if errors.As(err, &syntax) {
			at := offset(syntax.Line, max(syntax.Column, 1))
			r.bad(chapters.Span{Start: at, End: min(at+1, len(r.text))}, "this is no table: %v", syntax.Err)
			return nil
		}
		if err != nil {
			r.bad(chapters.Span{}, "this is no table: %v", err)
			return nil
		}
		record := row{fields: fields}
		for i, field := range fields {
			at := offset(reader.FieldPos(i))
			if strings.HasPrefix(r.text[at:], `"`) && !strings.HasPrefix(field, `"`) {
				at++
			}
			record.spans = append(record.spans, chapters.Span{Start: at, End: min(at+len(field), len(r.text))})
		}
		if list = append(list, record); len(list) > maxChapters+1 {
			r.bad(record.spans[0], "there are more than %d rows", maxChapters)
			return nil
		}
	}
}

// field is the text of a column and its place; "" where the row has none.
func (w row) field(column int) (string, chapters.Span) {
	if column < 0 || column >= len(w.fields) {
		last := w.spans[len(w.spans)-1].End
		return "", chapters.Span{Start: last, End: last}
	}
	return strings.TrimSpace(w.fields[column]), w.spans[column]
}
