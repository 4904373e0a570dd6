package id3

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
	"strconv"
	"time"

	"github.com/chapmark/chapmark/chapters"
)

// Frames of chapters (id3v2-chapters-1.0 §3.1, §3.2).
const (
	chapID = "CHAP"
	ctocID = "CTOC"
)

const (
	noOffset     = 0xFFFFFFFF // the times count, not the byte offsets
	ctocTopLevel = 0x02
	ctocOrdered  = 0x01
)

// Chapter is a chapter of a tag, with the sub-frames that it was read from.
type Chapter struct {
	chapters.Chapter
	ElementID string
	Subs      []Frame
}

// IsChapter reports whether the frame is one of a chapter or a table of contents.
func (f Frame) IsChapter() bool { return f.ID == chapID || f.ID == ctocID }

// content is the body as it was before a frame of ID3v2.4 was unsynchronised by itself.
func (f Frame) content() []byte {
	if f.Flags[1] == frameUnsynchronised && !evidentlySynchronised(f.Body) {
		return withoutZeros(f.Body)
	}
	return f.Body
}

// Chapters decodes the tag's chapters, in time order. A frame that cannot be decoded is left out.
func (t *Tag) Chapters() []Chapter {
	var list []Chapter
	listed, hasTOC := map[string]bool{}, false
	for _, f := range t.Frames {
		switch f.ID {
		case chapID:
			if c, ok := t.readChapter(f.content()); ok {
				list = append(list, c)
			}
		case ctocID:
			hasTOC = true
			for _, id := range readChildren(f.content()) {
				listed[id] = true
			}
		}
	}
	for i := range list {
		list[i].Hidden = hasTOC && !listed[list[i].ElementID]
	}
	slices.SortStableFunc(list, func(a, b Chapter) int { return cmp.Compare(a.Start, b.Start) })
	return list
}

// readChapter decodes a CHAP frame: element ID, NUL, four times 4 bytes (start and end in ms, start and end offset),
// sub-frames.
func (t *Tag) readChapter(b []byte) (Chapter, bool) {
	id, rest, ok := bytes.Cut(b, []byte{0})
	if !ok || len(rest) < 16 {
		return Chapter{}, false
	}
	c := Chapter{ElementID: string(id), Subs: t.subFrames(rest[16:])}
	c.Start = time.Duration(binary.BigEndian.Uint32(rest)) * time.Millisecond
	c.End = time.Duration(binary.BigEndian.Uint32(rest[4:])) * time.Millisecond
	for _, sub := range slices.Backward(c.Subs) { // backward: of two, the first one counts
		switch sub.ID {
		case "TIT2":
			c.Title = readText(sub.Body)
		case "WXXX":
			c.URL = readLink(sub.Body)
		case "APIC":
			if mimeType, picture, ok := readPicture(sub.Body); ok {
				c.Image = &chapters.Image{MIMEType: mimeType, Bytes: picture}
			}
		}
	}
	return c, true
}

// subFrames reads the frames inside a chapter, up to the first damage.
func (t *Tag) subFrames(b []byte) []Frame {
	frames, rest, bad := t.split(b, 0)
	if bad != nil || !zeros(b[rest:]) {
		if mixed, _, ok := t.splitMixed(b, 0); ok {
			return mixed
		}
	}
	return frames
}

// readChildren decodes the element IDs that a CTOC frame lists: element ID, NUL, 1 byte of flags, 1 byte of count,
// then each ID with its NUL, then sub-frames.
func readChildren(b []byte) []string {
	_, rest, ok := bytes.Cut(b, []byte{0})
	if !ok || len(rest) < 2 {
		return nil
	}
	count, rest := int(rest[1]), rest[2:]
	var ids []string
	for range count {
		id, after, ok := bytes.Cut(rest, []byte{0})
		if !ok {
			break
		}
		ids, rest = append(ids, string(id)), after
	}
	return ids
}

// WithChapters returns a tag whose chapters are those of the list, with the other sub-frames of each beside it
// (id3v2-chapters-1.0 §3.1). All other frames stay as they are. The chapters stand where the tag had some, else
// last: but ahead of an empty frame, at which some readers stop. The list is in time order and at most
// chapters.MaxChapters long; an empty list leaves no chapters and no table.
func (t *Tag) WithChapters(list []chapters.Chapter, others [][]Frame) *Tag {
	result := *t
	result.Frames = nil
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
		if at = slices.IndexFunc(result.Frames, func(f Frame) bool { return len(f.Body) == 0 }); at < 0 {
			at = len(result.Frames)
		}
	}
	ids := make([]string, len(list))
	for i := range list {
		ids[i] = "chp" + strconv.Itoa(i)
	}
	added := []Frame{{ID: ctocID, Body: contentsBody("toc", ids)}}
	for i, c := range list {
		added = append(added, Frame{ID: chapID, Body: result.chapterBody(ids[i], c, others[i])})
	}
	result.Frames = slices.Insert(result.Frames, at, added...)
	return &result
}

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
	if c.Image != nil {
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
