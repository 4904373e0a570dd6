package markdown

import (
	"bytes"
	"strings"
	"time"
	"unicode"

	"github.com/yuin/goldmark/text"

	"github.com/chapmark/chapmark/chapters/limits"
)

// Limits of a list of topics that stands in running text.
const (
	inlineEntries = 4 // at least; of one that nothing but its label stands before, fewPromised
	fewPromised   = 3
	inlineTitle   = 160 // bytes from one timestamp to the next, at most
	inlineLabel   = 60  // bytes of what stands before it, such as Chapters:
)

// inTimes are timestamps in running text, perhaps in brackets, or links.
var inTimes = compiled("(?:^|[\\s(\\[（［·|,;*_`])(\\d{1,3}(?::\\d\\d){1,2})(?:[\\s)\\]）］*_`]|$)")

// inlineList takes a paragraph apart that is a list of topics on one line, or on a few that were wrapped: 0:00 Intro, 1:16 Ropes;
// or Intro (0:00) Ropes (1:16). One time that falls is a mistake. It notes the entries, and reports whether there are any; what nearly
// is such a list is noted, too.
func (o *outline) inlineList(lines []text.Segment) bool {
	start, stop := lines[0].Start, lines[len(lines)-1].Stop
	if bytes.Count(o.source[start:stop], []byte(":")) < fewPromised {
		return false // before anything is copied
	}
	all := string(o.source[start:stop])
	if !hasClock(all) {
		return false
	}
	var entries []text.Segment
	for i, line := range lines[1:] {
		if strings.TrimSpace(string(o.source[lines[i].Stop:line.Start])) != "" {
			return false // the marks of a quotation stand between them
		}
	}
	found, falls := o.inTimes(all)
	if len(found) < fewPromised || len(found) <= len(lines) || zoneWords().MatchString(all) || len(citations([]byte(all))) > 0 {
		return false
	}
	label := strings.Trim(all[:found[0][0]], " \t*_([`")
	promised := saysTopics(strings.ToLower(label))
	bracketed := strings.ContainsAny(all[len(label):found[0][0]], "([")
	leading := label == "" || len(label) <= inlineLabel && strings.HasSuffix(label, ":")
	mistaken := mistyped().MatchString(all)
	switch {
	case elsewhereWords.in(strings.ToLower(label)):
		return false
	case falls > 1 || mistaken:
		if promised || mistaken && leading {
			o.nearly(start, stop, len(found))
		}
		return false
	case len(found) < inlineEntries && !promised && !(label == "" && bracketed):
		return false
	case !leading || bracketed && !promised && label != "":
		entries = o.inFront(all, found)
	default:
		for i, at := range found {
			to := len(all)
			if i+1 < len(found) {
				to = opened(all, found[i+1][0])
			} else if to-at[1] > inlineTitle {
				to = at[1]
			}
			entries = append(entries, text.NewSegment(opened(all, at[0]), to))
		}
	}
	stamps := make([]stamp, len(entries))
	for i, e := range entries {
		words := all[e.Start:e.Stop]
		from := e.Start + len(words) - len(strings.TrimLeft(words, " \t\r\n·|,;/"))
		to := from + len(strings.TrimRight(all[from:e.Stop], " \t\r\n·|,;/•"))
		s, ok := readStamp(all[from:to])
		if !ok || !strings.ContainsFunc(s.withoutStamp(visible(all[from:to])), unicode.IsLetter) {
			o.nearly(start, stop, len(found))
			return false
		}
		stamps[i], entries[i] = s, text.NewSegment(start+from, start+to)
	}
	for i, s := range stamps {
		o.stamped(s, o.plain(), entries[i])
	}
	return len(entries) > 0
}

// mistyped is a timestamp among others whose colon is none.
var mistyped = compiled(`(?:^|\s)\d{1,2};\d\d(?:\s|$)`)

// nearly notes what could have been a list.
func (o *outline) nearly(start, stop, stamps int) {
	o.unmarked = append(o.unmarked, unmarkedStamps{-1, text.NewSegment(start, min(stop, start+inlineTitle)), stamps})
}

// inTimes finds the timestamps of a text that could be a list, and how many of them fall.
func (o *outline) inTimes(all string) (found [][]int, falls int) {
	last := time.Duration(-1)
	for at := 0; len(found) <= limits.TextTopics; {
		match := inTimes().FindStringSubmatchIndex(all[at:])
		if match == nil {
			return found, falls
		}
		from, to := at+match[2], at+match[3]
		start, ok := parseStamp(all[from:to])
		n := len(found)
		switch {
		case !ok || n == 0 && start > nearStart || n > 0 && from-found[n-1][1] > inlineTitle:
			return nil, 0
		case start <= last:
			falls++
		default:
			last = start
		}
		found = append(found, []int{from, to})
		at = to
	}
	return found, falls
}

// opened is where the brackets and marks before a timestamp begin.
func opened(all string, at int) int {
	return len(strings.TrimRight(all[:at], "([（［*_`@"))
}

// inFront are entries whose titles stand before their timestamps, in brackets: the first one begins after a colon, or the end
// of a sentence.
func (o *outline) inFront(all string, found [][]int) (entries []text.Segment) {
	from := strings.LastIndexAny(all[:found[0][0]], ":：.\n") + 1
	for _, at := range found {
		if at[0] == 0 || !strings.ContainsRune("([（［", rune(all[at[0]-1])) || len(strings.TrimSpace(all[from:at[0]])) < 2 || at[1] >= len(all) {
			return nil
		}
		entries = append(entries, text.NewSegment(from, at[1]+1))
		from = at[1] + 1
	}
	return entries
}

// boldLead is what a line begins with that tells in bold when what it tells begins.
var boldLead = compiled(`^\*\*[^*\n]*\*\*(?:[ \t]*[(\[（]\d{1,3}(?::\d\d){1,2}[^()\[\]\n]{0,30}[)\]）])?`)

// lead is the bold part that a line begins with, without its marks, where that has a timestamp and a title of its own; else the line.
func (o *outline) lead(line text.Segment) text.Segment {
	words := o.line(line)
	if !strings.HasPrefix(words, "**") {
		return line
	}
	bold := boldLead().FindString(words)
	if len(bold) < 5 {
		return line
	}
	if !strings.HasSuffix(bold, "**") { // **Title** (0:00)
		if s, ok := readStamp(bold); ok && s.ok && s.trailing && len(bold) < len(words) {
			return text.NewSegment(line.Start, line.Start+len(bold))
		}
		return line
	}
	inner := strings.TrimRight(bold[2:len(bold)-2], ":： ")
	s, ok := readStamp(inner)
	if !ok || !s.ok || s.weak || len(bold) == len(words) && !strings.HasSuffix(bold, ":**") || strings.Trim(s.withoutStamp(visible(inner)), marksAround) == "" {
		return line
	}
	return text.NewSegment(line.Start+2, line.Start+2+len(inner))
}
