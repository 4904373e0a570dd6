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
	"github.com/chapmark/chapmark/chapters/limits"
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
	InPlace bool   // overwrite where the new tag is as long as the old one
	Fresh   bool   // drop the pictures and other sub-frames of old chapters
	Text    string // path of the text that the chapters come from; "" where it is not known: its pictures are marked as its own
	ID3     int    // 3: a tag of ID3v2.4 becomes ID3v2.3, or is refused; 0: a tag keeps its version
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

	file    *File
	tag     *id3.Tag // nil where none is left
	newHead []byte   // the new first tag, and the other tags before the audio
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
	err := f.TagError
	if err == nil {
		err = checkList(list)
	}
	tag := f.Tag
	if tag == nil {
		tag = id3.New()
	}
	if err == nil && options.ID3 == 3 {
		if tag, err = tag.Downgrade(); err != nil {
			return Plan{}, &RefusedError{fmt.Sprintf("edit the tag of %s: %v", f.Name, err)}
		}
	}
	plan := f.unchanged(tag)
	if removed := chapterFrames(tag); err == nil && (len(list) > 0 || len(removed) > 0 || f.othersChange()) {
		plan.Removed = removed
		err = plan.edit(tag, slices.Clone(list), options)
	}
	if err != nil {
		return Plan{}, fmt.Errorf("edit the tag of %s: %w", f.Name, err)
	}
	if bytes.Equal(plan.newHead, f.head) {
		return f.unchanged(tag), nil
	}
	return plan, nil
}

// unchanged is the plan that leaves everything as it is.
func (f *File) unchanged(tag *id3.Tag) Plan {
	now := plain(f.chaptersOf(tag))
	plan := Plan{Method: None, BytesBefore: f.Size, BytesAfter: f.Size, Before: now, After: now, file: f, tag: f.Tag, newHead: f.head}
	for _, frame := range tag.Frames {
		if !frame.IsChapter() {
			plan.Kept = append(plan.Kept, frame.ID)
		}
	}
	return plan
}

// edit makes a plan that leaves everything as it is one that puts the list in the place of the tag's chapters.
func (p *Plan) edit(tag *id3.Tag, list []chapters.Chapter, options Options) error {
	old := p.file.chaptersOf(tag)
	others, lost := carry(old, list, options)
	p.Lost = append(lost, lostBesides(tag, len(old))...)
	p.Mended = tag.Mended
	var first []byte
	p.tag, p.After = tag.WithChapters(list, others), nil
	_, another := p.file.secondTag()
	if len(p.tag.Frames) == 0 && len(p.tag.Rest) == 0 && !another {
		// A tag holds at least one frame (ID3v2.4 §3); one without any is best gone, unless another tag would become the
		// first one then.
		p.tag = nil
	} else {
		size := tagSize(int(p.file.TagBytes), p.tag.Size(), len(p.tag.Rest) == 0)
		if size > limits.TagBytes {
			return fmt.Errorf("with these chapters it would be larger than %d MiB", limits.TagBytes>>20)
		}
		p.tag.Padding = size - p.tag.Size()
		first = p.tag.Encode()
		if err := p.checkEncoded(first); err != nil {
			return err
		}
		p.After = plain(p.tag.Chapters())
		p.Added = chapterFrames(p.tag)
	}
	var mended []string
	p.newHead, mended = p.file.withOthers(first)
	p.Mended = append(slices.Clone(p.Mended), mended...)
	p.Method = Replace
	// A journal is bound to one name: a file with several would look whole under the others.
	if options.InPlace && p.file.Names == 1 && p.insideFirst() {
		p.Method = InPlace
	}
	p.BytesAfter += int64(len(p.newHead) - len(p.file.head))
	return nil
}

// insideFirst reports whether nothing but the inside of the first tag changes, and its length stays: what a journal, which
// may be a forged one, is believed.
func (p *Plan) insideFirst() bool {
	now, later := p.file.head, p.newHead
	return len(now) == len(later) && len(now) > id3.HeaderBytes && bytes.Equal(now[p.file.TagBytes:], later[p.file.TagBytes:]) &&
		bytes.Equal(now[6:id3.HeaderBytes], later[6:id3.HeaderBytes]) && tagRegion(now) == tagRegion(later)
}

// checkEncoded reads the new tag back from its bytes. It must hold the frames that were planned, each as it was, and the
// chapters; if it does not, it is not written.
func (p *Plan) checkEncoded(first []byte) error {
	tag, err := id3.Parse(first)
	if err == nil && !slices.EqualFunc(tag.Frames, p.tag.Frames, id3.Frame.Equal) {
		err = errors.New("its frames are not the planned ones")
	}
	if err == nil && (!bytes.Equal(tag.Rest, p.tag.Rest) || len(tag.Mended) > 0) {
		err = errors.New("the bytes after its frames are not the planned ones")
	}
	if err != nil {
		return &RefusedError{fmt.Sprintf("the new tag cannot be read back, so it is not written: %v", err)}
	}
	return nil
}

// chapterFrames lists the IDs of a tag's frames of chapters.
func chapterFrames(tag *id3.Tag) []string {
	var ids []string
	for _, frame := range tag.Frames {
		if frame.IsChapter() {
			ids = append(ids, frame.ID)
		}
	}
	return ids
}

// Changes reports whether the plan changes anything.
func (p Plan) Changes() bool { return p.Method != None }

// Problems are those that the new tag would have.
func (p Plan) Problems() []chapters.Diagnostic {
	switch p.tag {
	case nil:
		return nil
	case p.file.Tag:
		return append(doctor{p.file.Source, p.tag, p.file.inFile}.examine(), p.file.second(0)...)
	}
	found := append(doctor{p.file.Source, p.tag, p.tag.ChaptersInFile()}.examine(), p.file.second(p.BytesAfter-p.BytesBefore)...)
	// What is in no table then was asked for.
	return slices.DeleteFunc(found, func(d chapters.Diagnostic) bool { return d.Rule == chapters.UnlistedChapters })
}

// tagSize is the length of a new tag that needs so many bytes, where the old one had so many: the same if it fits. A tag
// that may be full needs no padding; one with bytes at its end that are none does.
func tagSize(old, need int, mayBeFull bool) int {
	if spare := old - need; spare == 0 && mayBeFull || spare >= leastZeroes {
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
			return fmt.Errorf("chapter %d starts after 24 days, which is more than players can count", i+1)
		case len(c.Children) > 0:
			return errors.New("nested chapters cannot be written; flatten them")
		}
		last = c.Start
	}
	return nil
}
