package loudness_test

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/chapmark/chapmark/audio/loudness"
	"github.com/chapmark/chapmark/audio/mpeg"
)

// TestParts: a stream that is read in parts at the same time gives what it gives in one, with gaps in it, and where another sample
// rate begins, too. What is in the frames is noise, so that every bit counts.
func TestParts(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	frames := func(header [4]byte, size, n int) (out []byte) {
		for range n {
			frame := make([]byte, size)
			for i := range frame {
				frame[i] = byte(random.Uint32())
			}
			copy(frame, header[:])
			frame[4] &= 0x7F // main data begins less than 256 bytes in front
			out = append(out, frame...)
		}
		return out
	}
	joint := [4]byte{0xFF, 0xFB, 0x90, 0x64} // MPEG-1, 128 kbit/s, 44.1 kHz
	mono := [4]byte{0xFF, 0xF3, 0x80, 0xC4}  // MPEG-2, 64 kbit/s, 22.05 kHz
	content := frames(joint, 417, 4000)
	content = append(content, make([]byte, 5000)...) // a hole
	content = append(content, frames(joint, 417, 4000)...)
	content = append(content, frames(mono, 208, 9000)...)
	file := bytes.NewReader(content)
	walker := mpeg.Walker{Marks: 64, SegmentBytes: 256 << 10}
	parts, stream, err := loudness.Measure(file, &walker, 0, int64(len(content)), noTags)
	if err != nil || len(stream.Marks) < 8 {
		t.Fatal(len(stream.Marks), err)
	}
	granules, loud := 0, 0
	for _, p := range parts.Pieces {
		granules += len(p.Levels)
		for _, l := range p.Levels {
			if l > loudness.Silent {
				loud++
			}
		}
	}
	if want := int(stream.Runs[0].Samples+stream.Runs[1].Samples) / 576; granules != want || loud < want/2 || len(parts.Pieces) != 2 {
		t.Errorf("%d granules in %d pieces, %d of them loud; there are %d", granules, len(parts.Pieces), loud, want)
	}
	walker.SegmentBytes = 1 << 40
	whole, again, err := loudness.Measure(file, &walker, 0, int64(len(content)), noTags)
	if diff := cmp.Diff(again, stream, cmpopts.IgnoreUnexported(mpeg.Stream{}, mpeg.Mark{}, mpeg.Gap{}, mpeg.Step{})); err != nil || diff != "" {
		t.Fatal(err, diff)
	}
	for i := range whole.Pieces {
		whole.Pieces[i].At, parts.Pieces[i].At = 0, 0 // which are rounded in other places
	}
	if diff := cmp.Diff(whole, parts); diff != "" {
		t.Errorf("(-in one +in parts):\n%.2000s", diff)
	}
}
