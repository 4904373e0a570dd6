package id3

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
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
	Rest      int       // bytes after the last sub-frame that cannot be decoded
	Mistaken  *Mistaken // what the title says, where its bytes are not in the encoding that it states
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

// ChaptersInFile decodes the tag's chapters, in the order of the file. A frame that cannot be decoded is left out.
func (t *Tag) ChaptersInFile() []Chapter {
	var list []Chapter
	for _, f := range t.Frames {
		if f.ID == chapID && !f.Encoded(t.Version) {
			if c, ok := t.readChapter(f.content()); ok {
				list = append(list, c)
			}
		}
	}
	tables := t.Contents()
	listed := map[string]bool{}
	for _, contents := range tables {
		for _, id := range contents.Children {
			listed[id] = true
		}
	}
	for i := range list {
		list[i].Hidden = len(tables) > 0 && !listed[list[i].ElementID]
	}
	for i, mistaken := range mistakenTitles(list) {
		list[i].Mistaken = mistaken
	}
	return list
}

// Chapters decodes the tag's chapters, in time order.
func (t *Tag) Chapters() []Chapter {
	return InTimeOrder(t.ChaptersInFile())
}

// InTimeOrder returns chapters in the order of their starts.
func InTimeOrder(list []Chapter) []Chapter {
	return slices.SortedStableFunc(slices.Values(list), func(a, b Chapter) int { return cmp.Compare(a.Start, b.Start) })
}

// readChapter decodes a CHAP frame: element ID, NUL, four times 4 bytes (start and end in ms, start and end offset),
// sub-frames.
func (t *Tag) readChapter(b []byte) (Chapter, bool) {
	id, rest, ok := bytes.Cut(b, []byte{0})
	if !ok || len(rest) < 16 {
		return Chapter{}, false
	}
	c := Chapter{ElementID: string(id)}
	c.Subs, c.Rest = t.subFrames(rest[16:])
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
				c.Image = &chapters.Image{MIMEType: mimeType, Bytes: picture, PutBy: putBy(c.Subs, picture)}
			}
		}
	}
	return c, true
}

// subFrames reads the frames inside a chapter, up to the first damage, and says how many bytes are left then.
func (t *Tag) subFrames(b []byte) (frames []Frame, left int) {
	r, err := t.read(b, 0)
	if err != nil {
		r, _ = newWays(b, t.Version).standard(0)
		return r.frames, len(b) - r.rest
	}
	if r.toStray {
		return r.frames, len(b) - r.rest
	}
	return r.frames, 0
}
