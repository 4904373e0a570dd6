package mpeg_test

import (
	"bytes"
	"testing"

	"github.com/chapmark/chapmark/audio/mp3test"
	"github.com/chapmark/chapmark/audio/mpeg"
)

func TestRatesOverTime(t *testing.T) {
	stream := bytes.Join([][]byte{mp3test.Frames(mp3test.Stereo128, 1000), make([]byte, 100_000), mp3test.Frames(mp3test.Stereo192, 1000)}, nil)
	walker := mpeg.Walker{Marks: 256}
	s, err := walker.Walk(bytes.NewReader(stream), 0, int64(len(stream)), skipTag)
	if err != nil {
		t.Fatal(err)
	}
	rates := s.RatesOverTime(10)
	if len(rates) != 10 {
		t.Fatal(rates)
	}
	for i, rate := range rates {
		// Without padding, a frame is a little shorter than its bit rate says.
		want := 417 * 8 * 44100 / 1152
		if i >= 5 {
			want = 626 * 8 * 44100 / 1152
		}
		if i != 4 && i != 5 && (rate < want-50 || rate > want+50) {
			t.Errorf("part %d: %d bit/s, not %d", i, rate, want)
		}
	}
	for i, mark := range s.Marks {
		if word, _ := mpeg.ParseHeader(stream[mark.Offset:]); word.Layer != 3 || i > 0 && (mark.Bytes <= s.Marks[i-1].Bytes || mark.At <= s.Marks[i-1].At) {
			t.Errorf("mark %d: %+v", i, mark)
		}
	}
	if short := s.RatesOverTime(1_000_000); len(short) != len(s.Marks)-1 {
		t.Errorf("%d parts of %d marks", len(short), len(s.Marks))
	}
	s.Marks = nil
	if got := s.RatesOverTime(10); got != nil {
		t.Error(got)
	}
}
