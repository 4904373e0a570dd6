package output

import (
	"fmt"
	"slices"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/id3"
)

// Part is a stretch of a file in JSON: the header of the tag, a frame, padding, the audio, a tag after it.
type Part struct {
	Offset int64  `json:"offset"`
	Bytes  int64  `json:"bytes"`
	Kind   string `json:"kind"`
	Flags  string `json:"flags"` // of a frame, four hexadecimal digits; else ""
	What   string `json:"what"`
}

// Layout lists the parts of a file in their order. Where the tag had to be decoded first, the offsets of frames are
// those in the decoded tag.
func Layout(f *audio.File) []Part {
	var parts []Part
	if f.Tag != nil {
		parts = append(parts, Part{0, id3.HeaderBytes, "header", "", "ID3v" + version(f)})
		at := int64(id3.HeaderBytes)
		for _, frame := range f.Tag.Frames {
			size := int64(id3.HeaderBytes + len(frame.Body))
			parts = append(parts, Part{int64(frame.Offset), size, frame.ID, fmt.Sprintf("%02x%02x", frame.Flags[0], frame.Flags[1]), f.Tag.Describe(frame)})
			at = int64(frame.Offset) + size
		}
		if n := int64(f.Tag.Padding); n > 0 {
			parts = append(parts, Part{at, n, "padding", "", ""})
			at += n
		}
		if n := int64(len(f.Tag.Rest)); n > 0 {
			parts = append(parts, Part{at, n, "other", "", "neither frame nor padding"})
		}
	} else if f.TagError != nil {
		parts = append(parts, Part{0, f.TagBytes, "tag", "", f.TagError.Error()})
	}
	stream := f.Stream
	var rest []Part
	for _, gap := range stream.Gaps {
		rest = append(rest, Part{gap.Offset, gap.Bytes, string(gap.Kind), "", ""})
	}
	if stream.Frames > 0 {
		rest = append(rest, Part{stream.Start, stream.End - stream.Start, "audio", "", Plural(int(stream.Frames), "frame")})
	}
	if stream.CutBytes > 0 {
		rest = append(rest, Part{stream.End, stream.CutBytes, "cut frame", "", ""})
	}
	slices.SortStableFunc(rest, func(a, b Part) int { return int(a.Offset - b.Offset) })
	parts = append(parts, rest...)
	for _, tail := range f.Tails {
		parts = append(parts, Part{tail.Offset, tail.Bytes, tail.Kind, "", "tag"})
	}
	return parts
}

// ShowLayout prints the parts of a file.
func ShowLayout(w *sheet, f *audio.File) {
	w.Printf("  %-11s %11s %11s  %-5s\n", "layout", "at byte", "bytes", "flags")
	for _, part := range Layout(f) {
		flags := part.Flags
		if flags == "0000" {
			flags = ""
		}
		what := []rune(Clean(part.What))
		if len(what) > 80 {
			what = append(what[:79], '…')
		}
		w.Printf("    %-9s %11s %11s  %-5s %s\n", part.Kind, Thousands(part.Offset), Thousands(part.Bytes), flags, string(what))
	}
	pictures, total := 0, int64(0)
	for _, c := range f.Chapters() {
		if c.Image != nil {
			pictures++
			total += int64(len(c.Image.Bytes))
		}
	}
	if pictures > 0 {
		w.Printf("  %-11s %11d %11s  of chapters\n", "pictures", pictures, Thousands(total))
	}
}
