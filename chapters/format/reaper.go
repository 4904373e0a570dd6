package format

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/chapmark/chapmark/chapters"
)

// Reaper's markers and regions, as its Region/Marker Manager exports and imports them. Their times are in the unit of the
// ruler: what counts bars, frames or samples cannot be read. Beside markers, regions are what an editor marked for himself; they
// are chapters where nothing else is, or where somebody says so.

var (
	reaperHeader = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?i)^#,name,start`) })
	reaperMarker = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?m)^"?M\d`) })
	reaperRegion = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?m)^"?R\d`) })
)

func looksReaper(text string) bool {
	return reaperHeader().MatchString(firstLine(text)) && !looksReaperRegions(text)
}

func looksReaperRegions(text string) bool {
	return reaperHeader().MatchString(firstLine(text)) && reaperRegion().MatchString(text) && !reaperMarker().MatchString(text)
}

const reaperShape = "H:MM:SS.mmm: in Reaper, set the ruler to minutes and seconds, and export again"

func decodeReaper(r *reading) {
	regions := r.reaper(func(mark string) bool { return !strings.HasPrefix(mark, "R") })
	r.leftOut(regions, "region", "only markers are chapters here", "--from reaper-regions reads regions instead")
}

func decodeReaperRegions(r *reading) {
	markers := r.reaper(func(mark string) bool { return strings.HasPrefix(mark, "R") })
	r.leftOut(markers, "marker", "only regions are chapters here", "--from reaper reads markers instead")
}

// reaper reads the rows whose mark is a chapter's, and returns the places of the others.
func (r *reading) reaper(isChapter func(mark string) bool) (others []chapters.Span) {
	rows := r.rows(',')
	if len(rows) == 0 {
		return nil
	}
	names := rows[0].fields
	mark, name, start, end := columns(names, "#"), columns(names, "name"), columns(names, "start"), columns(names, "end")
	if name < 0 || start < 0 {
		r.bad(rows[0].spans[0], "the first line is not the header of Reaper's table: #,Name,Start,End,Length")
		return nil
	}
	for _, record := range rows[1:] {
		if r.stopped {
			return nil
		}
		if kind, span := record.field(mark); !isChapter(kind) {
			others = append(others, span)
			continue
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
	return others
}

// reaperTime reads a time of minutes and seconds, or of seconds with a fraction; a whole number may count anything.
func reaperTime(text string) (time.Duration, bool) {
	t, ok := parseClock(strings.TrimSpace(text))
	return t, ok && strings.ContainsAny(text, ":.,")
}

// encodeReaper writes markers.
func encodeReaper(set Set) ([]byte, error) {
	rows := [][]string{{"#", "Name", "Start", "End", "Length"}}
	for i, c := range set.Chapters {
		rows = append(rows, []string{fmt.Sprintf("M%d", i+1), c.Title, editorTime(c.Start), "", ""})
	}
	return writeRows(rows, ',')
}

// encodeReaperRegions writes regions, which have ends.
func encodeReaperRegions(set Set) ([]byte, error) {
	rows := [][]string{{"#", "Name", "Start", "End", "Length"}}
	for i, c := range set.Chapters {
		end := max(c.End, c.Start)
		rows = append(rows, []string{fmt.Sprintf("R%d", i+1), c.Title, editorTime(c.Start), editorTime(end), editorTime(end - c.Start)})
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
