package markdown

import (
	"slices"
	"time"

	"github.com/chapmark/chapmark/chapters"
)

// evidence speaks for a group being topics, or against it.
type evidence struct {
	weight int
	words  string
	ofDay  bool // times are those of a day
}

// paragraphBytes is longer than titles are.
const paragraphBytes = 300

// nearStart is how late a list of topics may begin to be told by that.
const nearStart = 150 * time.Second

// shape is what entries of one list have in common beside their place.
type shape struct {
	kind                            kind
	strong, marked, trailing, alone bool
}

// judge collects the evidence of groups.
type judge struct {
	*outline
	members  [][]entry // by group
	speech   map[int]bool
	wanted   []bool        // by section
	company  map[shape]int // how many groups have a shape
	near     bool          // all times of the text are near together, and far from 0:00
	severals []bool
}

// weigh collects the evidence of each group.
func (o *outline) weigh(words []string) {
	j := judge{outline: o, members: make([][]entry, len(o.groups)), wanted: o.under(words), company: map[shape]int{}}
	for i := range o.entries {
		e := &o.entries[i]
		e.alone = o.alone(*e)
	}
	o.underHeadings()
	for _, e := range o.entries {
		j.members[e.group] = append(j.members[e.group], e)
		if !e.alone {
			o.groups[e.group].titled++
		}
	}
	j.speech, j.severals = o.transcripts(), o.severals()
	var all []stamp
	for _, e := range o.entries {
		if e.stamp.ok {
			all = append(all, e.stamp)
		}
	}
	j.near = nearTogether(all)
	for i, list := range j.members {
		if len(list) > 0 {
			j.company[j.shape(i)]++
		}
	}
	j.parts()
	ofDay, others := map[shape]int{}, map[shape]int{}
	for i, list := range j.members {
		if len(list) == 0 {
			continue
		}
		g := &o.groups[i]
		g.weigh(j.evidence(i, list, len(words) > 0))
		if slices.ContainsFunc(g.evidence, func(e evidence) bool { return e.ofDay }) {
			ofDay[j.shape(i)] += len(list)
		} else if g.score > 0 {
			others[j.shape(i)] += len(list)
		}
	}
	for i, list := range j.members {
		if len(list) > 0 && ofDay[j.shape(i)] > others[j.shape(i)] && o.groups[i].kind != headings {
			o.groups[i].weigh(append(o.groups[i].evidence, evidence{-20, "the times of others like it are those of a day", true}))
		}
	}
}

// weigh notes evidence.
func (g *group) weigh(all []evidence) {
	g.evidence, g.score = all, 0
	for _, e := range all {
		g.score += e.weight
	}
}

// shape is that of a group's first entry.
func (j *judge) shape(group int) shape {
	e := j.members[group][0]
	return shape{j.groups[group].kind, e.stamp.strong, e.stamp.marked, e.stamp.trailing, e.alone}
}

// evidence weighs one group.
func (j *judge) evidence(index int, list []entry, asked bool) (found []evidence) {
	g, s := &j.groups[index], j.sections[list[0].section]
	add := func(weight int, words string) { found = append(found, evidence{weight: weight, words: words}) }
	var stamps []stamp
	told, trailing, weak, strong, day, long, wordless, linking, cited := 0, 0, 0, 0, 0, 0, 0, 0, 0
	count := func(n *int, is bool) {
		if is {
			*n++
		}
	}
	for _, e := range list {
		if e.stamp.ok {
			stamps = append(stamps, e.stamp)
		}
		count(&told, e.stamp.trailing && j.quotes(e))
		count(&trailing, e.stamp.trailing)
		count(&weak, e.stamp.weak)
		count(&strong, e.stamp.strong)
		count(&day, e.stamp.day)
		count(&wordless, !e.alone && j.wordless(e))
		count(&linking, j.linksThere(e))
		count(&cited, e.stamp.trailing && !e.stamp.weak && j.cites(e))
		count(&long, g.kind == plainLines && e.lines[len(e.lines)-1].Stop-e.lines[0].Start > paragraphBytes)
	}
	switch {
	case !j.wanted[list[0].section]:
		add(chapters.Never, "it stands under another heading")
	case j.speech[index]:
		add(chapters.Never, "it is a transcript: a time every few seconds, or who speaks")
	case 2*strong <= len(list) && !s.topical && ofDay(stamps), 2*day > len(list):
		found = append(found, evidence{chapters.Never, "its times are those of a day", true})
	case j.verses(list):
		add(chapters.Never, "its times are verses of a book")
	case 2*told > len(list) && !s.topical:
		add(chapters.Never, "its times tell where something was said")
	case trailing == len(list) && g.outer >= 0 && !j.groups[g.outer].mostlyStamps(false):
		add(chapters.Never, "it is notes on something else")
	case s.elsewhere && !asked && g.kind != headings:
		add(chapters.Never, "its heading promises something else")
	}
	if s.topical {
		add(+4, "its heading promises topics")
	}
	if s.links && !asked && g.kind != headings {
		add(-5, "its heading promises something else")
	}
	n := len(stamps)
	if n == 0 {
		add(-4, "none of its timestamps can be read")
	}
	many := g.mostlyStamps(s.topical)
	switch {
	case many:
		add(+2, "its entries begin or end with timestamps")
	case g.kind == listItems:
		add(-3, "most of its items have no timestamp")
	}
	if 2*strong > len(list) {
		add(+4, "its timestamps are marked")
	}
	switch {
	case n+g.broken == 1 && g.kind == headings && g.fromZero:
	case n+g.broken == 1 && g.kind == plainLines:
		add(-5, "one timestamp is not a list")
	case n+g.broken == 1:
		add(-3, "one timestamp is not a list")
	case rises(stamps):
		add(+2, "its times rise")
	case n > 2:
		add(-1, "its times fall")
	}
	if n > 0 && stamps[0].start <= nearStart {
		add(+1, "it begins near 0:00")
	}
	if end := j.end; end > 0 && n > 1 && stamps[n-1].start < end && 2*stamps[n-1].start > end {
		add(+2, "it reaches towards the duration that is stated")
	}
	if n > 1 && 2*linking > len(list) {
		add(+3, "its links lead to its times")
	}
	if j.near && !s.topical && 2*strong <= len(list) {
		found = append(found, evidence{-8, "its times are far from 0:00 and near together, as times of a day are", true})
	}
	if 2*wordless > len(list) && !s.topical {
		add(-8, "its entries are numbers")
	}
	if 2*cited > len(list) && !s.topical {
		add(-12, "its times stand after whole sentences")
	}
	if 2*long > len(list) && !s.topical {
		add(-12, "its entries are paragraphs")
	}
	if n >= 5 {
		add(+1, "it is long")
	}
	if j.severals[index] && n+g.broken == 1 {
		add(+3, "others belong to it")
	} else if sh := j.shape(index); !s.links && j.company[sh] > 1 && (sh.strong || sh.alone || g.kind == listItems && g.items == n+g.broken) {
		add(+3, "there are others like it")
	}
	if list[0].alone && n+g.broken == 1 {
		add(+3, "it stands alone below its title")
	}
	if g.outer >= 0 && j.groups[g.outer].score > 0 {
		add(+7, "it is nested in a list of topics")
	}
	if 2*weak > len(list) && (n < 3 || !rises(stamps) || stamps[0].start > nearStart || g.kind == listItems && g.items > n+g.broken) {
		add(-6, "nothing marks its times")
	}
	if g.kind != headings && 2*strong <= len(list) && n > 0 && stamps[0].start > nearStart && j.zoned(list[0]) {
		found = append(found, evidence{-20, "a time zone stands near by", true})
	}
	return found
}
