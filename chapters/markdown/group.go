package markdown

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
