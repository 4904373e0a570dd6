package format

import (
	"strings"

	"github.com/chapmark/chapmark/chapters"
)

// OverDrive's media markers (docs/specs.md): XML with names and times, as they stand in a frame of audiobooks' tags. Minutes go past
// 60 where hours are missing.

// MediaMarkers is the description of the frame that holds them.
const MediaMarkers = "OverDrive MediaMarkers"

func looksOverDrive(text string) bool {
	return strings.HasPrefix(strings.TrimSpace(text), "<") && strings.Contains(text, "<Markers>") && strings.Contains(text, "<Marker>")
}

const overdriveShape = "M:SS.mmm or H:MM:SS.mmm"

func decodeOverDrive(r *reading) {
	roots := 0
	var current *chapters.Topic
	timed, named := false, false
	r.xml(func(e element) {
		switch {
		case len(e.path) == 1 && e.name.Local == "Markers":
			roots++
		case len(e.path) == 2 && e.name.Local == "Marker" && roots == 1:
			current, timed, named = &chapters.Topic{Span: e.span, Stamp: e.span}, false, false
		case current != nil && len(e.path) == 3 && e.name.Local == "Name" && !named:
			named = true
		case current != nil && len(e.path) == 3 && e.name.Local == "Time" && current.Stamp == current.Span:
			current.Stamp = chapters.Span{} // until its text is there
		case roots == 1:
			r.bad(e.span, "%s is not allowed in a list of markers", chapters.Quoted(e.name.Local))
		}
	}, func(e element) {
		r.noText(e, "Markers", "Marker")
		switch {
		case current == nil:
		case e.name.Local == "Name":
			current.Title = string(e.text)
		case e.name.Local == "Time":
			current.Stamp = r.trimmed(e.inner)
			current.Start, timed = r.time(current.Stamp, overdriveShape, vttTime)
		case e.name.Local == "Marker":
			if current.Stamp == current.Span {
				r.bad(current.Span, "this marker has no Time")
			} else if timed {
				r.add(*current)
			}
			current = nil
		}
	})
	if roots == 0 {
		r.bad(chapters.Span{}, "there is no element Markers in it")
	}
}
