package markdown

import (
	"time"

	"github.com/chapmark/chapmark/chapters"
)

// findTopics fills in the document's topics from the text after its front matter.
func findTopics(document *chapters.Document, body int) []chapters.Diagnostic {
	masked := maskLiquid(document.Source.Text[body:])
	outline := readOutline(readable(masked.text))
	for _, s := range outline.sections {
		if s.topical && document.Section.IsWhole() {
			document.Section = shift(s.span, body)
		}
	}
	var engine *renderer
	reader := topicReader{document: document, masked: masked, body: body, references: outline.references, renderer: func() *renderer {
		if engine == nil {
			engine = newRenderer(document.FrontMatter.Values)
		}
		return engine
	}}
	entries := outline.topics()
	entries = entries[:min(len(entries), maxTopics)]
	for i, e := range entries {
		if !e.stamp.ok {
			reader.badTimestamp(e, neighbour(entries, i, -1), neighbour(entries, i, +1))
			continue
		}
		reader.topic(e)
	}
	reader.unstamped(outline, entries)
	return reader.problems
}

// topics chooses the entries that are topics. A list counts where at least half of its items begin with stamps; one
// item alone counts only under a heading that promises topics. Lists under such headings rule out all others;
// without any, all lists count if their times rise from one to the next, else those of the section with the most.
func (o *outline) topics() []entry {
	var promised, others []entry
	for _, e := range o.entries {
		switch {
		case !o.lists[e.list].mostlyStamps():
		case o.sections[e.section].topical:
			promised = append(promised, e)
		case o.several(e.list) && !o.sections[e.section].links:
			others = append(others, e)
		}
	}
	if len(promised) > 0 {
		return promised
	}
	if rising(others) {
		return others
	}
	perSection := map[int]int{}
	best := -1
	for _, e := range others {
		perSection[e.section]++
	}
	for _, e := range others {
		if best < 0 || perSection[e.section] > perSection[best] {
			best = e.section
		}
	}
	var chosen []entry
	for _, e := range others {
		if e.section == best {
			chosen = append(chosen, e)
		}
	}
	return chosen
}

func (l list) mostlyStamps() bool { return 2*(l.stamps+l.broken) >= l.items }

// several reports whether a list has more than one stamp, those of the list that it is nested in included.
func (o *outline) several(index int) bool {
	stamps, marks := 0, 0
	for ; index >= 0 && o.lists[index].mostlyStamps(); index = o.lists[index].outer {
		stamps += o.lists[index].stamps
		marks += o.lists[index].stamps + o.lists[index].broken
	}
	return stamps > 0 && marks > 1
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

// neighbour returns the start of the nearest stamp in a direction that can be read, or mended.
func neighbour(entries []entry, i, step int) *time.Duration {
	for i += step; i >= 0 && i < len(entries); i += step {
		if entries[i].stamp.ok {
			return &entries[i].stamp.start
		}
		if mended, ok := chapters.MendTimestamp(entries[i].stamp.text); ok {
			start, _ := chapters.ParseTimestamp(mended)
			return &start
		}
	}
	return nil
}

func shift(span chapters.Span, by int) chapters.Span {
	return chapters.Span{Start: span.Start + by, End: span.End + by}
}
