package format

import (
	"html"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/chapmark/chapmark/chapters"
)

// WebVTT's chapters: cues whose texts are titles (WebVTT §2.1, §4.6).

func looksWebVTT(text string) likeness {
	line, rest, _ := strings.Cut(text, "\n")
	first := firstLine(text)
	switch {
	case isVTTHeader(line) && (strings.Contains(rest, "-->") || strings.TrimSpace(line) == "WEBVTT"):
		return exactly
	case vttTimes().MatchString(first), first == "WEBVTT" && strings.Contains(rest, "-->"): // its header is missing, or stands too low
		return nearly
	}
	return noLikeness
}

func isVTTHeader(line string) bool {
	line = strings.TrimSuffix(line, "\r")
	return line == "WEBVTT" || strings.HasPrefix(line, "WEBVTT ") || strings.HasPrefix(line, "WEBVTT\t")
}

const vttShape = "HH:MM:SS.mmm"

var (
	vttTag    = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`<[^>]*>`) })
	vttArrow  = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\s*([^\s-]*)\s*-->\s*(\S*)`) })
	vttHidden = []string{"NOTE", "STYLE", "REGION"} // blocks that are not cues
)

func decodeWebVTT(r *reading) {
	var block []chapters.Span // the lines since the last blank one
	flush := func() {
		r.cue(block)
		block = nil
	}
	first := true
	for line := range r.lines() {
		if first {
			first = false
			if !isVTTHeader(r.text[line.Start:line.End]) {
				r.bad(line, "the first line is not WEBVTT")
				return
			}
			block = append(block, line) // a header may go on
			continue
		}
		if line.Start == line.End {
			flush()
			continue
		}
		block = append(block, line)
	}
	flush()
}

// cue reads one block of lines.
func (r *reading) cue(block []chapters.Span) {
	if len(block) == 0 {
		return
	}
	text := func(i int) string { return r.text[block[i].Start:block[i].End] }
	if isVTTHeader(text(0)) && block[0].Start <= len(byteOrderMark) {
		for i := range block {
			if strings.Contains(text(i), "-->") {
				r.bad(block[i], "there is no blank line above this cue")
				return
			}
		}
		return
	}
	for _, word := range vttHidden {
		if rest, ok := strings.CutPrefix(text(0), word); ok && (rest == "" || rest[0] == ' ' || rest[0] == '\t') && !strings.Contains(rest, "-->") {
			return
		}
	}
	timing := 0
	if !strings.Contains(text(0), "-->") { // an identifier stands above
		timing = 1
	}
	if timing >= len(block) || !strings.Contains(text(timing), "-->") {
		r.bad(block[0], "this is not a cue: a line of the form start --> end is missing")
		return
	}
	match := vttArrow().FindStringSubmatchIndex(text(timing))
	if match == nil {
		r.badTime(block[timing], vttShape+" --> "+vttShape)
		return
	}
	at := block[timing].Start
	stamp, stop := chapters.Span{Start: at + match[2], End: at + match[3]}, chapters.Span{Start: at + match[4], End: at + match[5]}
	start, ok := r.time(stamp, vttShape, vttTime)
	if !ok {
		return
	}
	if stop.Start == stop.End {
		r.bad(block[timing], "this cue has no end")
		return
	}
	var title []string
	for i := timing + 1; i < len(block); i++ {
		if strings.Contains(text(i), "-->") { // WebVTT §4.1: no text of a cue holds it
			r.bad(block[i], "there is no blank line above this cue")
			return
		}
		title = append(title, text(i))
	}
	r.add(chapters.Topic{
		Start: start, End: r.end(start, stop, vttShape, vttTime), Span: chapters.Span{Start: block[0].Start, End: block[len(block)-1].End}, Stamp: stamp,
		Title: html.UnescapeString(vttTag().ReplaceAllString(strings.Join(title, " "), "")),
	})
}

// vttTime reads a time that has minutes at least.
func vttTime(text string) (time.Duration, bool) {
	t, ok := parseClock(text)
	return t, ok && strings.Contains(text, ":")
}

// encodeWebVTT writes cues. Ampersands and angle brackets are escaped, so that no title holds an arrow.
func encodeWebVTT(set Set) ([]byte, error) {
	var b strings.Builder
	b.WriteString("WEBVTT\n")
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	for i, c := range set.Chapters {
		end := c.End
		if end <= c.Start { // a cue lasts
			end = c.Start + time.Second
			if i+1 < len(set.Chapters) && set.Chapters[i+1].Start > c.Start {
				end = set.Chapters[i+1].Start
			}
		}
		b.WriteString("\n" + clock(c.Start, 3) + " --> " + clock(end, 3) + "\n" + escape.Replace(c.Title) + "\n")
	}
	return []byte(b.String()), nil
}
