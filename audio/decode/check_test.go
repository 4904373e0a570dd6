package decode_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/chapmark/chapmark/audio/decode"
	"github.com/chapmark/chapmark/audio/mp3test"
	"github.com/chapmark/chapmark/audio/mpeg"
)

func none([]byte) int64 { return 0 }

func TestAround(t *testing.T) {
	stream := bytes.Join([][]byte{mp3test.Frames(mp3test.Stereo128, 500), make([]byte, 3000), mp3test.Frames(mp3test.Stereo192, 500)}, nil)
	s, err := new(mpeg.Walker).Walk(bytes.NewReader(stream), 0, int64(len(stream)), none)
	if err != nil {
		t.Fatal(err)
	}
	hole := int64(500 * 417)
	at := time.Duration(500 * 1152 * int64(time.Second) / 44100)
	var places []int64
	for _, w := range decode.Around(s) {
		if w.From > w.Anchor || w.To < w.Anchor || w.To > s.End {
			t.Errorf("%+v", w)
		}
		if w.Anchor == hole+3000 && w.At != at {
			t.Errorf("the hole is at %v, not %v", w.At, at)
		}
		places = append(places, w.Anchor)
	}
	if len(places) != 4 || places[0] != 0 || places[1] != hole+3000 || places[2] != hole+3000 || places[3] != s.End {
		t.Errorf("%v", places)
	}
}

// FuzzCheck: whatever is decoded, nothing panics, and every stumble lies in the stream. It is too slow for `make fuzz`: the
// decoder does a few streams a second.
func FuzzCheck(f *testing.F) {
	f.Add(mp3test.Frames(mp3test.Stereo128, 20))
	f.Add(append(mp3test.Frames(mp3test.Stereo128, 10), mp3test.Frames(mp3test.Mono40, 10)...))
	f.Fuzz(func(t *testing.T, stream []byte) {
		walker := mpeg.Walker{Marks: 4}
		s, err := walker.Walk(bytes.NewReader(stream), 0, int64(len(stream)), none)
		if err != nil || s.Frames == 0 || len(stream) > 16<<10 {
			return
		}
		for _, w := range append(decode.Around(s), decode.All(s)...) {
			found, err := decode.Check(bytes.NewReader(stream), s, w, none)
			if err != nil {
				t.Fatal(err)
			}
			for _, stumble := range found {
				if stumble.Offset < s.Start || stumble.Offset >= s.End || stumble.At < 0 || stumble.At > s.Length() || stumble.Frames < 1 {
					t.Errorf("%+v in %+v", stumble, s)
				}
			}
		}
	})
}
