package audio

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/chapmark/chapmark/audio/id3"
	"github.com/chapmark/chapmark/chapters"
)

// Method is how a plan changes the file.
type Method string

// The methods.
const (
	None    Method = "none"    // nothing changes
	Replace Method = "replace" // a new file takes the old one's place
)

// Plan is an edit of a file's chapters, worked out and not yet done.
type Plan struct {
	Method      Method
	BytesBefore int64 // of the whole file
	BytesAfter  int64
	Before      []chapters.Chapter // in the tag now
	After       []chapters.Chapter // in the tag afterwards
	Added       []string           // IDs of the frames that the plan adds
	Removed     []string           // IDs of the frames of old chapters
	Kept        []string           // IDs of all other frames, in their order
	Lost        []string           // what of the old chapters finds no place in the new ones, in words
	Mended      []string           // what of the tag's encoding changes, in words

	file   *File
	tag    *id3.Tag // nil where none is left
	newTag []byte
}

// Growth of a tag: whole blocks, so that the audio keeps its place within a block and file systems can share it;
// and with room to spare, so that the next edit need not grow the file.
const (
	block       = 4096
	spareBytes  = 1024
	leastZeroes = 10 // fewer zeros than a frame's header confuse readers; none at all are fine
)

// Plan works out how the tag would hold exactly these chapters, and no others; with an empty list, none. The list
// must be in time order. It touches nothing. It is refused with TagError where the tag cannot be kept whole.
func (f *File) Plan(list []chapters.Chapter) (Plan, error) {
	if f.TagError != nil {
		return Plan{}, fmt.Errorf("edit the tag of %s: %w", f.Name, f.TagError)
	}
	if err := checkList(list); err != nil {
		return Plan{}, fmt.Errorf("edit the tag of %s: %w", f.Name, err)
	}
	plan := Plan{Method: None, BytesBefore: f.Size, BytesAfter: f.Size, file: f, tag: f.Tag, newTag: f.rawTag}
	tag := f.Tag
	if tag == nil {
		tag = id3.New()
	}
	embedded := tag.Chapters()
	plan.Before, plan.After = plain(embedded), plain(embedded)
	for _, frame := range tag.Frames {
		if frame.IsChapter() {
			plan.Removed = append(plan.Removed, frame.ID)
		} else {
			plan.Kept = append(plan.Kept, frame.ID)
		}
	}
	if len(list) == 0 && len(plan.Removed) == 0 {
		return plan, nil
	}
	list = slices.Clone(list)
	others, lost := carry(embedded, list)
	plan.Lost = lost
	plan.tag = tag.WithChapters(list, others)
	plan.Mended = tag.Mended
	plan.newTag = nil
	if len(plan.tag.Frames) == 0 {
		plan.tag = nil // a tag holds at least one frame (ID3v2.4 §3); one without any is best gone
	} else {
		size := tagSize(int(f.TagBytes), plan.tag.Size())
		if size > id3.MaxBytes {
			return Plan{}, fmt.Errorf("edit the tag of %s: with these chapters it would be larger than %d MiB", f.Name, id3.MaxBytes>>20)
		}
		plan.tag.Padding = size - plan.tag.Size()
		plan.newTag = plan.tag.Encode()
		plan.After = plain(plan.tag.Chapters())
	}
	if plan.tag == nil {
		plan.After = nil
	}
	if bytes.Equal(plan.newTag, f.rawTag) {
		return Plan{Method: None, BytesBefore: f.Size, BytesAfter: f.Size, Before: plan.Before, After: plan.Before,
			Kept: plan.Kept, file: f, tag: f.Tag, newTag: f.rawTag}, nil
	}
	plan.Method = Replace
	plan.BytesAfter += int64(len(plan.newTag)) - f.TagBytes
	if plan.tag != nil {
		for _, frame := range plan.tag.Frames {
			if frame.IsChapter() {
				plan.Added = append(plan.Added, frame.ID)
			}
		}
	}
	return plan, nil
}

// Changes reports whether the plan changes anything.
func (p Plan) Changes() bool { return p.Method != None }

// Problems are those that the new tag would have.
func (p Plan) Problems() []chapters.Diagnostic { return tagProblems(p.file.Source, p.tag, nil) }

// tagSize is the length of a new tag that needs so many bytes, where the old one had so many: the same if it fits.
func tagSize(old, need int) int {
	if spare := old - need; spare == 0 || spare >= leastZeroes {
		return old
	}
	return old + (need+spareBytes-old+block-1)/block*block
}

// checkList refuses what a CHAP frame cannot hold.
func checkList(list []chapters.Chapter) error {
	if len(list) > chapters.MaxChapters {
		return fmt.Errorf("%d chapters are more than the %d that a table of contents can list", len(list), chapters.MaxChapters)
	}
	last := time.Duration(0)
	for i, c := range list {
		switch {
		case c.Start < last || c.End < c.Start:
			return fmt.Errorf("chapter %d is out of order", i+1)
		case c.End.Milliseconds() > math.MaxInt32:
			return fmt.Errorf("chapter %d lies beyond the 24 days that players can count in milliseconds", i+1)
		case len(c.Children) > 0:
			return errors.New("nested chapters cannot be written; flatten them")
		}
		last = c.Start
	}
	return nil
}

// carry finds a place in the new chapters for the pictures and other sub-frames of the old ones: the new chapter
// with the same start, else the only one with the same title, where that title stood only once before too. Titles
// and links belong to the text that the new chapters come from. A picture that a new chapter brings along unchanged is
// taken over as it stands, and cleared from the list. What finds no place is named.
func carry(old []id3.Chapter, list []chapters.Chapter) (others [][]id3.Frame, lost []string) {
	others = make([][]id3.Frame, len(list))
	taken := make([]bool, len(list))
	heirs := make([]int, len(old))
	for i, c := range old {
		heirs[i] = -1
		for j, n := range list {
			if !taken[j] && n.Start.Milliseconds() == c.Start.Milliseconds() {
				heirs[i], taken[j] = j, true
				break
			}
		}
	}
	for i, c := range old {
		if j := onlyTitle(list, c.Title); heirs[i] < 0 && j >= 0 && !taken[j] && onlyTitle(plain(old), c.Title) == i {
			heirs[i], taken[j] = j, true
		}
	}
	for i, c := range old {
		hasPicture := false
		for _, sub := range c.Subs {
			if sub.ID == "TIT2" || sub.ID == "WXXX" {
				continue
			}
			isPicture := sub.ID == "APIC"
			if isPicture && heirs[i] >= 0 && samePicture(list[heirs[i]].Image, c.Image) {
				list[heirs[i]].Image = nil
			}
			if heirs[i] < 0 || isPicture && (hasPicture || list[heirs[i]].Image != nil) {
				lost = append(lost, fmt.Sprintf("%s of the old chapter %q at %s", sub.ID, c.Title, chapters.FormatTimestamp(c.Start)))
				continue
			}
			hasPicture = hasPicture || isPicture
			others[heirs[i]] = append(others[heirs[i]], sub)
		}
	}
	return others, lost
}

func samePicture(a, b *chapters.Image) bool {
	return a != nil && b != nil && a.MIMEType == b.MIMEType && bytes.Equal(a.Bytes, b.Bytes)
}

// onlyTitle is the index of the only chapter with a title, or -1.
func onlyTitle(list []chapters.Chapter, title string) int {
	found := -1
	for i, c := range list {
		if c.Title == title {
			if found >= 0 {
				return -1
			}
			found = i
		}
	}
	return found
}
