package format

import (
	"strings"

	"github.com/chapmark/chapmark/chapters"
)

// Podigee's chapter marks (docs/specs.md): those of its interface have start_time and url, those of its player start and href.

func looksPodigee(text string) bool {
	if looksObject(text) {
		return hasMember(text, "chapter_marks", "[") || hasMember(text, "chaptermarks", "[")
	}
	return strings.HasPrefix(strings.TrimLeft(text, " \t\r\n"), "[") && hasMember(text, "start_time", `"`)
}

func decodePodigee(r *reading) {
	whole, ok := r.json()
	if !ok {
		return
	}
	list := whole
	if r.text[whole.Start] == '{' {
		for _, names := range [][]string{{"chapter_marks"}, {"chaptermarks"}, {"episode", "chaptermarks"}, {"episode", "chapter_marks"}} {
			if list = r.way(whole, names...); !list.IsWhole() {
				break
			}
		}
	}
	r.marks(list)
}

// marks reads a list of chapters that have a clock's time, a title, a link and a picture, as Podigee or as Podlove calls these.
func (r *reading) marks(list chapters.Span) {
	r.objects(list, func(entry chapters.Span) {
		t := chapters.Topic{Span: entry}
		start := chapters.Span{}
		for name, value := range r.members(entry) {
			text, _ := r.string(value)
			switch name {
			case "start_time", "start":
				start = value
			case "title":
				t.Title = text
			case "url", "href":
				t.URL = r.link(text, value)
			case "image":
				t.Image = image(text)
			}
		}
		if start.IsWhole() {
			r.badTime(chapters.Span{Start: entry.Start, End: entry.Start}, clockShape)
			return
		}
		var ok bool
		if t.Stamp, t.Start, ok = r.textTime(start, clockShape, parseClock); ok {
			r.add(t)
		}
	})
}

// encodePodigee writes what Podigee imports. Its times are to the millisecond.
func encodePodigee(set Set) ([]byte, error) {
	type chapter struct {
		Title string `json:"title"`
		Start string `json:"start_time"`
		URL   string `json:"url,omitempty"`
		Image string `json:"image,omitempty"`
	}
	document := []chapter{}
	for _, c := range set.Chapters {
		document = append(document, chapter{c.Title, clock(c.Start, 3), c.URL, named(c.Image)})
	}
	return toJSON(document)
}
