package mpeg

import (
	"sort"
	"time"
)

// RatesOverTime cuts the audio into equal spans of time, as many as asked for and no more than there are Marks, and
// returns the average bit rate of each, in bit/s.
func (s Stream) RatesOverTime(spans int) []int {
	spans = min(spans, len(s.Marks)-1)
	length := s.Length()
	if spans < 1 || length <= 0 {
		return nil
	}
	rates := make([]int, spans)
	for i := range rates {
		from, to := length*time.Duration(i)/time.Duration(spans), length*time.Duration(i+1)/time.Duration(spans)
		rates[i] = int((s.bytesUntil(to)-s.bytesUntil(from))*8/(to-from).Seconds() + 0.5)
	}
	return rates
}

// bytesUntil is how many bytes of audio are played until a time, as far as the Marks tell.
func (s Stream) bytesUntil(at time.Duration) float64 {
	end := Mark{Bytes: s.AudioBytes, At: s.Length()}
	next := sort.Search(len(s.Marks), func(i int) bool { return s.Marks[i].At > at })
	before, after := Mark{}, end
	if next > 0 {
		before = s.Marks[next-1]
	}
	if next < len(s.Marks) {
		after = s.Marks[next]
	}
	if after.At <= before.At {
		return float64(before.Bytes)
	}
	part := float64(min(at, end.At)-before.At) / float64(after.At-before.At)
	return float64(before.Bytes) + part*float64(after.Bytes-before.Bytes)
}
