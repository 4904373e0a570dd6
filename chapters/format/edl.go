package format

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/limits"
)

// Edit decision lists (docs/specs.md, "CMX 3600"), whose events begin where the list records them. A list of markers, as DaVinci
// Resolve writes it, names them after |M:; locators stand in lines of their own; else each event is named by a comment or by its
// clip. Times count frames, and a list says neither how many a second has nor where its timeline starts.

var (
	edlEvent = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^\s*\d{1,6}\s+(\S+)\s.*?(\d\d:\d\d:\d\d[:;]\d\d)\s+(\d\d:\d\d:\d\d[:;]\d\d)\s+(\d\d:\d\d:\d\d[:;]\d\d)\s+(\d\d:\d\d:\d\d[:;]\d\d)\s*$`)
	})
	edlMarker = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^\s*(?:\|[A-Z]:[^|]*)*\|M:(.*?)(?:\s*\|[A-Z]:|\s*$)`)
	})
	edlLocator = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^\s*\*?\s*LOC:\s*(\d\d:\d\d:\d\d[:;]\d\d)\s*\w*[ \t]*(.*)$`)
	})
	edlFirst = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^\s*(?:TITLE:|FCM:|\*|#|\d{1,6}\s+\S+\s+\S+\s+\S+\s)`)
	})
	edlOther = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^\s*(?:$|\*|TITLE:|FCM:|M2\s|AUD\s|SPLIT:|EFFECTS? NAME|TO CLIP NAME|FROM CLIP|SOURCE FILE|FINAL CUT|ID:|>>>|\||#)`)
	})
	edlComment = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\s*\*?\s*(COMMENT|FROM CLIP NAME):\s*(.*)$`) })
)

func looksEDL(text string) likeness {
	if !edlFirst().MatchString(firstLine(text)) {
		return noLikeness
	}
	for line := range strings.Lines(text) {
		if line = strings.TrimRight(line, "\r\n"); len(line) <= limits.EventBytes && edlEvent().MatchString(line) {
			return exactly
		}
	}
	return noLikeness
}

// edlName is how an entry of a list is named, the most explicit last.
type edlName int

const (
	byNothing edlName = iota
	byClip
	byComment
	byLocator
	byMarker
)

// edlEntry is an event, or a locator.
type edlEntry struct {
	line, stamp chapters.Span
	named       edlName
	title       string
}

func decodeEDL(r *reading) {
	var list []edlEntry
	most, drops, blank := byNothing, false, false
	name := func(by edlName, title string) { // the first of each kind counts
		if n := len(list); n > 0 && by > list[n-1].named {
			list[n-1].named, list[n-1].title, most = by, title, max(most, by)
		}
	}
	for line := range r.lines() {
		text := r.text[line.Start:line.End]
		if len(text) > limits.EventBytes {
			r.bad(line, "this line has more than %d characters: lists of edits have none like that", limits.EventBytes)
			return
		}
		if at := edlEvent().FindStringSubmatchIndex(text); at != nil {
			blank = text[at[2]:at[3]] == "BL"
			if !blank {
				list = append(list, edlEntry{line: line, stamp: chapters.Span{Start: line.Start + at[8], End: line.Start + at[9]}})
			}
			continue
		}
		switch marker, locator, comment := edlMarker().FindStringSubmatch(text), edlLocator().FindStringSubmatchIndex(text), edlComment().FindStringSubmatch(text); {
		case strings.HasPrefix(strings.TrimSpace(text), "FCM:"):
			drops = strings.Contains(text, "DROP FRAME") && !strings.Contains(text, "NON-DROP")
		case marker != nil:
			name(byMarker, marker[1])
		case locator != nil:
			most = max(most, byLocator)
			list = append(list, edlEntry{line, chapters.Span{Start: line.Start + locator[2], End: line.Start + locator[3]}, byLocator, text[locator[4]:locator[5]]})
		case comment != nil && comment[1] == "COMMENT" && !blank:
			name(byComment, comment[2])
		case comment != nil && !blank:
			name(byClip, comment[2])
		case comment == nil && (!edlOther().MatchString(text) || strings.Contains(text, "LOC:")):
			r.bad(line, "this line is not an event with four times, a comment or a marker")
			return
		}
	}
	r.edlChapters(list, most, drops)
}

// edlChapters adds the entries that are named as explicitly as any is; events of clips alike, of sound and picture, are one.
func (r *reading) edlChapters(list []edlEntry, most edlName, drops bool) {
	var others []chapters.Span
	if most == byComment { // an event without one still has its clip's name
		most = byClip
	}
	for _, e := range list {
		if e.named < most || most == byNothing {
			if most == byNothing || most == byClip {
				r.bad(e.line, "this event has no clip name, no comment and no marker")
				return
			}
			others = append(others, e.line)
			continue
		}
		if most == byClip && e.named == byLocator {
			continue
		}
		start, ok := r.time(e.stamp, "HH:MM:SS:FF", func(text string) (time.Duration, bool) { return r.timeline.time(text, drops) })
		if !ok {
			last := &r.problems[len(r.problems)-1]
			written := r.text[e.stamp.Start:e.stamp.End]
			if _, plain := new(Timeline).digits(written); plain && r.timeline.rate == nil {
				last.Message = fmt.Sprintf("what time %s is depends on the timeline", written)
				last.Hint = "say how many frames a second has and where the timeline starts: --timeline 25@01:00:00:00"
			} else {
				last.Message, last.Hint = fmt.Sprintf("%s is not a time on the timeline %s", written, r.timeline), ""
			}
			r.stopped = true
			return
		}
		if n := len(r.document.Topics); n > 0 && r.document.Topics[n-1].Start == start {
			continue
		}
		r.add(chapters.Topic{Start: start, Title: e.title, Span: e.line, Stamp: e.stamp})
	}
	r.leftOut(others, "event", "in this list, only markers are chapters", "give an event a marker to make it a chapter")
}
