package format

import (
	"fmt"
	"math/big"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/chapmark/chapmark/chapters"
)

// ffmpeg's metadata (ffmpeg-formats(1), "Metadata"): sections of key=value, where =, ;, #, \ and line breaks are escaped.

func looksFFMetadata(text string) likeness {
	line, _, _ := strings.Cut(text, "\n")
	switch {
	case isFFHeader(line):
		return exactly
	case ffStart().MatchString(text):
		return nearly
	}
	return noLikeness
}

func isFFHeader(line string) bool {
	return strings.TrimSpace(line) == ";FFMETADATA1" || strings.TrimSpace(line) == ";FFMETADATA"
}

// ffStart is the beginning of a chapter.
var ffStart = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)^\s*(?:;.*\n\s*)*\[CHAPTER\]\s*\n(?:TIMEBASE=.*\n)?START=`)
})

// ffChapter is a [CHAPTER] while it is read.
type ffChapter struct {
	head              chapters.Span
	base, start, stop chapters.Span
	title             string
	seen              map[string]bool // keys
}

func decodeFFMetadata(r *reading) {
	var current *ffChapter
	flush := func() {
		if current != nil {
			r.ffChapter(*current)
		}
		current = nil
	}
	for i, line := range r.joined() {
		if r.stopped {
			return
		}
		if i == 0 && !isFFHeader(r.text[line.Start:line.End]) {
			r.bad(line, "the first line is not ;FFMETADATA1")
			return
		}
		text := r.text[line.Start:line.End]
		switch {
		case text == "" || text[0] == ';' || text[0] == '#':
		case text[0] == '[':
			if !strings.HasSuffix(strings.TrimSpace(text), "]") {
				r.bad(line, "this section's name does not end in ]")
				return
			}
			flush()
			switch name := strings.ToUpper(strings.TrimSpace(text)); name {
			default:
				r.bad(line, "there is no section %s in ffmpeg's metadata", chapters.Quoted(name))
				return
			case "[STREAM]":
			case "[CHAPTER]":
				current = &ffChapter{head: line, seen: map[string]bool{}}
			}
		case current != nil:
			key, at := cutUnescaped(text)
			if at < 0 {
				r.bad(line, "this line has no equals sign")
				return
			}
			value := chapters.Span{Start: line.Start + at + 1, End: line.End}
			if key = strings.ToUpper(key); current.seen[key] {
				r.bad(line, "there is a second %s in this chapter", chapters.Quoted(key))
				return
			}
			current.seen[key] = true
			switch key {
			case "TIMEBASE":
				current.base = value
			case "START":
				current.start = value
			case "END":
				current.stop = value
			case "TITLE":
				current.title = unescaped(r.text[value.Start:value.End])
			}
		}
	}
	flush()
}

// ffChapter adds a chapter.
func (r *reading) ffChapter(c ffChapter) {
	if c.start.IsWhole() {
		r.bad(c.head, "this chapter has no START")
		return
	}
	unit := big.NewRat(1, 1_000_000_000) // ffmpeg's own, where none is named
	if c.base.IsWhole() != r.baseless && len(r.document.Topics) > 0 {
		r.bad(c.head, "only some chapters have a TIMEBASE: what the times of this one count is unclear")
		return
	}
	if r.baseless = c.base.IsWhole(); !r.baseless {
		written := strings.TrimSpace(r.text[c.base.Start:c.base.End])
		fraction, ok := new(big.Rat).SetString(written)
		if len(written) > 24 || strings.ContainsAny(written, "eEpPxX_") || !ok || fraction.Sign() <= 0 {
			r.bad(c.base, "%s is not a time base such as 1/1000", chapters.Quoted(written))
			return
		}
		unit = fraction
	}
	parse := func(text string) (time.Duration, bool) {
		text = strings.TrimSpace(text)
		n, ok := new(big.Int).SetString(text, 10)
		if len(text) > 20 || !ok || n.Sign() < 0 {
			return 0, false
		}
		t := new(big.Rat).Mul(new(big.Rat).SetInt(n), unit)
		t.Mul(t, new(big.Rat).SetInt64(int64(time.Second)))
		whole := new(big.Int).Quo(t.Num(), t.Denom())
		return time.Duration(whole.Int64()), whole.IsInt64() && whole.Int64() <= int64(longest)
	}
	const shape = "a whole number of the unit that TIMEBASE names"
	start, ok := r.time(c.start, shape, parse)
	if ok {
		r.add(chapters.Topic{Start: start, End: r.end(start, c.stop, shape, parse), Title: c.title, Span: c.head, Stamp: c.start})
	}
}

// joined are the lines, those that end in an escaped line break together with the next.
func (r *reading) joined() (list []chapters.Span) {
	open := false
	for line := range r.lines() {
		if n := len(list); open {
			list[n-1].End = line.End
		} else {
			list = append(list, line)
		}
		text := r.text[line.Start:line.End]
		open = (len(text)-len(strings.TrimRight(text, `\`)))%2 == 1
	}
	return list
}

// cutUnescaped finds the first equals sign that is not escaped.
func cutUnescaped(text string) (key string, at int) {
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '=':
			return unescaped(text[:i]), i
		}
	}
	return "", -1
}

func unescaped(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '\\' && i+1 < len(text) {
			i++
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

func encodeFFMetadata(set Set) ([]byte, error) {
	var b strings.Builder
	b.WriteString(";FFMETADATA1\n")
	escape := strings.NewReplacer(`\`, `\\`, "=", `\=`, ";", `\;`, "#", `\#`)
	unit, name := time.Millisecond, "1/1000"
	for _, c := range set.Chapters {
		if c.Start%unit != 0 || c.End%unit != 0 {
			unit, name = time.Microsecond, "1/1000000"
			break
		}
	}
	for _, c := range set.Chapters {
		fmt.Fprintf(&b, "[CHAPTER]\nTIMEBASE=%s\nSTART=%d\nEND=%d\ntitle=%s\n", name, c.Start/unit, max(c.End, c.Start)/unit, escape.Replace(c.Title))
	}
	return []byte(b.String()), nil
}
