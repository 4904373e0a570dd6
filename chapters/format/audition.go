package format

import (
	"strings"

	"github.com/chapmark/chapmark/chapters"
)

// Adobe Audition's markers: a table with tabs between its columns, whatever its name ends in. A chapter's end is its start and
// its duration.

func looksAudition(text string) bool {
	return strings.HasPrefix(strings.ToLower(firstLine(text)), "name\tstart\tduration")
}

const auditionShape = "M:SS.mmm or H:MM:SS.mmm"

func decodeAudition(r *reading) {
	rows := r.plainRows()
	if len(rows) == 0 {
		return
	}
	names := rows[0].fields
	name, start, length, unit := columns(names, "name"), columns(names, "start"), columns(names, "duration"), columns(names, "time format")
	if name < 0 || start < 0 || length < 0 {
		r.bad(rows[0].spans[0], "the first line is not the header of Audition's table: Name, Start, Duration, Time Format, Type, Description")
		return
	}
	for _, record := range rows[1:] {
		if r.stopped {
			return
		}
		if kind, span := record.field(unit); kind != "" && !strings.EqualFold(kind, "decimal") {
			r.bad(span, "the times are in %s: in Audition, choose the time format Decimal, and export again", chapters.Quoted(kind))
			return
		}
		title, span := record.field(name)
		_, stamp := record.field(start)
		at, ok := r.time(stamp, auditionShape, parseClock)
		if !ok {
			continue
		}
		t := chapters.Topic{Start: at, Title: title, Span: span, Stamp: stamp}
		if _, duration := record.field(length); duration.Start < duration.End {
			if lasts, ok := r.time(duration, auditionShape, parseClock); ok && lasts > 0 {
				t.End = at + lasts
			}
		}
		r.add(t)
	}
}

func encodeAudition(set Set) ([]byte, error) {
	rows := [][]string{{"Name", "Start", "Duration", "Time Format", "Type", "Description"}}
	for i, c := range set.Chapters {
		end, ok := ownEnd(set.Chapters, i)
		if !ok {
			end = c.Start
		}
		rows = append(rows, []string{c.Title, editorTime(c.Start), editorTime(end - c.Start), "decimal", "Cue", ""})
	}
	var b strings.Builder
	for _, row := range rows { // nothing is quoted
		b.WriteString(strings.Join(row, "\t") + "\n")
	}
	return []byte(b.String()), nil
}
