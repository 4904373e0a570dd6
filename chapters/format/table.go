package format

import (
	"bytes"
	"encoding/csv"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/chapmark/chapmark/chapters"
)

// Tables of values (RFC 4180) with a header that names the columns, as spreadsheets write them: with commas, semicolons or tabs.

var (
	startColumn  = []string{"start", "start time", "start_time", "starttime", "time", "timestamp", "timecode", "begin", "from", "in"}
	endColumn    = []string{"end", "end time", "end_time", "endtime", "to", "out", "stop"}
	titleColumn  = []string{"title", "name", "label", "chapter", "topic", "text", "description"}
	urlColumn    = []string{"url", "link", "href"}
	imageColumn  = []string{"image", "img", "picture"}
	hiddenColumn = []string{"hidden"}
)

// header reads the first line as the header of a table, and finds what separates its columns.
func header(text string) (names []string, separator rune, ok bool) {
	text = strings.TrimLeft(withoutSep(text[:min(len(text), lookBytes)]), " \r\n") // a row may have millions of columns
	for _, s := range ",;\t" {
		reader := csv.NewReader(strings.NewReader(text))
		reader.Comma = s
		names, _ := reader.Read()
		for i, n := range names {
			names[i] = strings.TrimSpace(n)
		}
		reader.FieldsPerRecord = -1
		below, err := reader.Read() // a line of prose is one cell
		if columns(names, startColumn...) >= 0 && columns(names, titleColumn...) >= 0 && (len(below) != 1 || err != nil) {
			return names, s, true
		}
	}
	return nil, 0, false
}

// withoutSep leaves out the line by which a spreadsheet is told the separator.
func withoutSep(text string) string {
	if line, rest, ok := strings.Cut(text, "\n"); ok && len(strings.TrimRight(line, "\r")) == len("sep=;") && strings.HasPrefix(strings.ToLower(line), "sep=") {
		return rest
	}
	return text
}

func looksCSV(text string) bool {
	_, separator, ok := header(text)
	return ok && separator != '\t'
}

func looksTSV(text string) bool {
	_, separator, ok := header(text)
	return ok && separator == '\t'
}

const tableShape = "H:MM:SS.mmm, or as a number of seconds"

func decodeTable(r *reading) {
	names, separator, ok := header(strings.TrimPrefix(r.text, byteOrderMark))
	if !ok {
		r.bad(chapters.Span{}, "its first line names no columns start and title")
		return
	}
	rows := r.rows(separator)
	if len(rows) > 0 && strings.HasPrefix(strings.ToLower(rows[0].fields[0]), "sep=") {
		rows = rows[1:]
	}
	if len(rows) == 0 {
		return
	}
	for _, record := range rows[1:] {
		if r.stopped {
			return
		}
		t := chapters.Topic{}
		t.Title, t.Span = record.field(columns(names, titleColumn...))
		t.Title = unguarded(t.Title)
		_, t.Stamp = record.field(columns(names, startColumn...))
		start, ok := r.time(t.Stamp, tableShape, clockOrSeconds)
		if !ok {
			continue
		}
		t.Start = start
		_, stop := record.field(columns(names, endColumn...))
		t.End = r.end(start, stop, tableShape, clockOrSeconds)
		t.URL = r.link(record.field(columns(names, urlColumn...)))
		picture, _ := record.field(columns(names, imageColumn...))
		t.Image = image(unguarded(picture))
		switch hidden, span := record.field(columns(names, hiddenColumn...)); strings.ToLower(hidden) {
		case "", "0", "false", "no", "n":
		case "1", "true", "yes", "y", "x":
			t.Hidden = true
		default:
			r.bad(span, "hidden is yes or no, not %s", chapters.Quoted(hidden))
		}
		r.add(t)
	}
}

var aNumber = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\d{1,7}(?:[.,]\d+)?$`) })

func clockOrSeconds(text string) (time.Duration, bool) {
	if text = strings.TrimSpace(text); aNumber().MatchString(text) {
		return commaSeconds(text)
	}
	return parseClock(text)
}

func encodeCSV(set Set) ([]byte, error) { return encodeTable(set, ',') }
func encodeTSV(set Set) ([]byte, error) { return encodeTable(set, '\t') }

func encodeTable(set Set, separator rune) ([]byte, error) {
	rows := [][]string{{"start", "end", "title", "url", "image", "hidden"}}
	for _, c := range set.Chapters {
		rows = append(rows, []string{clock(c.Start, 3), clock(max(c.End, c.Start), 3), guarded(c.Title), c.URL, guarded(named(c.Image)), strconv.FormatBool(c.Hidden)})
	}
	return writeRows(rows, separator)
}

// formula begins what a spreadsheet would run, after the apostrophes by which it is told to take text as text.
var formula = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^'*[=+\-@＝＋－＠]`) })

// guarded is a cell that no spreadsheet takes for a formula.
func guarded(cell string) string {
	if formula().MatchString(cell) {
		return "'" + cell
	}
	return cell
}

// unguarded takes the guard off again.
func unguarded(cell string) string {
	if rest, ok := strings.CutPrefix(cell, "'"); ok && formula().MatchString(rest) {
		return rest
	}
	return cell
}

func writeRows(rows [][]string, separator rune) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Comma = separator
	err := w.WriteAll(rows)
	return b.Bytes(), err
}
