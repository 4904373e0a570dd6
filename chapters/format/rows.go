package format

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/limits"
)

// row is one record of a table, with the places of its fields.
type row struct {
	fields []string
	spans  []chapters.Span
}

// rows reads a table (RFC 4180), its header first. What is not a table is reported, and gives none.
func (r *reading) rows(separator rune) (list []row) {
	start := 0
	if at, wide := r.wideRow(separator); wide {
		r.bad(chapters.Span{Start: at, End: min(at+1, len(r.text))}, "there are more than %d columns", limits.FileColumns)
		return nil
	}
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
	reader.Comma, reader.FieldsPerRecord = separator, -1
	for {
		fields, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return list
		}
		var syntax *csv.ParseError
		if errors.As(err, &syntax) && separator == '\t' {
			return r.plainRows() // among tabs, a quote may be a character like any other
		}
		if errors.As(err, &syntax) {
			at := offset(syntax.Line, max(syntax.Column, 1))
			r.bad(chapters.Span{Start: at, End: min(at+1, len(r.text))}, "this is not a table: %v", syntax.Err)
			return nil
		}
		if err != nil {
			r.bad(chapters.Span{}, "this is not a table: %v", err)
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
		if record.blank() {
			continue
		}
		if r.surplus(list, record) {
			return nil
		}
		if list = append(list, record); len(list) > limits.FileChapters+1 {
			r.bad(record.spans[0], "there are more than %d rows", limits.FileChapters)
			return nil
		}
	}
}

// surplus refuses a row with more in it than the header has names for: two rows in one line, perhaps.
func (r *reading) surplus(above []row, record row) bool {
	if len(above) == 0 || strings.HasPrefix(strings.ToLower(above[0].fields[0]), "sep=") {
		return false
	}
	for i := len(above[0].fields); i < len(record.fields); i++ {
		if strings.TrimSpace(record.fields[i]) != "" {
			r.bad(record.spans[i], "this row has more cells than the header has names")
			return true
		}
	}
	return false
}

// wideRow finds the first row with more columns than are read, before a parser sees it: each takes memory.
func (r *reading) wideRow(separator rune) (at int, wide bool) {
	columns, quoted := 1, false
	for i, c := range r.text {
		switch {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '\n':
			at, columns = i+1, 1
		case c == separator:
			if columns++; columns > limits.FileColumns {
				return at, true
			}
		}
	}
	return 0, false
}

// plainRows reads lines with tabs between fields, in which nothing is quoted.
func (r *reading) plainRows() (list []row) {
	for line := range r.lines() {
		record, at := row{fields: strings.SplitN(r.text[line.Start:line.End], "\t", limits.FileColumns)}, line.Start
		for _, field := range record.fields {
			record.spans = append(record.spans, chapters.Span{Start: at, End: at + len(field)})
			at += len(field) + 1
		}
		if record.blank() {
			continue
		}
		if r.surplus(list, record) {
			return nil
		}
		if list = append(list, record); len(list) > limits.FileChapters+1 {
			r.bad(line, "there are more than %d rows", limits.FileChapters)
			return nil
		}
	}
	return list
}

// blank reports a row of empty fields, as spreadsheets leave them.
func (w row) blank() bool { return strings.TrimSpace(strings.Join(w.fields, "")) == "" }

// field is the text of a column and its place; "" where the row has none.
func (w row) field(column int) (string, chapters.Span) {
	if column < 0 || column >= len(w.fields) {
		last := w.spans[len(w.spans)-1].End
		return "", chapters.Span{Start: last, End: last}
	}
	return strings.TrimSpace(w.fields[column]), w.spans[column]
}
