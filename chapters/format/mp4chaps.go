package format

import (
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/chapmark/chapmark/chapters"
)

// MP4Chaps text, which mp3chaps reads, too: lines of a time to the millisecond and a title. Lines that begin with # are comments.
// Podlove's tools and Auphonic write a chapter's link after its title, in angle brackets.

var (
	mp4Line  = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\d{2,3}:\d\d:\d\d[.,]\d{1,9}(?:[ \t]|$)`) })
	mp4Inner = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[ \t]\d{2,3}:\d\d:\d\d[.,]\d{3}(?:[ \t]|$)`) })
	mp4Link  = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[ \t]*<([^<>\s]+)>$`) })
)

// looksMP4Chaps asks it of most lines: text with such a line in it may be anything.
func looksMP4Chaps(text string) likeness {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if strings.Contains(line, "](http") { // that is Markdown
			return noLikeness
		}
		if !strings.HasPrefix(line, "#") {
			b.WriteString(line)
		}
	}
	return ofLines(b.String(), mp4Line(), true)
}

func decodeMP4Chaps(r *reading) { r.mp4chaps(true) }

// decodeMP3Chaps takes all that stands after a time for the title, as mp3chaps does.
func decodeMP3Chaps(r *reading) { r.mp4chaps(false) }

func (r *reading) mp4chaps(links bool) {
	for line := range r.lines() {
		trimmed := r.trim(line)
		text := r.text[trimmed.Start:trimmed.End]
		if text == "" || text[0] == '#' {
			continue
		}
		n := strings.IndexAny(text, " \t")
		if n < 0 {
			n = len(text)
		}
		t := chapters.Topic{Title: text[n:], Span: trimmed, Stamp: chapters.Span{Start: trimmed.Start, End: trimmed.Start + n}}
		if at := mp4Link().FindStringSubmatchIndex(t.Title); links && at != nil {
			if url, ok := chapters.WebURL(t.Title[at[2]:at[3]]); ok {
				t.URL = url
				if rest := t.Title[:at[0]]; strings.TrimSpace(rest) != "" {
					t.Title = rest
				} else {
					t.Title = t.Title[at[2]:at[3]]
				}
			}
		}
		if title, _ := chapters.CleanTitle(t.Title); mp4Inner().MatchString(" " + title) { // as it would be written again
			r.bad(trimmed, "there are two times in this line")
			return
		}
		if start, ok := r.time(t.Stamp, clockShape, vttTime); ok {
			t.Start = start
			r.add(t)
		}
	}
}

func encodeMP4Chaps(set Set) ([]byte, error) {
	var b strings.Builder
	for _, c := range set.Chapters {
		fmt.Fprintf(&b, "%s %s\n", clock(c.Start, 3), c.Title)
	}
	return []byte(b.String()), nil
}
