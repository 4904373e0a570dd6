package format

import (
	"fmt"
	"strings"
	"time"

	"github.com/chapmark/chapmark/chapters"
)

// Reaper's markers and regions, as its Region/Marker Manager exports and imports them. Their times are in the unit of the
// ruler: what counts bars, frames or samples cannot be read.

func looksReaper(text string) bool {
	return strings.HasPrefix(strings.ToLower(firstLine(text)), "#,name,start")
}

const reaperShape = "H:MM:SS.mmm: in Reaper, set the ruler to minutes and seconds, and export again"

func decodeReaper(r *reading) {
	rows := r.rows(',')
	if len(rows) == 0 {
		return
	}
	names := rows[0].fields
	name, start, end := columns(names, "name"), columns(names, "start"), columns(names, "end")
	if name < 0 || start < 0 {
		r.bad(rows[0].spans[0], "the first line is not the header of Reaper's table: #,Name,Start,End,Length")
		return
	}
	for _, record := range rows[1:] {
		if r.stopped {
			return
		}
		title, span := record.field(name)
		_, stamp := record.field(start)
		at, ok := r.time(stamp, reaperShape, reaperTime)
		if !ok {
			continue
		}
		_, stop := record.field(end)
		r.add(chapters.Topic{Start: at, End: r.end(at, stop, reaperShape, reaperTime), Title: title, Span: span, Stamp: stamp})
	}
}

// reaperTime reads a time of minutes and seconds, or of seconds with a fraction; a whole number may count anything.
func reaperTime(text string) (time.Duration, bool) {
	t, ok := parseClock(strings.TrimSpace(text))
	return t, ok && strings.ContainsAny(text, ":.,")
}

// encodeReaper writes markers, and regions where a chapter has an end of its own.
func encodeReaper(set Set) ([]byte, error) {
	rows := [][]string{{"#", "Name", "Start", "End", "Length"}}
	for i, c := range set.Chapters {
		record := []string{fmt.Sprintf("M%d", i+1), c.Title, editorTime(c.Start), "", ""}
		if end, ok := ownEnd(set.Chapters, i); ok {
			record = []string{fmt.Sprintf("R%d", i+1), c.Title, editorTime(c.Start), editorTime(end), editorTime(end - c.Start)}
		}
		rows = append(rows, record)
	}
	return writeRows(rows, ',')
}

// editorTime is a time as editors write it: M:SS.mmm or H:MM:SS.mmm.
func editorTime(t time.Duration) string {
	if t >= time.Hour {
		return strings.TrimPrefix(clock(t, 3), "0")
	}
	return strings.TrimPrefix(strings.TrimPrefix(clock(t, 3), "00:"), "0")
}
