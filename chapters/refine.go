package chapters

import (
	"cmp"
	"slices"
	"time"
)

// SnapReach is how far from its timestamp a chapter may start in the tag and still be taken for the same, if it starts between whole
// seconds: at the pause before its topic, where `write --snap` puts it.
const SnapReach = 1500 * time.Millisecond

// Refine takes over the exact starts of embedded chapters. A text says in whole seconds when a topic starts; where a chapter in the
// tag is called the same and starts near that, between whole seconds, it was snapped into a pause, and is not another time. If most
// are called the same, those that were renamed are told by their starts alone. Chapters that were added or taken out change nothing
// for the rest.
func Refine(list, embedded []Chapter) []Chapter {
	refined := slices.Clone(list)
	matches := matchStarts(list, embedded)
	for i, match := range matches {
		if match < 0 {
			continue
		}
		start := embedded[match].Start
		if i > 0 && list[i-1].End == list[i].Start {
			refined[i-1].End = start
		}
		refined[i].Start, refined[i].End = start, max(refined[i].End, start)
	}
	if !slices.IsSortedFunc(refined, func(a, b Chapter) int { return cmp.Compare(a.Start, b.Start) }) {
		return list
	}
	return refined
}

// matchStarts finds the embedded chapter that each of a list is, by its title or at least by its start; -1 where there is none.
func matchStarts(list, embedded []Chapter) []int {
	seconds := map[time.Duration][]int{}
	titles := map[string]bool{}
	for i, e := range embedded {
		if titles[e.Title] = true; e.Start%time.Second != 0 {
			seconds[e.Start.Truncate(time.Second)] = append(seconds[e.Start.Truncate(time.Second)], i)
		}
	}
	matches := make([]int, len(list))
	taken := make([]bool, len(embedded))
	match := func(i int, alike func(Chapter) bool) {
		c := list[i]
		if c.Span.IsWhole() || c.Start%time.Second != 0 {
			return
		}
		for second := c.Start - 2*time.Second; second <= c.Start+time.Second; second += time.Second {
			for _, j := range seconds[second] {
				if e := embedded[j]; matches[i] < 0 && !taken[j] && (e.Start-c.Start).Abs() <= SnapReach && alike(e) {
					matches[i], taken[j] = j, true
				}
			}
		}
	}
	known := 0
	for i, c := range list {
		if matches[i] = -1; titles[c.Title] {
			known++
		}
		match(i, func(e Chapter) bool { return e.Title == c.Title })
	}
	for i, c := range list {
		if matches[i] < 0 && !titles[c.Title] && 2*known >= len(list) {
			match(i, func(Chapter) bool { return true })
		}
	}
	return matches
}
