package chapters

import "time"

// Refine takes over the fractions of embedded starts. A text says when a topic starts in whole seconds; where the chapter in the
// tag has the same title and starts within that very second, it is the more exact of the two, and not another time.
// Where titles or numbers differ, the list is returned as it is.
func Refine(list, embedded []Chapter) []Chapter {
	if len(list) != len(embedded) {
		return list
	}
	refined := make([]Chapter, len(list))
	copy(refined, list)
	for i, c := range list {
		e := embedded[i]
		if c.Title != e.Title || c.Span.IsWhole() || c.Start%time.Second != 0 || e.Start.Truncate(time.Second) != c.Start {
			continue
		}
		refined[i].Start = e.Start
		if i > 0 && list[i-1].End == c.Start {
			refined[i-1].End = e.Start
		}
		refined[i].End = max(refined[i].End, e.Start)
	}
	return refined
}
