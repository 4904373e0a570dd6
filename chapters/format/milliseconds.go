package format

import (
	"strconv"
	"strings"
	"time"

	"github.com/chapmark/chapmark/chapters"
)

// Documents of JSON whose chapters have a start and a length in whole milliseconds (docs/specs.md): Audible's chapter_info, as the
// service and audnexus spell it, and tone's.

// spelling is how such a document names what it says.
type spelling struct {
	start, length string
	lists         [][]string // where the list of chapters may stand
}

var (
	audibleSpelling  = spelling{"start_offset_ms", "length_ms", [][]string{{"chapters"}, {"chapter_info", "chapters"}, {"content_metadata", "chapter_info", "chapters"}, {"content_license", "content_metadata", "chapter_info", "chapters"}}}
	audnexusSpelling = spelling{"startOffsetMs", "lengthMs", [][]string{{"chapters"}}}
	toneSpelling     = spelling{"start", "length", [][]string{{"meta", "chapters"}, {"chapters"}}}
)

func looksAudible(text string) bool {
	return looksObject(text) && hasMember(text, "chapters", "[") && (hasMember(text, "start_offset_ms", digit) || hasMember(text, "startOffsetMs", digit))
}

func looksTone(text string) bool {
	return looksObject(text) && hasMember(text, "chapters", "[") && hasMember(text, "start", digit) && hasMember(text, "length", digit)
}

func decodeAudible(r *reading) {
	if strings.Contains(r.text, `"startOffsetMs"`) {
		r.milliseconds(audnexusSpelling)
		return
	}
	r.milliseconds(audibleSpelling)
}

func decodeTone(r *reading) { r.milliseconds(toneSpelling) }

const msShape = "a whole number of milliseconds, such as 92500"

func (r *reading) milliseconds(s spelling) {
	whole, ok := r.jsonObject()
	if !ok {
		return
	}
	list := chapters.Span{}
	for _, names := range s.lists {
		if list = r.way(whole, names...); !list.IsWhole() {
			break
		}
	}
	r.lengths(list, s)
}

// lengths reads a list of chapters, and flat after each what is nested in it.
func (r *reading) lengths(list chapters.Span, s spelling) {
	r.objects(list, func(entry chapters.Span) {
		t := chapters.Topic{Span: entry}
		var start, length, inner chapters.Span
		for name, value := range r.members(entry) {
			text, isText := r.string(value)
			switch {
			case name == s.start:
				start = value
			case name == s.length:
				length = value
			case name == "title" && isText:
				t.Title = text
			case name == "chapters":
				inner = value
			case name == "subtitle":
				t.Members = append(t.Members, r.member(name, value))
			}
		}
		if start.IsWhole() {
			r.bad(entry, "this chapter has no %s", s.start)
			return
		}
		at, ok := r.time(start, msShape, milliseconds)
		if !ok {
			return
		}
		t.Start, t.Stamp = at, start
		if !length.IsWhole() {
			if lasts, ok := r.time(length, msShape, milliseconds); ok && lasts > 0 {
				t.End = at + lasts
			}
		}
		r.add(t)
		if !inner.IsWhole() && !r.stopped {
			r.lengths(inner, s)
		}
	})
}

// milliseconds reads a whole number of them.
func milliseconds(text string) (time.Duration, bool) {
	n, err := strconv.ParseUint(text, 10, 32) // 49 days
	t := time.Duration(n) * time.Millisecond
	return t, err == nil && t <= longest
}
