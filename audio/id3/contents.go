package id3

import "bytes"

// Contents is a table of contents of a tag: a CTOC frame.
type Contents struct {
	ElementID string
	TopLevel  bool
	Ordered   bool
	Children  []string // element IDs, of chapters or of other tables
	Complete  bool     // it lists as many as it says
	Subs      []Frame
}

// Contents decodes the tag's tables of contents.
func (t *Tag) Contents() []Contents {
	var list []Contents
	for _, f := range t.Frames {
		if f.ID == ctocID && !f.Encoded(t.Version) {
			list = append(list, t.readContents(f.content()))
		}
	}
	return list
}

// readContents decodes a CTOC frame: element ID, NUL, 1 byte of flags, 1 byte of count, then each ID with its NUL, then
// sub-frames.
func (t *Tag) readContents(b []byte) Contents {
	c, rest := listed(b)
	if c.Complete {
		c.Subs, _ = t.subFrames(rest)
	}
	return c
}

// behindList returns the bytes of a CTOC frame's sub-frames; nil where its list does not end. Nothing is kept of the list.
func behindList(b []byte) []byte {
	_, rest, ok := bytes.Cut(b, []byte{0})
	if !ok || len(rest) < 2 {
		return nil
	}
	count, rest := int(rest[1]), rest[2:]
	for range count {
		if _, rest, ok = bytes.Cut(rest, []byte{0}); !ok {
			return nil
		}
	}
	return rest
}

// listed decodes a CTOC frame up to its sub-frames, and returns the bytes of these.
func listed(b []byte) (c Contents, subs []byte) {
	id, rest, ok := bytes.Cut(b, []byte{0})
	if !ok || len(rest) < 2 {
		return Contents{ElementID: string(id)}, nil
	}
	c = Contents{ElementID: string(id), TopLevel: rest[0]&ctocTopLevel != 0, Ordered: rest[0]&ctocOrdered != 0}
	count, rest := int(rest[1]), rest[2:]
	for range count {
		child, after, ok := bytes.Cut(rest, []byte{0})
		if !ok {
			return c, nil
		}
		c.Children, rest = append(c.Children, string(child)), after
	}
	c.Complete = true
	return c, rest
}
