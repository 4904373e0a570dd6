package format

import (
	"time"

	"github.com/chapmark/chapmark/chapters"
)

// What ffprobe -show_chapters prints as JSON (docs/specs.md): start_time and end_time are seconds, start and end count the chapter's
// own time_base and are left alone, the title is one of the tags.

func looksFFprobe(text string) bool {
	return looksObject(text) && hasMember(text, "chapters", "[") && hasMember(text, "time_base", `"`)
}

const ffprobeShape = `a number of seconds, such as "92.500000"`

func decodeFFprobe(r *reading) {
	whole, ok := r.jsonObject()
	if !ok {
		return
	}
	r.objects(r.way(whole, "chapters"), func(entry chapters.Span) {
		t := chapters.Topic{Span: entry}
		var start, end chapters.Span
		for name, value := range r.members(entry) {
			switch name {
			case "start_time":
				start = value
			case "end_time":
				end = value
			case "tags":
				if r.text[value.Start] == '{' {
					t.Title = r.titleOf(value, "title", "TITLE")
				}
			}
		}
		if start.IsWhole() {
			r.bad(entry, "this chapter has no start_time")
			return
		}
		if t.Stamp, t.Start, ok = r.textTime(start, ffprobeShape, clockOrSeconds); ok {
			if !end.IsWhole() {
				stop := r.inner(end)
				t.End = r.end(t.Start, stop, ffprobeShape, clockOrSeconds)
			}
			r.add(t)
		}
	})
}

// jsonObject is the object that the whole text is.
func (r *reading) jsonObject() (whole chapters.Span, ok bool) {
	if whole, ok = r.json(); ok && r.text[whole.Start] != '{' {
		r.bad(whole, "the document is no object")
		return whole, false
	}
	return whole, ok
}

// way goes down from an object by names of members, and finds the value; the zero Span where there is none.
func (r *reading) way(at chapters.Span, names ...string) chapters.Span {
	for _, wanted := range names {
		if r.text[at.Start] != '{' {
			return chapters.Span{}
		}
		found := chapters.Span{}
		for name, value := range r.members(at) {
			if name == wanted {
				found = value
			}
		}
		if at = found; at.IsWhole() {
			return at
		}
	}
	return at
}

// objects calls for each element of a list of objects, and refuses what is no such list.
func (r *reading) objects(list chapters.Span, each func(entry chapters.Span)) {
	if list.IsWhole() || r.text[list.Start] != '[' {
		r.bad(list, "there is no list of chapters in it")
		return
	}
	for _, entry := range r.elements(list) {
		if r.text[entry.Start] != '{' {
			r.bad(entry, "this chapter is no object")
			return
		}
		each(entry)
	}
}

// inner is a value of JSON without its quotes, where these hold no escapes.
func (r *reading) inner(value chapters.Span) chapters.Span {
	if text, ok := r.string(value); ok && len(text)+2 == value.End-value.Start {
		return chapters.Span{Start: value.Start + 1, End: value.End - 1}
	}
	return value
}

// textTime reads a time that stands in quotes, or a number.
func (r *reading) textTime(value chapters.Span, shape string, parse func(string) (time.Duration, bool)) (chapters.Span, time.Duration, bool) {
	stamp := r.inner(value)
	t, ok := r.time(stamp, shape, parse)
	return stamp, t, ok
}

// titleOf is the first of some members of an object that is a string.
func (r *reading) titleOf(object chapters.Span, names ...string) string {
	for _, name := range names {
		if value := r.way(object, name); !value.IsWhole() {
			if text, ok := r.string(value); ok {
				return text
			}
		}
	}
	return ""
}
