package format

import (
	"cmp"
	"regexp"
	"slices"
	"sync"

	"github.com/chapmark/chapmark/chapters"
)

// Markers of a session of Hindenburg (docs/specs.md): those of the type Chapter, in whatever order they stand.

var hindenburgRoot = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^\s*(?:<\?xml[^>]*\?>)?\s*(?:<!--[^>]*-->\s*)?<Session[\s>]`)
})

func looksHindenburg(text string) bool { return hindenburgRoot().MatchString(text) }

const hindenburgShape = "H:MM:SS.mmm"

func decodeHindenburg(r *reading) {
	var others []chapters.Span
	sessions := 0
	r.xml(func(e element) {
		if e.name.Local == "Session" {
			sessions++
		}
		if len(e.path) < 2 || e.path[len(e.path)-2] != "Markers" {
			return
		}
		if e.name.Local != "Marker" {
			r.bad(e.span, "%s is not allowed in a list of markers", chapters.Quoted(e.name.Local))
			return
		}
		t := chapters.Topic{Span: e.span, Stamp: e.span}
		kind, url := "", ""
		for _, a := range e.attributes {
			switch a.Name.Local {
			case "Name":
				t.Title = a.Value
			case "Time":
				t.Stamp = r.within(e.span, "Time", a.Value)
			case "Type":
				kind = a.Value
			case "URL":
				url = a.Value
			}
		}
		if kind != "Chapter" {
			others = append(others, e.span)
			return
		}
		if t.Stamp == t.Span {
			r.bad(t.Span, "this marker has no Time")
			return
		}
		if start, ok := r.time(t.Stamp, hindenburgShape, parseClock); ok {
			t.Start, t.URL = start, r.link(url, e.span)
			r.add(t)
		}
	}, func(e element) { r.noText(e, "Markers") })
	slices.SortStableFunc(r.document.Topics, func(a, b chapters.Topic) int { return cmp.Compare(a.Start, b.Start) })
	switch n := len(others); {
	case sessions == 0:
		r.bad(chapters.Span{}, "there is no element Session in it")
	case n > 0 && len(r.document.Topics) == 0 && len(r.problems) == 0:
		r.bad(others[0], "none of the markers is of the type Chapter")
	case n > 0:
		r.leftOut(others, "marker", "only markers of the type Chapter are chapters", "change their type to Chapter in Hindenburg")
	}
}
