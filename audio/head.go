package audio

import (
	"fmt"
	"io"
	"slices"

	"github.com/chapmark/chapmark/audio/id3"
	"github.com/chapmark/chapmark/audio/mpeg"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/limits"
)

// otherTag is an ID3v2 tag beside the first one that holds chapters.
type otherTag struct {
	offset   int64
	chapters int
	without  []byte // the tag without its chapters, as long as it is; nil where nothing else would be kept whole
	appended bool   // after the audio
}

// readHead reads the tags that stand directly after the first one, which are a part of what a Plan may change, and
// looks for chapters in these and in tags after the audio.
func (f *File) readHead(r io.ReaderAt) error {
	f.head = f.rawTag
	tags, looked := 0, int64(0)
	for _, gap := range f.Stream.Gaps {
		if gap.Kind != mpeg.Tag || gap.Bytes > limits.TagBytes || gap.At > 0 && gap.Offset < f.Stream.End { // among the audio, nobody looks at a tag
			continue
		}
		if tags, looked = tags+1, looked+gap.Bytes; tags > limits.Tags || looked > limits.TagBytes {
			f.TagError = &id3.UnsupportedError{Offset: gap.Offset, Reason: fmt.Sprintf("there are more than %d tags besides the first one, or more than %d MiB of them", limits.Tags, limits.TagBytes>>20),
				Hint: "chapmark does not change the file; export the episode again"}
			return nil
		}
		switch {
		case gap.At == 0 && f.TagBytes > 0 && gap.Offset == int64(len(f.head)) && gap.Offset+gap.Bytes <= limits.TagBytes:
			if int64(cap(f.head)) < gap.Offset+gap.Bytes { // room for all those that follow, at once
				f.head = append(make([]byte, 0, f.headEnd()), f.head...)
			}
			head := f.head[:gap.Offset+gap.Bytes]
			if _, err := r.ReadAt(head[gap.Offset:], gap.Offset); err != nil {
				return err
			}
			if _, ok := id3.Length(head[gap.Offset:]); ok {
				f.head = head
				f.look(head[gap.Offset:], gap.Offset, false)
			}
		case gap.At == 0 && f.TagBytes == 0 && gap.Offset > 0 && gap.Offset < f.Stream.Start && f.TagError == nil:
			head, err := headAt(r, gap.Offset, f.Size)
			if err != nil {
				return err
			}
			if _, ok := id3.Length(head); ok {
				f.TagError = &id3.UnsupportedError{Offset: gap.Offset,
					Reason: fmt.Sprintf("the tag comes after %d bytes of something else; TagLib would no longer find it after a new tag", gap.Offset),
					Hint:   "remove the bytes before the tag, or export the episode again"}
			}
		case gap.At == 0 && gap.Offset < f.Stream.Start, gap.Offset >= f.Stream.End:
			if err := f.lookAt(r, gap.Offset, gap.Bytes); err != nil {
				return err
			}
		}
	}
	for _, tail := range f.Tails {
		if tail.Kind == "ID3v2" && tail.Bytes <= limits.TagBytes {
			if err := f.lookAt(r, tail.Offset, tail.Bytes); err != nil {
				return err
			}
		}
	}
	return nil
}

// headEnd is where the tags end that stand one after the other from the first one on, as far as they are read.
func (f *File) headEnd() int64 {
	end := f.TagBytes
	for _, gap := range f.Stream.Gaps {
		if gap.Kind == mpeg.Tag && gap.At == 0 && gap.Offset == end && end+gap.Bytes <= limits.TagBytes {
			end += gap.Bytes
		}
	}
	return end
}

func (f *File) lookAt(r io.ReaderAt, offset, length int64) error {
	b := make([]byte, length)
	if _, err := r.ReadAt(b, offset); err != nil {
		return err
	}
	f.look(b, offset, offset >= f.Stream.End)
	return nil
}

// look notes a tag that holds chapters.
func (f *File) look(b []byte, offset int64, appended bool) {
	if without, count := id3.WithoutChapters(b); count > 0 {
		if offset >= int64(len(f.head)) {
			without = nil // there are bytes between that belong to no tag
		}
		f.others = append(f.others, otherTag{offset, count, without, appended})
	}
}

// withOthers is a new head: a new first tag, and after it the other tags without their chapters. It says what changes
// in these.
func (f *File) withOthers(first []byte) (head []byte, mended []string) {
	if int64(len(f.head)) == f.TagBytes {
		return first, nil
	}
	head = append(head, first...)
	head = append(head, f.head[f.TagBytes:]...)
	for _, other := range f.others {
		if other.without != nil {
			copy(head[int64(len(first))-f.TagBytes+other.offset:], other.without)
			mended = append(mended, fmt.Sprintf("the tag at byte %d, after the first, loses its %d chapters", other.offset, other.chapters))
		}
	}
	return head, mended
}

// othersChange reports whether a Plan removes chapters from another tag.
func (f *File) othersChange() bool {
	return slices.ContainsFunc(f.others, func(other otherTag) bool { return other.without != nil })
}

// otherTags are the findings about tags beside the first one.
func (f *File) otherTags() []chapters.Diagnostic {
	var found []chapters.Diagnostic
	for _, other := range f.others {
		d := chapters.Report(chapters.SecondTagChapters, f.Source, chapters.Span{},
			"a second tag, at byte %d, contains %d chapters; ffmpeg shows them together with those of the first", other.offset, other.chapters).
			WithHint("`chapmark write` and `chapmark strip` remove them")
		if other.appended {
			d.Message = fmt.Sprintf("a tag after the audio, at byte %d, contains %d chapters; some players may show them", other.offset, other.chapters)
			if f.TagBytes > 0 {
				d.Severity = chapters.Advice
			}
		}
		if other.without == nil {
			d.Hint = "chapmark does not change that tag; if its chapters are wrong, remove it with another tagger"
		}
		found = append(found, d)
	}
	return append(found, f.second(0)...)
}

// second reports a second tag, where those before it grow by some bytes.
func (f *File) second(growth int64) []chapters.Diagnostic {
	second, ok := f.secondTag()
	if !ok {
		return nil
	}
	return []chapters.Diagnostic{chapters.Report(chapters.SecondTag, f.Source, chapters.Span{},
		"a second tag of %d bytes is at byte %d, after the first; most players ignore it", second.Bytes, second.Offset+growth).
		WithHint("chapmark reads and writes the first tag; the second stays as it is")}
}

// secondTag is the first tag between the one at the front and the audio.
func (f *File) secondTag() (mpeg.Gap, bool) {
	for _, gap := range f.Stream.Gaps {
		if gap.Kind == mpeg.Tag && gap.At == 0 && gap.Offset >= f.TagBytes && f.TagBytes > 0 && gap.Offset < f.Stream.Start {
			return gap, true
		}
	}
	return mpeg.Gap{}, false
}
