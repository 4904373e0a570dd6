package markdown

import (
	"slices"
	"time"
)

// topics chooses the entries that are topics: those of the groups that more speaks for than against, read together in the
// way that keeps the most of them in the order of time.
func (o *outline) topics(words []string) (chosen []entry, rival *entry) {
	o.weigh(words)
	viable := o.viable()
	r := reading{outline: o, count: map[int]int{}}
	for _, e := range withoutLast(viable, func(e entry) bool { return o.sections[e.section].links && o.groups[e.group].kind != headings }) {
		r.add(e)
	}
	r.findDetails()
	r.choose()
	var sections []entry
	for _, e := range viable {
		switch {
		case r.taken[o.place(e)]:
			chosen = append(chosen, e)
		case o.groups[e.group].kind == headings:
			sections = append(sections, e)
		}
	}
	// A list that has the times of the headings is their table of contents.
	if len(sections) > 1 && len(sections) == len(chosen) && sameTimes(chosen, sections) {
		chosen, r.taken = sections, map[int]bool{o.place(sections[0]): true}
	}
	return chosen, r.explain(chosen)
}

// withoutLast are the entries without those of the last resort, or these where there are no others.
func withoutLast(list []entry, last func(entry) bool) []entry {
	others := slices.DeleteFunc(slices.Clone(list), last)
	if len(others) == 0 {
		return list
	}
	return others
}

// viable are the entries of groups that may be topics. Lone stamps among others that have titles are places in the text, and
// so are lines that begin with stamps where most of these stand alone, and headings have theirs.
func (o *outline) viable() (list []entry) {
	titled, inHeadings, lines, alone := 0, 0, 0, 0
	for _, e := range o.entries {
		switch g := o.groups[e.group]; {
		case g.score <= 0:
		case g.kind == headings:
			inHeadings++
			titled++
		case g.kind == plainLines && e.alone:
			lines++
			alone++
		case g.kind == plainLines && e.stamp.strong:
			lines++
			titled++
		case !e.alone:
			titled++
		}
	}
	places := inHeadings > 1 && 2*alone >= lines
	for _, e := range o.entries {
		g := &o.groups[e.group]
		switch {
		case g.score <= 0:
			g.reason = g.against()
		case g.kind == plainLines && (e.alone && titled > 1 || e.stamp.strong && places):
			g.reason = "timestamps alone among others with titles are places in the text"
		default:
			list = append(list, e)
		}
	}
	return list
}

// against is what speaks most against a group.
func (g group) against() string {
	worst := evidence{words: "little speaks for it"}
	for _, e := range g.evidence {
		if e.weight < worst.weight {
			worst = e
		}
	}
	return worst.words
}

// place is what entries of one list have in common: that they are headings, that each stands alone, or a section.
func (o *outline) place(e entry) int {
	g := o.groups[e.group]
	switch {
	case g.kind == headings:
		return -1
	case e.alone && (g.kind != listItems || g.items == 1):
		return -2
	case g.stamps+g.broken == 1 && e.stamp.strong && g.kind == plainLines:
		return -3
	}
	return e.section + g.part*len(o.sections)
}

// clearlyMore is how many times as long as the others a list is that is taken for the one of topics without a question.
const clearlyMore = 3

// explain notes why entries were left, and returns the first one of a list that has as much to say for itself as the chosen.
func (r *reading) explain(chosen []entry) (rival *entry) {
	promised := slices.ContainsFunc(chosen, func(e entry) bool { return r.sections[e.section].topical })
	left := map[int][]entry{}
	var order []int
	for _, e := range r.entries {
		if place := r.place(e); r.groups[e.group].score > 0 && !r.taken[place] && r.groups[e.group].reason == "" {
			if left[place] == nil {
				order = append(order, place)
			}
			left[place] = append(left[place], e)
		}
	}
	details := map[int]bool{}
	for _, c := range r.runs {
		if c.details {
			details[c.place] = true
		}
	}
	for _, place := range order {
		list := left[place]
		reason := "it does not agree with the first list"
		switch {
		case r.sections[list[0].section].links && !slices.ContainsFunc(chosen, func(e entry) bool { return r.sections[e.section].links }):
			reason = "its heading promises something else"
		case promised && !r.sections[list[0].section].topical:
			reason = "a heading elsewhere promises the topics"
		case details[place]:
			reason = "its times lie between two of another list"
		case sameTimes(chosen, list):
			reason = "it has the same times as the first list"
		case clearlyMore*len(list) <= len(chosen):
			reason = "another list has many more"
		case len(list) > 1 && rising(list) && rising(chosen) && len(chosen) > 0 && rival == nil:
			rival = &list[0]
		}
		for _, e := range list {
			r.groups[e.group].reason = reason
		}
	}
	return rival
}

// sameTimes reports whether each entry of a list has the time of one that was chosen.
func sameTimes(chosen, list []entry) bool {
	starts := map[time.Duration]bool{}
	for _, e := range chosen {
		starts[e.stamp.start] = true
	}
	return !slices.ContainsFunc(list, func(e entry) bool { return !starts[e.stamp.start] })
}

// rising reports whether the readable stamps never go back.
func rising(entries []entry) bool {
	last := time.Duration(0)
	for _, e := range entries {
		if e.stamp.ok {
			if e.stamp.start < last {
				return false
			}
			last = e.stamp.start
		}
	}
	return true
}
