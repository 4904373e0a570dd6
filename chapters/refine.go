package chapters

import "time"

// SnapReach is how far from its timestamp a chapter may start in the tag and still be taken for the same, if it starts between whole
// seconds: at the pause before its topic, where `write --snap` puts it.
const SnapReach = 1500 * time.Millisecond

// Refine takes over the exact starts of embedded chapters. A text says in whole seconds when a topic starts; where the chapter in the
// tag has the same title and starts near that, between whole seconds, it was snapped into a pause, and is not another time. Where
// titles or numbers differ, the list is returned as it is.
func Refine(list, embedded []Chapter) []Chapter {
	if len(list) != len(embedded) {
		return list
	}
	refined := make([]Chapter, len(list))
	copy(refined, list)
	for i, c := range list {
		e := embedded[i]
		if c.Title != e.Title || c.Span.IsWhole() || c.Start%time.Second != 0 || e.Start%time.Second == 0 || (e.Start-c.Start).Abs() > SnapReach {
			continue
		}
		refined[i].Start = e.Start
		if i > 0 && list[i-1].End == c.Start {
			refined[i-1].End = e.Start
		}
		refined[i].End = max(refined[i].End, e.Start)
	}
	for i := 1; i < len(refined); i++ {
		if refined[i].Start < refined[i-1].Start {
			return list
		}
	}
	return refined
}
