package format

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/limits"
)

// Cue is one entry of a transcript.
type Cue struct {
	Start, End time.Duration
	Whole      chapters.Span   // with its number, its text and the blank lines after it
	start, end chapters.Span   // the times; end is whole where there is none
	inner      []chapters.Span // times between the words of WebVTT, with their brackets
}

// Transcript is a file of subtitles, or of what was said: SubRip (.srt), WebVTT (.vtt), or a Podcasting 2.0 transcript in JSON
// (docs/specs.md).
type Transcript struct {
	Source *chapters.Source
	Cues   []Cue

	parse func(text string) (time.Duration, bool)
	array bool // the cues are elements of an array, with commas between them
}

// ErrNoTranscript says that a file is none of a kind that is known.
var ErrNoTranscript = errors.New("it is not SubRip, WebVTT or a JSON transcript")

var (
	srtTimes = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^[ \t]*(\d{1,3}:\d\d:\d\d[,.]\d{1,3})[ \t]*-->[ \t]*(\d{1,3}:\d\d:\d\d[,.]\d{1,3})(?:\D|$)`)
	})
	vttTimes = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^[ \t]*((?:\d{2,4}:)?\d\d:\d\d\.\d{3})[ \t]+-->[ \t]+((?:\d{2,4}:)?\d\d:\d\d\.\d{3})(?:\D|$)`)
	})
)

// looksTimed finds lines that are meant as the times of a cue.
var looksTimed = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?m)^[^\n]*\d:\d\d[^\n]*->`) })

var vttInner = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`<(?:\d{2,4}:)?\d\d:\d\d\.\d{3}>`) })

// ParseTranscript reads a transcript.
func ParseTranscript(source *chapters.Source) (*Transcript, error) {
	text := string(source.Text)
	if len(text) > limits.TextBytes {
		return nil, errors.New("it is larger than a transcript should be")
	}
	t := &Transcript{Source: source, parse: parseClock}
	start := strings.TrimPrefix(text, "\uFEFF")
	var err error
	switch {
	case strings.HasPrefix(start, "WEBVTT"):
		t.parse = vttTime
		err = t.blocks(text, vttTimes())
	case strings.HasPrefix(strings.TrimSpace(start), "{"):
		err = t.segments(text)
	default:
		err = t.blocks(text, srtTimes())
	}
	if err == nil && len(t.Cues) == 0 {
		err = ErrNoTranscript
	}
	if err != nil {
		return nil, err
	}
	return t, nil
}

// blocks reads cues that stand in blocks with blank lines between them: the line of times, a line before it that names the cue, and
// the lines after it.
func (t *Transcript) blocks(text string, times *regexp.Regexp) error {
	type line struct{ from, to, next int } // next is after the line's end
	var lines []line
	for at := 0; at < len(text); {
		end, next := len(text), len(text)
		if i := strings.IndexByte(text[at:], '\n'); i >= 0 {
			end, next = at+i, at+i+1
		}
		lines = append(lines, line{at, len(strings.TrimSuffix(text[:end], "\r")), next})
		at = next
	}
	blank := func(l line) bool { return strings.TrimSpace(text[l.from:l.to]) == "" }
	stray := -1 // the first line that is of no cue, and should be
	note := func(n int) {
		if stray < 0 {
			stray = n
		}
	}
	for i := 0; i < len(lines); {
		if blank(lines[i]) {
			i++
			continue
		}
		last := i
		for last < len(lines) && !blank(lines[last]) {
			last++
		}
		found := false
		for n := i; n < min(i+2, last); n++ {
			l := lines[n]
			match := times.FindStringSubmatchIndex(text[l.from:l.to])
			if match == nil {
				continue
			}
			c := Cue{start: chapters.Span{Start: l.from + match[2], End: l.from + match[3]}, end: chapters.Span{Start: l.from + match[4], End: l.from + match[5]}}
			var ok bool
			if c.Start, ok = t.parse(text[c.start.Start:c.start.End]); ok {
				c.End, ok = t.parse(text[c.end.Start:c.end.End])
			}
			if !ok {
				return fmt.Errorf("line %d: %s are not times", t.Source.Position(c.start.Start).Line, chapters.Quoted(text[c.start.Start:c.end.End]))
			}
			c.Whole = chapters.Span{Start: lines[i].from, End: len(text)}
			for next := last; next < len(lines); next++ {
				c.Whole.End = lines[next].from
				if !blank(lines[next]) {
					break
				}
				c.Whole.End = lines[next].next
			}
			if c.End < c.Start {
				return fmt.Errorf("line %d: the cue at %s ends before it starts", t.Source.Position(c.start.Start).Line, chapters.FormatTimestamp(c.Start))
			}
			if times == vttTimes() {
				words := chapters.Span{Start: l.next, End: lines[last-1].to}
				for _, at := range vttInner().FindAllStringIndex(text[min(words.Start, words.End):words.End], -1) {
					c.inner = append(c.inner, chapters.Span{Start: words.Start + at[0], End: words.Start + at[1]})
				}
			}
			t.Cues = append(t.Cues, c)
			found = true
			for more := n + 1; more < last; more++ {
				if times.MatchString(text[lines[more].from:lines[more].to]) {
					note(more) // a blank line is missing
				}
			}
			break
		}
		block := text[lines[i].from:lines[last-1].to]
		if comment := strings.HasPrefix(block, "NOTE") && times == vttTimes(); !found && !comment && (times == srtTimes() || looksTimed().MatchString(block)) {
			note(i)
		}
		i = last
	}
	if stray >= 0 && len(t.Cues) > 0 {
		return fmt.Errorf("line %d: no cue: write a blank line, then 00:00:05,000 --> 00:00:06,000", t.Source.Position(lines[stray].from).Line)
	}
	return nil
}

// segments reads the cues of a transcript in JSON.
func (t *Transcript) segments(text string) error {
	r := reading{source: t.Source, text: text}
	whole, ok := r.json()
	if !ok {
		return errors.New(r.problems[0].Message)
	}
	t.parse, t.array = parseSeconds, true
	for name, list := range r.members(whole) {
		if name != "segments" || text[list.Start] != '[' {
			continue
		}
		for _, value := range r.elements(list) {
			if text[value.Start] != '{' {
				continue
			}
			c := Cue{Whole: value}
			for name, value := range r.members(value) {
				switch name {
				case "startTime":
					c.start = value
				case "endTime":
					c.end = value
				}
			}
			var read, ended bool
			c.Start, read = parseSeconds(text[c.start.Start:c.start.End])
			if c.End, ended = parseSeconds(text[c.end.Start:c.end.End]); !ended {
				c.End, c.end = c.Start, chapters.Span{}
			}
			if !read || c.End < c.Start {
				return fmt.Errorf("segment %d has no startTime, or ends before it", len(t.Cues)+1)
			}
			t.Cues = append(t.Cues, c)
		}
	}
	if r.stopped {
		return errors.New(r.problems[0].Message)
	}
	return nil
}
