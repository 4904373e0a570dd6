package audio

import (
	"bytes"
	"fmt"
	"path/filepath"

	"github.com/chapmark/chapmark/audio/id3"
	"github.com/chapmark/chapmark/chapters"
)

// carry finds a place in the new chapters for the pictures and other sub-frames of the old ones: the only new chapter with the same
// title, where that title stood only once before too, else the one with the same start. Titles
// and links belong to the text that the new chapters come from. A picture that a new chapter brings along unchanged is
// taken over as it stands, and cleared from the list. What finds no place is named.
// A picture that the same text put there goes where that names none any more. With fresh, nothing finds a place.
func carry(old []id3.Chapter, list []chapters.Chapter, options Options) (others [][]id3.Frame, lost []string) {
	fresh, text := options.Fresh, chapters.TextID(options.Text)
	others = make([][]id3.Frame, len(list))
	pictures := make([]*chapters.Image, len(list)) // that the new chapters are to have
	for i, c := range list {
		pictures[i] = c.Image
	}
	heirs, taken := make([]int, len(old)), make([]bool, len(list))
	oldTitles, newTitles := chapters.OnlyTitles(plain(old)), chapters.OnlyTitles(list)
	for i, c := range old {
		heirs[i] = -1
		if j, ok := newTitles[c.Title]; !fresh && ok && j >= 0 && c.Title != "" && oldTitles[c.Title] == i {
			heirs[i], taken[j] = j, true
		}
	}
	for i, c := range old {
		for j, n := range list {
			if !fresh && heirs[i] < 0 && !taken[j] && n.Start.Milliseconds() == c.Start.Milliseconds() {
				heirs[i], taken[j] = j, true
			}
		}
	}
	for i, c := range old {
		hasPicture, seen := false, map[string]bool{}
		if c.URL != "" && heirs[i] >= 0 && list[heirs[i]].URL == "" {
			lost = append(lost, fmt.Sprintf("the link %s of the old chapter %q at %s", c.URL, c.Title, chapters.FormatTimestamp(c.Start)))
		}
		for _, sub := range c.Subs {
			if (sub.ID == "TIT2" || sub.ID == "WXXX") && !seen[sub.ID] {
				seen[sub.ID] = true
				continue
			}
			if seen[sub.ID] {
				lost = append(lost, fmt.Sprintf("a second %s of the old chapter %q at %s", sub.ID, c.Title, chapters.FormatTimestamp(c.Start)))
				continue
			}
			isPicture, isMark := sub.ID == "APIC", sub.IsPictureMark()
			if gone := heirs[i] >= 0 && pictures[heirs[i]] == nil && c.Image != nil && c.Image.PutBy == text; gone && (isMark || isPicture && !hasPicture) {
				if hasPicture = true; isPicture {
					lost = append(lost, fmt.Sprintf("the picture of the chapter %q at %s, which %s no longer names", c.Title, chapters.FormatTimestamp(c.Start), filepath.Base(options.Text)))
				}
				continue
			}
			if isMark && (heirs[i] < 0 || c.Image == nil || pictures[heirs[i]] != nil && !samePicture(c.Image, pictures[heirs[i]])) {
				continue // it goes with its picture
			}
			if isPicture && heirs[i] >= 0 && samePicture(list[heirs[i]].Image, c.Image) {
				list[heirs[i]].Image = nil
			}
			if heirs[i] < 0 || isPicture && list[heirs[i]].Image.Embeddable() {
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
	for i, c := range list {
		if c.Image.Embeddable() && c.Image.Source != "" && options.Text != "" {
			others[i] = append(others[i], id3.PictureMark(text, c.Image.Bytes))
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
			lost = append(lost, fmt.Sprintf("the undecodable part of the old table of contents %q", contents.ElementID))
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
