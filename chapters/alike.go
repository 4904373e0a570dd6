package chapters

import "slices"

// manyAlike is how many problems of one kind are one too many to be told one by one.
const manyAlike = 3

// MergeAlike makes one problem of many where the lines of a text have the same: the others are related places of the first.
func MergeAlike(problems []Diagnostic) []Diagnostic {
	for _, rule := range []Rule{EmptyTitle, MissingTimestamp} {
		is := func(d Diagnostic) bool { return d.Rule == rule && len(d.Fix) == 0 }
		first, n := -1, 0
		for i, d := range problems {
			if is(d) {
				if n++; first < 0 || d.Span.Start < problems[first].Span.Start {
					first = i
				}
			}
		}
		if n < manyAlike {
			continue
		}
		one := problems[first]
		for _, d := range problems {
			if is(d) && d.Span != one.Span {
				one.Related = append(one.Related, Related{Span: d.Span, Message: "so does this one"})
			}
		}
		slices.SortFunc(one.Related, func(a, b Related) int { return a.Span.Start - b.Span.Start })
		problems = slices.DeleteFunc(slices.Clone(problems), is)
		problems = append(problems, one)
	}
	SortDiagnostics(problems)
	return problems
}
