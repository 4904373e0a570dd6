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
	None    Method = "none"     // nothing changes
	Replace Method = "replace"  // a new file takes the old one's place
	InPlace Method = "in-place" // bytes of the tag are overwritten, with a journal beside the file
)

// Options are the choices that a person makes about an edit.
type Options struct {
	InPlace bool // overwrite where the new tag is as long as the old one
	Fresh   bool // drop the pictures and other sub-frames of old chapters
}

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
func (f *File) Plan(list []chapters.Chapter, options Options) (Plan, error) {
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
	others, lost := carry(embedded, list, options.Fresh)
	plan.Lost = append(lost, lostBesides(tag)...)
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
	if options.InPlace && len(plan.newTag) == len(f.rawTag) {
		plan.Method = InPlace
	}
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
