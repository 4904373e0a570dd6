package id3

import (
	"bytes"
	"fmt"
)

// Bounds on what a tag may hold: each frame takes some hundred bytes of memory, however short it is, and readers compare
// chapters with tables. Real tags have a few hundred frames; a table can list 255 chapters.
const (
	MaxFrames    = 50_000
	maxChapters  = 10_000
	maxTables    = 1_000
	maxSubFrames = 50_000 // of all chapters and tables together
)

func tooManyError(n int, what string) error {
	return &UnsupportedError{Offset: HeaderBytes, Reason: fmt.Sprintf("the tag has more than %d %s", n, what),
		Hint: "the file is left alone; remove what fills the tag with a tagger first"}
}

// checkAmount refuses a tag with more chapters, tables or frames in these than are read.
func (t *Tag) checkAmount() error {
	chapters, tables, subs := 0, 0, 0
	for _, f := range t.Frames {
		var inside []byte
		switch f.ID {
		case chapID:
			chapters++
			_, rest, _ := bytes.Cut(f.Body, []byte{0})
			inside = rest[min(16, len(rest)):]
		case ctocID:
			tables++
			inside = behindList(f.Body)
		default:
			continue
		}
		for at := 0; subs <= maxSubFrames; subs++ {
			_, size, ok := frameHeader(inside, at, t.Version)
			if !ok {
				break
			}
			at = min(at+HeaderBytes+max(size, 0), len(inside))
		}
		switch {
		case chapters > maxChapters:
			return tooManyError(maxChapters, "chapters")
		case tables > maxTables:
			return tooManyError(maxTables, "tables of contents")
		case subs > maxSubFrames:
			return tooManyError(maxSubFrames, "frames in its chapters")
		}
	}
	return nil
}
