package markdown

import (
	"strings"
	"time"

	"github.com/yuin/goldmark/text"

	"github.com/chapmark/chapmark/chapters/limits"
)

// Limits of a list of topics that stands in running text.
const (
	inlineEntries = 4   // at least
	inlineTitle   = 120 // bytes from one timestamp to the next, at most
	inlineLabel   = 60  // bytes of what stands in front of it, such as Chapters:
)

// inTimes are timestamps in running text.
var inTimes = compiled(`(?:^|[\s(\[（［·|,;])(\d{1,3}(?::\d\d){1,2})(?:[\s)\]）］]|$)`)

// inlineList takes a paragraph apart that is a list of topics on one line, or on a few that were wrapped: 0:00 Intro, 1:16 Ropes;
// or Intro (0:00) Ropes (1:16).
func (o *outline) inlineList(lines []text.Segment) (entries []text.Segment) {
	start, stop := lines[0].Start, lines[len(lines)-1].Stop
	all := string(o.source[start:stop])
	if strings.Count(all, ":") < inlineEntries {
		return nil
	}
	for i, line := range lines[1:] {
		if strings.TrimSpace(string(o.source[lines[i].Stop:line.Start])) != "" {
			return nil // the marks of a quotation stand between them
		}
	}
	var found [][]int
	last := time.Duration(-1)
	for at := 0; len(found) <= limits.TextTopics; {
		match := inTimes().FindStringSubmatchIndex(all[at:])
		if match == nil {
			break
		}
		from, to := at+match[2], at+match[3]
		start, ok := parseStamp(all[from:to])
		if n := len(found); !ok || start <= last || n == 0 && start > nearStart || n > 0 && from-found[n-1][1] > inlineTitle {
			return nil
		}
		found = append(found, []int{from, to})
		last, at = start, to
	}
	if len(found) < inlineEntries || len(found) <= len(lines) {
		return nil
	}
	segment := func(from, to int) {
		words := all[from:to]
		from += len(words) - len(strings.TrimLeft(words, " \t\r\n·|,;/"))
		to = from + len(strings.TrimRight(all[from:to], " \t\r\n·|,;/•"))
		entries = append(entries, text.NewSegment(start+from, start+to))
	}
	label := strings.Trim(all[:found[0][0]], " \t*_")
	if bracketed := strings.HasSuffix(label, "("); label == "" || !bracketed && len(label) <= inlineLabel && strings.HasSuffix(label, ":") {
		for i, at := range found {
			to := len(all)
			if i+1 < len(found) {
				to = found[i+1][0]
			} else if to-at[1] > inlineTitle {
				return nil
			}
			segment(at[0], to)
		}
		return entries
	}
	// Titles stand in front: the first one begins behind a colon, or the end of a sentence.
	from := strings.LastIndexAny(all[:found[0][0]], ":：.\n") + 1
	for _, at := range found {
		if at[0] == 0 || !strings.ContainsRune("([（［", rune(all[at[0]-1])) || len(strings.TrimSpace(all[from:at[0]])) < 2 {
			return nil
		}
		segment(from, at[1]+1)
		from = at[1] + 1
	}
	return entries
}

// boldLead is what a line begins with that tells in bold when what it tells begins.
var boldLead = compiled(`^\*\*[^*\n]*\*\*`)

// lead is the bold part that a line begins with, without its marks, where that has a timestamp and a title of its own; else the line.
func (o *outline) lead(line text.Segment) text.Segment {
	words := o.line(line)
	bold := boldLead().FindString(words)
	if len(bold) < 5 {
		return line
	}
	inner := strings.TrimRight(bold[2:len(bold)-2], ":： ")
	s, ok := readStamp(inner)
	if !ok || !s.ok || s.weak || len(bold) == len(words) && !strings.HasSuffix(bold, ":**") || strings.Trim(s.withoutStamp(visible(inner)), marksAround) == "" {
		return line
	}
	return text.NewSegment(line.Start+2, line.Start+2+len(inner))
}
