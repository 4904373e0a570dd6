package format

import (
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/chapmark/chapmark/chapters"
)

// ogmLine is one of the two lines of a chapter.
var ogmLine = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?i)^\s*CHAPTER(\d{1,4})(NAME)?\s*=`) })

func looksOGM(text string) likeness {
	match := ogmLine().FindStringSubmatch(firstLine(text))
	if match != nil && match[2] == "" && len(match[1]) != 3 { // three digits are those of Vorbis
		return exactly
	}
	return min(ofLines(text, ogmLine(), true), nearly)
}

// decodeOGM reads CHAPTERnn=time and CHAPTERnnNAME=title.
func decodeOGM(r *reading) {
	byNumber, named := map[string]int{}, map[string]bool{}
	for line := range r.lines() {
		text := r.text[line.Start:line.End]
		if strings.TrimSpace(text) == "" {
			continue
		}
		match := ogmLine().FindStringSubmatchIndex(text)
		if match == nil {
			r.bad(line, "this line is neither CHAPTERnn= nor CHAPTERnnNAME=")
			return
		}
		number := text[match[2]:match[3]]
		value := r.trim(chapters.Span{Start: line.Start + match[1], End: line.End})
		i, known := byNumber[number]
		switch isName := match[4] >= 0; {
		case isName && !known:
			r.bad(line, "there is no CHAPTER%s= above this name", number)
			return
		case isName && named[number]:
			r.bad(line, "there is a second CHAPTER%sNAME", number)
			return
		case isName && i >= 0:
			named[number] = true
			title, unsafe := chapters.CleanTitle(r.text[value.Start:value.End])
			if r.document.Topics[i].Title = title; unsafe {
				r.report(chapters.Report(chapters.UnsafeText, r.source, value, "this title contains control characters; chapmark removes them"))
			}
		case isName: // its time was reported
		case known:
			r.bad(line, "there is a second CHAPTER%s", number)
			return
		default:
			byNumber[number] = -1
			if start, ok := r.time(value, clockShape, parseClock); ok {
				byNumber[number] = len(r.document.Topics)
				r.add(chapters.Topic{Start: start, Span: line, Stamp: value})
			}
		}
	}
}

func encodeOGM(set Set) ([]byte, error) {
	var b strings.Builder
	for i, c := range set.Chapters {
		fmt.Fprintf(&b, "CHAPTER%02d=%s\nCHAPTER%02dNAME=%s\n", i+1, clock(c.Start, 3), i+1, c.Title)
	}
	return []byte(b.String()), nil
}
