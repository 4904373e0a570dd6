package format

import (
	"encoding/xml"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/limits"
)

// Matroska's chapters (RFC 9559 §20) in the XML of mkvmerge and mkvextract. Nested chapters are read flat, of several
// editions the first is.

var matroskaRoot = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`<Chapters[\s>]`) })

func looksMatroska(text string) bool {
	return xmlStart().MatchString(text) && matroskaRoot().MatchString(text)
}

const matroskaShape = "HH:MM:SS.nnnnnnnnn"

func decodeMatroska(r *reading) {
	type atom struct {
		topic      chapters.Topic
		end        element
		timed, had bool // it has a time that can be read; it has a title
	}
	var open []*atom
	var all []*atom
	var others []chapters.Span // in later editions
	editions := 0
	r.xml(func(e element) {
		switch e.name.Local {
		case "EditionEntry":
			editions++
		case "ChapterAtom":
			if editions > 1 {
				others = append(others, e.span)
				return
			}
			a := &atom{topic: chapters.Topic{Span: e.span, Stamp: e.span}}
			open, all = append(open, a), append(all, a)
			if len(all) > limits.FileChapters {
				r.bad(e.span, "there are more than %d chapters", limits.FileChapters)
			}
		}
	}, func(e element) {
		r.noText(e, "Chapters", "EditionEntry", "ChapterAtom", "ChapterDisplay")
		if len(open) == 0 || editions > 1 {
			return
		}
		a := open[len(open)-1]
		inner := r.trimmed(e.inner)
		switch e.name.Local {
		case "ChapterAtom":
			open = open[:len(open)-1]
			if a.topic.Stamp == a.topic.Span {
				r.bad(a.topic.Span, "this chapter has no ChapterTimeStart")
			}
		case "ChapterTimeStart":
			a.topic.Stamp = inner
			a.topic.Start, a.timed = r.time(inner, matroskaShape, parseClock)
		case "ChapterTimeEnd":
			e.inner = inner
			a.end = e
		case "ChapterFlagHidden":
			a.topic.Hidden = strings.TrimSpace(string(e.text)) == "1"
		case "ChapterString":
			if !a.had { // the first of several languages
				a.topic.Title, a.had = string(e.text), true
			}
		}
	})
	all = slices.DeleteFunc(all, func(a *atom) bool { return !a.timed })
	for _, a := range all {
		if a.end.name.Local != "" {
			a.topic.End = r.end(a.topic.Start, a.end.inner, matroskaShape, parseClock)
		}
		r.add(a.topic)
	}
	r.leftOut(others, "chapter", "it reads only the first edition", "to read another edition, delete the first one")
	if editions == 0 {
		r.bad(chapters.Span{}, "there is no element EditionEntry in it")
	}
}

// trimmed leaves out the white space around a span.
func (r *reading) trimmed(span chapters.Span) chapters.Span {
	text := r.text[span.Start:span.End]
	trimmed := strings.TrimSpace(text)
	span.Start += strings.Index(text, trimmed)
	span.End = span.Start + len(trimmed)
	return span
}

func encodeMatroska(set Set) ([]byte, error) {
	type atom struct {
		Start    string `xml:"ChapterTimeStart"`
		End      string `xml:"ChapterTimeEnd,omitempty"`
		Hidden   int    `xml:"ChapterFlagHidden"`
		Title    string `xml:"ChapterDisplay>ChapterString"`
		Language string `xml:"ChapterDisplay>ChapterLanguage"`
	}
	document := struct {
		XMLName xml.Name `xml:"Chapters"`
		Atoms   []atom   `xml:"EditionEntry>ChapterAtom"`
	}{}
	for _, c := range set.Chapters {
		a := atom{Start: clock(c.Start, 9), Title: c.Title, Language: "und"}
		if c.End > c.Start {
			a.End = clock(c.End, 9)
		}
		if c.Hidden {
			a.Hidden = 1
		}
		document.Atoms = append(document.Atoms, a)
	}
	return toXML(document)
}
