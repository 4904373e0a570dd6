package id3

import (
	"bytes"
	"fmt"

	"github.com/chapmark/chapmark/chapters/limits"
)

func tooManyError(n int, what string) error {
	return &UnsupportedError{Offset: HeaderBytes, Reason: fmt.Sprintf("the tag has more than %d %s", n, what),
		Hint: "make the tag smaller with a tagger first"}
}

// checkAmount refuses a tag with more chapters, tables or frames in these than are read.
func (t *Tag) checkAmount() error {
	chapters, tables, subs, words := 0, 0, 0, 0
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
		for at := 0; subs <= limits.TagSubFrames; subs++ {
			sub, size, ok := frameHeader(inside, at, t.Version)
			if !ok {
				break
			}
			if sub.ID != "APIC" {
				words += max(size, 0)
			}
			at = min(at+HeaderBytes+max(size, 0), len(inside))
		}
		switch {
		case chapters > limits.TagChapters:
			return tooManyError(limits.TagChapters, "chapters")
		case tables > limits.TagTables:
			return tooManyError(limits.TagTables, "tables of contents")
		case subs > limits.TagSubFrames:
			return tooManyError(limits.TagSubFrames, "frames in its chapters")
		case words > limits.TagSubBytes:
			return tooManyError(limits.TagSubBytes>>20, "MiB of words in its chapters")
		}
	}
	return nil
}
