package id3

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
	"strconv"

	"github.com/chapmark/chapmark/chapters"
)

// WithChapters returns a tag whose chapters are those of the list, with the other sub-frames of each beside it
// (id3v2-chapters-1.0 §3.1). All other frames stay as they are. The chapters stand where the tag had some, else
// last: but ahead of a frame at which some readers stop. The list is in time order and at most
// chapters.MaxChapters long; an empty list leaves no chapters and no table.
func (t *Tag) WithChapters(list []chapters.Chapter, others [][]Frame) *Tag {
	result := *t
	result.Frames, result.Hidden, result.Mended, result.MixedSizes = nil, nil, nil, false // Encode writes none of that
	at := -1
	for _, f := range t.Frames {
		if f.IsChapter() {
			if at < 0 {
				at = len(result.Frames)
			}
			continue
		}
		result.Frames = append(result.Frames, f)
	}
	if len(list) == 0 {
		return &result
	}
	if at < 0 {
		at = len(result.Frames)
	}
	if stop := slices.IndexFunc(result.Frames, Frame.stopsReaders); stop >= 0 {
		at = min(at, stop)
	}
	ids := make([]string, len(list))
	var listed []string
	for i, c := range list {
		ids[i] = "chp" + strconv.Itoa(i)
		if !c.Hidden {
			listed = append(listed, ids[i])
		}
	}
	added := []Frame{{ID: ctocID, Body: contentsBody("toc", listed)}}
	for i, c := range list {
		added = append(added, Frame{ID: chapID, Body: result.chapterBody(ids[i], c, others[i])})
	}
	result.Frames = slices.Insert(result.Frames, at, added...)
	return &result
}

// stopsReaders reports whether TagLib and others stop at the frame: it is empty or blank, or its id is none.
func (f Frame) stopsReaders() bool { return len(f.Body) == 0 || !validID([]byte(f.ID)) }

func contentsBody(id string, children []string) []byte {
	b := append([]byte(id), 0)
	b = append(b, ctocTopLevel|ctocOrdered, byte(len(children)))
	for _, child := range children {
		b = append(append(b, child...), 0)
	}
	return b
}

// chapterBody encodes a CHAP frame. Its sub-frames come in the order that readers depend on: title, description,
// link, picture, and then what else there was.
func (t *Tag) chapterBody(id string, c chapters.Chapter, others []Frame) []byte {
	b := append([]byte(id), 0)
	b = binary.BigEndian.AppendUint32(b, uint32(c.Start.Milliseconds()))
	b = binary.BigEndian.AppendUint32(b, uint32(c.End.Milliseconds()))
	b = binary.BigEndian.AppendUint32(b, noOffset)
	b = binary.BigEndian.AppendUint32(b, noOffset)
	subs := []Frame{{ID: "TIT2", Body: textBody(c.Title, t.Version)}}
	if c.URL != "" {
		subs = append(subs, Frame{ID: "WXXX", Body: linkBody(c.URL)})
	}
	if c.Image.Embeddable() {
		subs = append(subs, Frame{ID: "APIC", Body: pictureBody(c.Image.MIMEType, c.Image.Bytes)})
	}
	subs = append(subs, others...)
	rank := []string{"TIT2", "TIT3", "WXXX", "APIC"}
	slices.SortStableFunc(subs, func(a, b Frame) int {
		place := func(f Frame) int {
			if i := slices.Index(rank, f.ID); i >= 0 {
				return i
			}
			return len(rank)
		}
		return cmp.Compare(place(a), place(b))
	})
	return t.appendFrames(b, subs)
}

// LargestChapterFrame is the length of the longest frame or sub-frame body among the chapters. From 128 on, readers
// that take ID3v2.4 sizes for plain integers lose their way (docs/checks.md, apple-v24-sizes).
func (t *Tag) LargestChapterFrame() int {
	largest := 0
	for _, f := range t.Frames {
		if f.IsChapter() {
			largest = max(largest, len(f.Body))
		}
	}
	return largest
}

// WithoutChapters returns the bytes of a tag without its chapters, with padding in their place, and how many chapters
// there are. It returns no bytes where anything else would change.
func WithoutChapters(b []byte) (without []byte, count int) {
	tag, err := Parse(b)
	if err != nil {
		return nil, bytes.Count(b, []byte(chapID))
	}
	for _, f := range tag.Frames {
		if f.ID == chapID {
			count++
		}
	}
	if count == 0 || len(tag.Mended) > 0 {
		return nil, count
	}
	stripped := tag.WithChapters(nil, nil)
	stripped.Padding = len(b) - stripped.Size()
	return stripped.Encode(), count
}
