package format

import (
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/chapmark/chapmark/chapters"
)

// Chapters as comments of Ogg Vorbis, Opus and FLAC (docs/specs.md): CHAPTERnnn=time, CHAPTERnnnNAME=title, CHAPTERnnnURL=link, in any
// order and case, among comments on other things.

const maxComments = 1000 // their numbers have three digits, from 000

var (
	vorbisChapter = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?i)^[ \t]*CHAPTER(\d{3})(NAME|URL)?=`) })
	vorbisAny     = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[ \t]*[ -<>-}]+=`) })
)

func looksVorbis(text string) likeness {
	for line := range strings.Lines(text) {
		if vorbisChapter().MatchString(line) {
			return ofLines(text, vorbisAny(), true)
		}
	}
	return noLikeness
}

func decodeVorbis(r *reading) {
	type comments struct {
		time, name, url chapters.Span
		line            chapters.Span
	}
	byNumber := map[string]*comments{}
	var all []*comments
	for line := range r.lines() {
		text := r.text[line.Start:line.End]
		if strings.TrimSpace(text) == "" {
			continue
		}
		at := vorbisChapter().FindStringSubmatchIndex(text)
		if at == nil && !vorbisAny().MatchString(text) {
			r.bad(line, "this line is not a comment of the form NAME=value")
			return
		}
		if at == nil && strings.HasPrefix(strings.ToUpper(strings.TrimSpace(text)), "CHAPT") {
			r.bad(line, "this line is neither CHAPTERnnn=, nor CHAPTERnnnNAME= or CHAPTERnnnURL=")
			return
		}
		if at == nil {
			continue
		}
		c := byNumber[text[at[2]:at[3]]]
		if c == nil {
			c = &comments{line: line}
			byNumber[text[at[2]:at[3]]], all = c, append(all, c)
		}
		field := &c.time
		switch kind := text[at[3] : at[1]-1]; strings.ToUpper(kind) {
		case "NAME":
			field = &c.name
		case "URL":
			field = &c.url
		}
		if !field.IsWhole() {
			r.bad(line, "there is a second %s", strings.TrimSpace(text[:at[1]-1]))
			return
		}
		*field = r.trim(chapters.Span{Start: line.Start + at[1], End: line.End})
	}
	for _, c := range all {
		if c.time.IsWhole() {
			r.bad(c.line, "there is no time of this chapter")
			return
		}
		start, ok := r.time(c.time, clockShape, parseClock)
		if !ok {
			continue
		}
		t := chapters.Topic{Start: start, Span: c.line, Stamp: c.time, Title: r.text[c.name.Start:c.name.End]}
		t.URL = r.link(r.text[c.url.Start:c.url.End], c.url)
		r.add(t)
	}
}

func encodeVorbis(set Set) ([]byte, error) {
	if n := len(set.Chapters); n >= maxComments {
		return nil, &LimitError{"Vorbis", maxComments - 1, n}
	}
	var b strings.Builder
	for i, c := range set.Chapters {
		fmt.Fprintf(&b, "CHAPTER%03d=%s\nCHAPTER%03dNAME=%s\n", i+1, clock(c.Start, 3), i+1, c.Title)
		if c.URL != "" {
			fmt.Fprintf(&b, "CHAPTER%03dURL=%s\n", i+1, c.URL)
		}
	}
	return []byte(b.String()), nil
}
