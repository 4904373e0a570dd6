package mpeg_test

import (
	"bytes"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/chapmark/chapmark/audio/mp3test"
	"github.com/chapmark/chapmark/audio/mpeg"
)

// kind is one sort of frames that a random stream is made of.
type kind struct {
	word    uint32
	rate    int64 // Hz
	samples int64
}

var kinds = []kind{{mp3test.Stereo128, 44100, 1152}, {mp3test.Stereo192, 44100, 1152}, {mp3test.Mono40, 22050, 576}}

// TestWalkEqualsConstruction builds streams of random pieces, of several versions, rates and bit rates, with padded
// frames, junk, tags and header frames between them: the walk must find exactly what was put in, in segments as at once.
func TestWalkEqualsConstruction(t *testing.T) {
	walker := mpeg.Walker{Marks: 256}
	rapid.Check(t, func(t *rapid.T) {
		var stream []byte
		var frames, gaps, audio int64
		var length time.Duration
		samples := map[int64]int64{}
		pieces := rapid.IntRange(1, 6).Draw(t, "pieces")
		for i := range pieces {
			switch rapid.SampledFrom([]string{"", "", "zeros", "junk", "tag", "header"}).Draw(t, "between") {
			case "zeros":
				n := rapid.IntRange(1, 5000).Draw(t, "zeros")
				stream, gaps = append(stream, make([]byte, n)...), gaps+int64(n)
			case "junk":
				// Without sync bytes: with them, it might by chance be frames.
				junk := rapid.SliceOfN(rapid.ByteRange(0, 0xFE), 1, 3000).Draw(t, "junk")
				junk = bytes.ReplaceAll(junk, []byte("TAG"), []byte("gat"))
				stream, gaps = append(stream, junk...), gaps+int64(len(junk))
			case "tag":
				stream, gaps = append(stream, append([]byte("TAG"), bytes.Repeat([]byte{0xFF, 0xFB, 0x90, 0x64, 0}, 25)...)...), gaps+128
			case "header":
				if i > 0 {
					header := mp3test.Info(mp3test.Stereo128, "Info", 10, 0, 0)
					stream, gaps = append(stream, header...), gaps+int64(len(header))
				}
			}
			k := rapid.SampledFrom(kinds).Draw(t, "kind")
			for range rapid.IntRange(8, 60).Draw(t, "frames") {
				frame := mp3test.Frames(k.word, 1)
				if rapid.Bool().Draw(t, "padded") {
					frame = append(frame, 0)
					frame[2] |= 2
				}
				stream, audio = append(stream, frame...), audio+int64(len(frame))
				frames++
				samples[k.rate] += k.samples
			}
		}
		for rate, n := range samples {
			length += time.Duration(n * int64(time.Second) / rate)
		}
		s, err := walker.Walk(bytes.NewReader(stream), 0, int64(len(stream)), skipTag)
		if err != nil {
			t.Fatal(err)
		}
		header := s.InfoBytes
		if s.Frames != frames || s.AudioBytes != audio || s.GapBytes+header != gaps || s.CutBytes != 0 {
			t.Fatalf("%d frames, %d bytes of audio, %d of gaps and %d of a header; built of %d, %d and %d", s.Frames, s.AudioBytes, s.GapBytes, header, frames, audio, gaps)
		}
		if difference := (s.Length() - length).Abs(); difference > time.Duration(pieces+1) {
			t.Fatalf("it lasts %v, built to last %v", s.Length(), length)
		}
		segment := int64(rapid.IntRange(1000, 50_000).Draw(t, "segment"))
		if cut, err := mpeg.NewWalker(segment).Walk(bytes.NewReader(stream), 0, int64(len(stream)), skipTag); err != nil || !reflect.DeepEqual(cut, s) {
			t.Fatalf("in segments of %d bytes: %+v, %v\nat once: %+v", segment, cut, err, s)
		}
	})
}
