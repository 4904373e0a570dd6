package chapters

import (
	"cmp"
	"slices"
)

// Merge adds to a list, in time order, the embedded chapters that it does not state: those with another start and, where their title
// stands only once in either, another title. Ends that go without saying are those of the new neighbours. An embedded chapter keeps
// its picture and its link.
func Merge(list, embedded []Chapter) []Chapter {
	if !slices.IsSortedFunc(list, byStart) {
		return list // which is reported
	}
	type entry struct {
		Chapter
		implied bool // its end is the next one's start, or that of the audio
	}
	var all []entry
	starts := map[int64]bool{}
	for i, c := range list {
		starts[ms(c.Start)] = true
		implied, ok := ImpliedEnd(list, i)
		all = append(all, entry{c, !ok || c.End == implied})
	}
	stated, there := OnlyTitles(list), OnlyTitles(embedded)
	for i, c := range embedded {
		if at, isStated := stated[c.Title]; starts[ms(c.Start)] || c.Title != "" && isStated && at >= 0 && there[c.Title] == i {
			continue
		}
		implied, ok := ImpliedEnd(embedded, i)
		all = append(all, entry{c, !ok || ms(c.End) == ms(implied)})
	}
	slices.SortStableFunc(all, func(a, b entry) int { return byStart(a.Chapter, b.Chapter) })
	merged := make([]Chapter, len(all))
	for i, e := range all {
		merged[i] = e.Chapter
	}
	for i, e := range all {
		if implied, ok := ImpliedEnd(merged, i); ok && e.implied {
			merged[i].End = implied
		} else if !ok && e.implied { // the last one goes on to where the last of either did
			for _, other := range all {
				merged[i].End = max(merged[i].End, other.End)
			}
		}
	}
	return merged
}

// CheckMerged reports a merged list that no table of contents can hold.
func CheckMerged(document Document, merged []Chapter) []Diagnostic {
	if n := len(merged); n > MaxChapters && len(document.Topics) <= MaxChapters {
		return []Diagnostic{Report(TooManyChapters, document.Source, Span{}, "with those of the tag, there are %d chapters; a table of contents lists at most %d", n, MaxChapters)}
	}
	return nil
}

func byStart(a, b Chapter) int { return cmp.Compare(a.Start, b.Start) }

// OnlyTitles gives the indexes of the chapters whose title stands only once; that of any other title is -1 or missing.
func OnlyTitles(list []Chapter) map[string]int {
	titles := map[string]int{}
	for i, c := range list {
		if _, twice := titles[c.Title]; twice {
			i = -1
		}
		titles[c.Title] = i
	}
	return titles
}
