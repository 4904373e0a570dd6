package mpeg

import "time"

// Stream is what a walk over every frame header found.
type Stream struct {
	First      Header // of the first frame that is audio
	Start, End int64  // offsets of the first frame, header frame included, and behind the last whole one
	Frames     int64  // frames that are audio
	Runs       []Run  // stretches of one sample rate, in order
	MinBitRate int    // bit/s
	MaxBitRate int    // bit/s
	Steps      []Step // stretches of one bit rate, in order; nil where there are more than maxSteps
	AudioBytes int64  // bytes in the frames that are audio
	Info       *Info  // the first header frame, or nil
	InfoBytes  int64  // its length
	Gaps       []Gap  // what lies between frames, the first maxGaps of them
	GapBytes   int64  // all of it
	CutBytes   int64  // bytes of a last frame that ends too early; it is not counted
}

// Run is a stretch of frames of one sample rate.
type Run struct {
	SampleRate int // Hz
	Samples    int64
}

// Step is a stretch of frames of one bit rate.
type Step struct {
	Offset  int64         // of its first frame
	At      time.Duration // the time in the audio at which it begins
	BitRate int           // bit/s
	Frames  int64
}

// maxSteps is more than files have that were joined from constant pieces, and less than a variable bit rate makes.
const maxSteps = 16

// Gap is a stretch that belongs to no frame.
type Gap struct {
	Offset, Bytes int64
	Kind          GapKind
	At            time.Duration // the time in the audio at which it stands
}

// GapKind says what a gap holds.
type GapKind string

// The kinds of gaps.
const (
	Junk        GapKind = "junk"
	Tag         GapKind = "tag"
	HeaderFrame GapKind = "header frame"
)

// maxGaps bounds the memory that a file full of holes can take.
const maxGaps = 1000

// Length is the playing time of all frames: samples divided by their sample rate.
func (s Stream) Length() time.Duration { return s.length(0) }

// Duration is what a decoder plays: Length less the encoder's delay and padding where a LAME tag gives them. Where
// frames are missing against the tag's count, the padding is missing too.
func (s Stream) Duration() time.Duration {
	if s.Info == nil || !s.Info.Gapless {
		return s.Length()
	}
	trim := int64(s.Info.Delay)
	if s.Info.Frames < 0 || s.Info.Frames == s.Frames {
		trim += int64(s.Info.Padding)
	}
	return max(s.length(trim), 0)
}

// length is the playing time less some samples of the first run.
func (s Stream) length(trim int64) time.Duration {
	var total time.Duration
	for _, run := range s.Runs {
		samples := run.Samples - trim
		trim = 0
		rate := int64(run.SampleRate)
		// Seconds first: samples times 1e9 would overflow after 58 hours.
		total += time.Duration(samples/rate)*time.Second + time.Duration(samples%rate*int64(time.Second)/rate)
	}
	return total
}

// BitRate is that of every frame, in bit/s; where they differ or do not say it, the average.
func (s Stream) BitRate() int {
	if !s.VBR() && s.MinBitRate > 0 {
		return s.MinBitRate
	}
	seconds := s.Length().Seconds()
	if seconds == 0 {
		return 0
	}
	return int(float64(s.AudioBytes)*8/seconds + 0.5)
}

// VBR reports whether the bit rate changes between frames.
func (s Stream) VBR() bool { return s.MinBitRate != s.MaxBitRate }

// Claimed is the playing time that the header frame claims, and false where it claims none.
func (s Stream) Claimed() (time.Duration, bool) {
	if s.Info == nil || s.Info.Frames < 0 {
		return 0, false
	}
	claim := Stream{Runs: []Run{{s.First.SampleRate, s.Info.Frames * int64(s.First.Samples())}}}
	return claim.Length(), true
}
