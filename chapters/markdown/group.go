package markdown

import "time"

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

// restarts reports whether times that begin at first are those of another list than times from least to most: they start over,
// and do not go on in the next hour.
func restarts(least, most, first time.Duration) bool {
	return first < most && first <= least+(most-least)/2 && (most < 45*time.Minute || first+time.Hour < most)
}

// parts tells lists of one section apart that start over.
func (j *judge) parts() {
	type reach struct {
		least, most time.Duration
		part        int
		known       bool
	}
	sections := map[int]reach{}
	for i, list := range j.members {
		g := &j.groups[i]
		if g.outer >= 0 {
			g.part = j.groups[g.outer].part
			continue
		}
		var stamps []stamp
		for _, e := range list {
			if e.stamp.ok {
				stamps = append(stamps, e.stamp)
			}
		}
		if len(stamps) == 0 || g.kind == headings {
			continue
		}
		r := sections[list[0].section]
		if r.known && len(stamps) > 1 && rises(stamps) && restarts(r.least, r.most, stamps[0].start) {
			r = reach{part: r.part + 1}
		}
		g.part = r.part
		for _, s := range stamps {
			if !r.known {
				r.least, r.known = s.start, true
			}
			r.least, r.most = min(r.least, s.start), max(r.most, s.start)
		}
		sections[list[0].section] = r
	}
}

// severals finds the groups that have more than one stamp, together with the lists that they are nested in or that are
// nested in them.
func (o *outline) severals() []bool {
	roots, whole := make([]int, len(o.groups)), map[int]int{}
	stamps, marks := make([]int, len(o.groups)), make([]int, len(o.groups))
	for i, g := range o.groups {
		roots[i] = i
		if g.outer >= 0 && o.groups[g.outer].mostlyStamps(false) {
			roots[i] = roots[g.outer] // which stands before it
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
