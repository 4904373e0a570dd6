package format

import "github.com/chapmark/chapmark/chapters"

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
