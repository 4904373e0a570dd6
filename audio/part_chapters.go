package audio

import (
	"cmp"
	"slices"
	"time"

	"github.com/chapmark/chapmark/chapters"
)

// PartChapters are chapters of a joined file: one where each part begins, by the parts' names, and the parts' own chapters, moved. Starts
// are whole milliseconds, as in a tag. Where a part's own first chapter starts with it, both names count.
func PartChapters(parts []Part, names []string, own [][]chapters.Chapter) []chapters.Topic {
	var topics []chapters.Topic
	for i, p := range parts {
		topic := chapters.Topic{Start: p.Start.Truncate(time.Millisecond), Title: names[i]}
		inner, all := own[i], own[i]
		if len(inner) > 0 && inner[0].Start < time.Millisecond && !inner[0].Hidden {
			c := inner[0]
			if topic.URL, topic.Image = c.URL, c.Image; c.Title != "" && c.Title != topic.Title {
				topic.Title += ": " + c.Title
			}
			inner = inner[1:]
		}
		topics = append(topics, topic)
		for j, c := range inner {
			at := (p.Start + c.Start).Truncate(time.Millisecond)
			if c.Start >= p.File.Duration() {
				continue // it was past the end of its own file
			}
			moved := chapters.Topic{Start: at, Title: c.Title, URL: c.URL, Image: c.Image, Hidden: c.Hidden}
			implied, ok := chapters.ImpliedEnd(all, len(all)-len(inner)+j)
			if !ok {
				implied = p.File.Duration().Truncate(time.Millisecond)
			}
			if c.End < implied && c.End > c.Start || c.Hidden {
				moved.End = p.Start + c.End // its own
			}
			topics = append(topics, moved)
		}
	}
	slices.SortStableFunc(topics, func(a, b chapters.Topic) int { return cmp.Compare(a.Start, b.Start) })
	return topics
}
