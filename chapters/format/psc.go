package format

import (
	"encoding/xml"
	"regexp"
	"strings"
	"sync"

	"github.com/chapmark/chapmark/chapters"
)

// Podlove Simple Chapters 1.2 (docs/specs.md). Times are "normal play time" (RFC 2326 §3.6): [[H:]M:]S with a fraction.

const (
	pscNamespace = "http://podlove.org/simple-chapters"
	clockShape   = "HH:MM:SS.mmm"
)

var pscRoot = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`<(?:[\w.-]+:)?chapters[\s>/]`)
})

func looksPSC(text string) bool {
	return xmlStart().MatchString(text) && pscRoot().MatchString(text) && (strings.Contains(text, pscNamespace) || strings.Contains(text, "<psc:"))
}

func decodePSC(r *reading) {
	found := 0
	r.xml(func(e element) {
		switch {
		case e.name.Local == "chapters" && podlove(e.name.Space):
			if found++; found == 2 {
				r.bad(e.span, "there is a second list of chapters: delete one of them")
			}
		case e.name.Local == "chapter" && podlove(e.name.Space) && found > 0:
			r.pscChapter(e)
		case found > 0 && len(e.path) > 1 && e.path[len(e.path)-2] == "chapters" && podlove(e.name.Space):
			r.bad(e.span, "%s is not allowed in a list of chapters", chapters.Quoted(e.name.Local))
		}
	}, func(e element) {
		if podlove(e.name.Space) {
			r.noText(e, "chapters")
		}
	})
	if found == 0 {
		r.bad(chapters.Span{}, "there is no element psc:chapters in it")
	}
}

// podlove reports the namespace, or its usual prefix where a snippet does not declare it.
func podlove(space string) bool {
	return space == "psc" || strings.TrimSuffix(space, "/") == pscNamespace
}

func (r *reading) pscChapter(e element) {
	t := chapters.Topic{Span: e.span, Stamp: e.span}
	stamp := ""
	seen := map[string]bool{}
	for _, a := range e.attributes {
		if seen[a.Name.Local] && a.Name.Space == "" {
			r.bad(e.span, "the attribute %s is there twice", a.Name.Local)
			return
		}
		seen[a.Name.Local] = true
		switch a.Name.Local {
		case "start":
			stamp = a.Value
			t.Stamp = r.within(e.span, "start", a.Value)
		case "title":
			t.Title = a.Value
		case "href":
			t.URL = r.link(a.Value, e.span)
		case "image":
			t.Image = image(a.Value)
		}
	}
	start, ok := parseClock(stamp)
	if !ok {
		r.badTime(t.Stamp, clockShape)
		return
	}
	t.Start = start
	r.add(t)
}

// encodePSC writes Podlove Simple Chapters 1.2, to stand in an item of a feed.
func encodePSC(set Set) ([]byte, error) {
	type chapter struct {
		Start string `xml:"start,attr"`
		Title string `xml:"title,attr"`
		Href  string `xml:"href,attr,omitempty"`
		Image string `xml:"image,attr,omitempty"`
	}
	document := struct {
		XMLName   xml.Name  `xml:"psc:chapters"`
		Version   string    `xml:"version,attr"`
		Namespace string    `xml:"xmlns:psc,attr"`
		Chapters  []chapter `xml:"psc:chapter"`
	}{Version: "1.2", Namespace: pscNamespace}
	for _, c := range set.Chapters {
		document.Chapters = append(document.Chapters, chapter{clock(c.Start, 3), c.Title, c.URL, named(c.Image)})
	}
	return toXML(document)
}

func looksPSCJSON(text string) bool {
	return strings.HasPrefix(strings.TrimSpace(text), "[") && strings.Contains(text, `"start"`) && strings.Contains(text, `"title"`)
}

func decodePSCJSON(r *reading) {
	whole, ok := r.json()
	if !ok {
		return
	}
	if r.text[whole.Start] != '[' {
		r.bad(whole, "the document is not a list")
		return
	}
	r.marks(whole)
}

func encodePSCJSON(set Set) ([]byte, error) {
	type chapter struct {
		Start string `json:"start"`
		Title string `json:"title"`
		Href  string `json:"href,omitempty"`
		Image string `json:"image,omitempty"`
	}
	document := []chapter{}
	for _, c := range set.Chapters {
		document = append(document, chapter{clock(c.Start, 3), c.Title, c.URL, named(c.Image)})
	}
	return toJSON(document)
}
