package markdown

import (
	"slices"
	"strings"
	"time"
)

// topics chooses the entries that are topics. Those under headings that promise topics rule out all others; without any,
// all count if their times rise from one to the next, else those of the section, or the group of headings, with the most,
// and of those with nearly as many.
func (o *outline) topics(words []string) []entry {
	speech, company, wanted := o.transcripts(), o.severals(), o.under(words)
	var promised, others []entry
	for _, e := range o.entries {
		g, s := &o.groups[e.group], o.sections[e.section]
		switch {
		case !wanted[e.section]:
			g.reason = "it stands under another heading"
		case speech[e.group]:
			g.reason = "it is a transcript: a time every few seconds"
		case !e.stamp.strong && !g.mostlyStamps(s.topical) && g.kind == listItems:
			g.reason = "most of its items have no timestamp"
		case !e.stamp.strong && !g.mostlyStamps(s.topical):
			g.reason = "one timestamp is no list"
		case s.links && len(words) == 0:
			g.reason = "its heading promises something else"
		case o.aside(e):
			g.reason = "it is notes on something else"
		case s.topical:
			promised = append(promised, e)
		case !e.stamp.strong && !company[e.group]:
			g.reason = "one timestamp is no list"
		default:
			others = append(others, e)
		}
	}
	if len(promised) > 0 {
		o.leave(others, "a heading elsewhere promises the topics")
		return promised
	}
	if rising(others) {
		return others
	}
	best, count := 0, map[int]int{}
	for _, e := range others {
		count[o.place(e)]++
	}
	for _, e := range others {
		if count[o.place(e)] > count[best] {
			best = o.place(e)
		}
	}
	var chosen, left []entry
	for _, e := range others {
		if p := o.place(e); p == best || clearlyMore*count[p] > count[best] {
			chosen = append(chosen, e)
		} else {
			left = append(left, e)
		}
	}
	o.leave(left, "another list has many more")
	return chosen
}

// clearlyMore is how many times as long as the others a list is that is taken for the one of topics without a question.
const clearlyMore = 3

// leave notes why entries are no topics.
func (o *outline) leave(entries []entry, reason string) {
	for _, e := range entries {
		o.groups[e.group].reason = reason
	}
}

// oneList looks for second lists among the entries, ones that begin anew: those with the same times as the first are left;
// if one has others, its first entry is returned, too.
func (o *outline) oneList(entries []entry) (chosen []entry, rival *entry) {
	if rising(entries) {
		return entries, nil
	}
	var lists [][]entry
	index := map[int]int{}
	for _, e := range entries {
		i, known := index[o.place(e)]
		if !known {
			i = len(lists)
			index[o.place(e)], lists = i, append(lists, nil)
		}
		lists[i] = append(lists[i], e)
	}
	first := lists[0]
	end := first[len(first)-1].stamp.start
	for _, list := range lists[1:] {
		sameTimes := slices.EqualFunc(lists[0], list, func(a, b entry) bool { return a.stamp.start == b.stamp.start })
		switch {
		case len(lists[0]) < 2 || len(list) < 2 || !rising(lists[0]) || !rising(list):
			return entries, nil // mistakes, rather than other lists
		case sameTimes:
			o.leave(list, "it has the same times as the first list")
		case list[0].stamp.start <= (lists[0][0].stamp.start+end)/2:
			o.leave(list, "it does not agree with the first list")
			return first, &list[0]
		default:
			first = append(first, list...)
			end = max(end, list[len(list)-1].stamp.start)
		}
	}
	return first, nil
}

// place is what entries of one list have in common: a section, or that they are headings.
func (o *outline) place(e entry) int {
	if o.groups[e.group].kind == headings {
		return -1
	}
	return e.section
}

// aside reports whether an entry's stamp ends an item below items without stamps: it tells where something was said.
func (o *outline) aside(e entry) bool {
	outer := o.groups[e.group].outer
	return e.stamp.trailing && outer >= 0 && !o.groups[outer].mostlyStamps(false)
}

// surelyStamps is how many items of a list must have stamps where most of them are notes.
const surelyStamps = 5

// mostlyStamps reports whether a group is one of stamps: half of a list's items, or a quarter and surelyStamps of them;
// of headings and lines, more than one, but that one heading at 0:00 is enough.
func (g group) mostlyStamps(topical bool) bool {
	switch g.kind {
	case listItems:
		marks := g.stamps + g.broken
		return 2*marks >= g.items || g.stamps >= surelyStamps && 4*marks >= g.items
	case codeLines:
		return g.stamps > 1
	case headings:
		return g.stamps > 1 || g.fromZero
	}
	return g.stamps > 1 || topical && g.stamps > 0 && g.kind != plainLines
}

// severals finds the groups that have more than one stamp, together with the lists that they are nested in or that are
// nested in them.
func (o *outline) severals() []bool {
	roots, whole := make([]int, len(o.groups)), map[int]int{}
	stamps, marks := make([]int, len(o.groups)), make([]int, len(o.groups))
	for i, g := range o.groups {
		roots[i] = i
		if g.outer >= 0 && o.groups[g.outer].mostlyStamps(false) {
			roots[i] = roots[g.outer] // which stands in front of it
		}
		// A list that something stands in the middle of is several to Markdown.
		if first, known := whole[g.section]; g.kind == listItems && g.outer < 0 && g.items == g.stamps+g.broken {
			if known {
				roots[i] = first
			} else {
				whole[g.section] = i
			}
		}
		if g.mostlyStamps(false) {
			stamps[roots[i]] += g.stamps
			marks[roots[i]] += g.stamps + g.broken
		}
	}
	found := make([]bool, len(o.groups))
	for i, g := range o.groups {
		found[i] = g.mostlyStamps(false) && (g.fromZero || stamps[roots[i]] > 0 && marks[roots[i]] > 1)
	}
	return found
}

// A transcript has a stamp every few seconds, and many of them. It is made of lines; nobody makes a list of it.
const (
	transcriptStamps = 10
	speakerStamps    = 3
	transcriptGap    = 12 * time.Second
)

// transcripts finds the groups that are transcripts: so dense that they hold every sentence, or with the names of a few
// speakers in place of titles.
func (o *outline) transcripts() map[int]bool {
	starts, names := map[int][]time.Duration{}, map[int][]string{}
	for _, e := range o.entries {
		if kind := o.groups[e.group].kind; e.stamp.ok && (kind == plainLines || kind == codeLines) {
			starts[e.group] = append(starts[e.group], e.stamp.start)
			if name := o.speaker(e); name != "" {
				names[e.group] = append(names[e.group], name)
			}
		}
	}
	found := map[int]bool{}
	for index, list := range starts {
		all := names[index]
		slices.Sort(all)
		if count := len(all); 2*count > len(list) && count >= speakerStamps && several(len(slices.Compact(all)), count) {
			found[index] = true
			continue
		}
		if len(list) < transcriptStamps {
			continue
		}
		gaps := make([]time.Duration, 0, len(list))
		for i, start := range list[1:] {
			gaps = append(gaps, (start - list[i]).Abs())
		}
		slices.Sort(gaps)
		found[index] = gaps[len(gaps)/2] < transcriptGap
	}
	return found
}

// several reports whether so many names are those of a conversation.
func several(names, stamps int) bool { return names >= 2 && 2*names <= stamps+1 }

// speaker is who speaks from a stamp on, if the line names somebody: Ann: or Ann, with text behind or below.
func (o *outline) speaker(e entry) string {
	rest := strings.Trim(e.stamp.withoutStamp(o.line(e.lines[0])), " *_[]()")
	name, _, colon := strings.Cut(rest, ":")
	if colon || len(e.lines) > 1 {
		if name = strings.Trim(name, " *_"); len(name) <= 30 && !strings.Contains(name, "http") && strings.Count(name, " ") <= 2 {
			return name
		}
	}
	return ""
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
