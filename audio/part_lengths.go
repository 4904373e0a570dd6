package audio

import (
	"fmt"
	"time"

	"github.com/chapmark/chapmark/audio/align"
	"github.com/chapmark/chapmark/audio/loudness"
	"github.com/chapmark/chapmark/chapters"
)

// slack is how far the parts' lengths may be from that of a file that was encoded anew: an encoder without a header's help
// keeps its delay.
const slack = 60 * time.Millisecond

// byLengths places parts one after the other, if they are as long together as the joined file is.
func (f *File) byLengths(files []*File) ([]Part, error) {
	parts, total := make([]Part, len(files)), time.Duration(0)
	for i, file := range files {
		parts[i] = Part{File: file, Start: total}
		total += file.Duration()
	}
	if (total - f.Duration()).Abs() > slack {
		return nil, &RefusedError{fmt.Sprintf("%s does not contain the frames of %s, and lasts %s where the parts last %s: are these all its parts, in order?",
			f.Name, files[0].Name, chapters.FormatTimestamp(f.Duration()), chapters.FormatTimestamp(total))}
	}
	return parts, f.compare(parts)
}

// compared is how long a part has to be for its sound to tell it from another.
const compared = 10 * time.Second

// compare listens to parts that are placed by their lengths alone, and refuses one that sounds unlike its place.
func (f *File) compare(parts []Part) error {
	whole, err := f.Envelope()
	if err != nil || !whole.Layer3 { // of other layers, no loudness is known
		return err
	}
	for _, p := range parts {
		if p.File.Duration() < compared {
			continue
		}
		own, err := p.File.Envelope()
		if err != nil {
			return err
		}
		there := whole.Between(p.Start, p.Start+p.File.Duration())
		there.At -= p.Start
		if align.Envelopes(own, loudness.Envelope{Pieces: []loudness.Piece{there}, Layer3: true}).Different() {
			return &RefusedError{fmt.Sprintf("%s does not sound like %s at %s: name its parts in their order", f.Name, p.File.Name, chapters.FormatTimestamp(p.Start))}
		}
	}
	return nil
}
