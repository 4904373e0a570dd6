package audio

import (
	"bytes"
	"fmt"

	"github.com/chapmark/chapmark/audio/id3"
	"github.com/chapmark/chapmark/chapters"
)

// carry finds a place in the new chapters for the pictures and other sub-frames of the old ones: the new chapter
// with the same start, else the only one with the same title, where that title stood only once before too. Titles
// and links belong to the text that the new chapters come from. A picture that a new chapter brings along unchanged is
// taken over as it stands, and cleared from the list. What finds no place is named.
// With fresh, nothing does.
func carry(old []id3.Chapter, list []chapters.Chapter, fresh bool) (others [][]id3.Frame, lost []string) {
	others = make([][]id3.Frame, len(list))
	taken := make([]bool, len(list))
	heirs := make([]int, len(old))
	for i, c := range old {
		heirs[i] = -1
		for j, n := range list {
			if !fresh && !taken[j] && n.Start.Milliseconds() == c.Start.Milliseconds() {
				heirs[i], taken[j] = j, true
				break
			}
		}
	}
	oldTitles, newTitles := onlyTitles(plain(old)), onlyTitles(list)
	for i, c := range old {
		if j, ok := newTitles[c.Title]; !fresh && ok && j >= 0 && heirs[i] < 0 && !taken[j] && oldTitles[c.Title] == i {
			heirs[i], taken[j] = j, true
		}
	}
	for i, c := range old {
		hasPicture, seen := false, map[string]bool{}
		for _, sub := range c.Subs {
			if (sub.ID == "TIT2" || sub.ID == "WXXX") && !seen[sub.ID] {
				seen[sub.ID] = true
				continue
			}
			if seen[sub.ID] {
				lost = append(lost, fmt.Sprintf("a second %s of the old chapter %q at %s", sub.ID, c.Title, chapters.FormatTimestamp(c.Start)))
				continue
			}
			isPicture := sub.ID == "APIC"
			if isPicture && heirs[i] >= 0 && samePicture(list[heirs[i]].Image, c.Image) {
				list[heirs[i]].Image = nil
			}
			if heirs[i] < 0 || isPicture && (hasPicture || list[heirs[i]].Image.Embeddable()) {
				lost = append(lost, fmt.Sprintf("%s of the old chapter %q at %s", sub.ID, c.Title, chapters.FormatTimestamp(c.Start)))
				continue
			}
			hasPicture = hasPicture || isPicture
			others[heirs[i]] = append(others[heirs[i]], sub)
		}
		if c.Rest > 0 {
			lost = append(lost, fmt.Sprintf("%d bytes of the old chapter %q at %s that cannot be decoded", c.Rest, c.Title, chapters.FormatTimestamp(c.Start)))
		}
	}
	return others, lost
}

// lostBesides names what of a tag's chapters belongs to no chapter, and goes: sub-frames of its tables, and frames that
// cannot be decoded.
func lostBesides(tag *id3.Tag, decoded int) []string {
	var lost []string
	for _, contents := range tag.Contents() {
		if !contents.Complete {
			lost = append(lost, fmt.Sprintf("what of the old table of contents %q cannot be decoded", contents.ElementID))
		}
		for _, sub := range contents.Subs {
			lost = append(lost, fmt.Sprintf("%s of the old table of contents %q", sub.ID, contents.ElementID))
		}
	}
	if unread := len(chapterFrames(tag)) - len(tag.Contents()) - decoded; unread > 0 {
		lost = append(lost, fmt.Sprintf("%d chapter frames that cannot be decoded", unread))
	}
	return lost
}

func samePicture(a, b *chapters.Image) bool {
	return a != nil && b != nil && a.MIMEType == b.MIMEType && bytes.Equal(a.Bytes, b.Bytes)
}

// onlyTitles gives the indexes of the chapters whose title stands only once; that of any other title is -1 or missing.
func onlyTitles(list []chapters.Chapter) map[string]int {
	titles := map[string]int{}
	for i, c := range list {
		if _, twice := titles[c.Title]; twice {
			i = -1
		}
		titles[c.Title] = i
	}
	return titles
}
