package chapters

import (
	"fmt"
	"time"
)

// CheckAlone examines the chapters in a tag by themselves, as those of a text are: their times, their titles, how they fit
// into the audio. Each finding names the chapter by its number and its start. Hidden chapters may lie over others, and
// need neither a title nor a length.
func CheckAlone(facts Facts) []Diagnostic {
	var problems []Diagnostic
	list, end := facts.Embedded, max(facts.Duration, facts.Plays)
	report := func(rule Rule, i int, format string, args ...any) {
		place := fmt.Sprintf("chapter %d, %s: ", i+1, FormatTimestamp(list[i].Start))
		problems = append(problems, Report(rule, facts.Source, Span{}, "%s%s", place, fmt.Sprintf(format, args...)))
	}
	if len(list) == 0 && facts.Known {
		return []Diagnostic{Report(ChaptersMissing, facts.Source, Span{}, "no chapters are embedded yet").WithHint("`chapmark write` embeds them")}
	}
	beyond := 0
	previous := -1 // the visible chapter before
	for i, c := range list {
		switch {
		case c.Start >= byteOffsetTime || c.End >= byteOffsetTime && c.Start == 0:
			report(ByteOffsets, i, "it has a byte offset instead of a time; most players skip it")
			continue
		case facts.Known && c.Start >= end:
			if beyond++; beyond == 1 {
				report(PastEnd, i, "it starts past the end: %s %s", facts.lasts(), FormatTimestamp(end))
			}
		case facts.Known && c.End > end+MinTolerance && c.End < byteOffsetTime:
			if beyond++; beyond == 1 {
				report(PastEnd, i, "it ends at %s, past the end: %s %s", FormatTimestamp(c.End), facts.lasts(), FormatTimestamp(end))
			}
		}
		if c.Hidden {
			continue
		}
		if c.Title == "" {
			report(EmptyTitle, i, "it has no title")
		}
		if c.End == c.Start {
			report(ZeroLength, i, "it has no length; some players skip it")
		}
		if previous >= 0 {
			before := list[previous]
			switch {
			case before.Start == c.Start:
				report(DuplicateStart, i, "it starts where chapter %d does", previous+1)
			case before.End > c.Start && before.End < byteOffsetTime:
				report(OverlappingChapters, i, "chapter %d goes on until %s, over its start", previous+1, FormatTimestamp(before.End))
			}
		}
		previous = i
	}
	if beyond > 1 {
		for i := range problems {
			if problems[i].Rule == PastEnd {
				problems[i].Message += fmt.Sprintf("; %d more are past the end", beyond-1)
			}
		}
	}
	return problems
}

// byteOffsetTime is 0xFFFFFFFF ms, with which a CHAP frame says that its byte offsets count (id3v2-chapters-1.0 §3.1).
const byteOffsetTime = 0xFFFFFFFF * time.Millisecond
