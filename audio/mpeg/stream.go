package mpeg

import (
	"slices"
	"time"
)

// Stream is what a walk over every frame header found.
type Stream struct {
	First      Header // of the first frame that is audio
	Start, End int64  // offsets of the first frame, header frame included, and after the last whole one
	Frames     int64  // frames that are audio
	Runs       []Run  // samples by their rates, in the order in which these occur
	Rates      []Rate // the bit rates that occur, ascending
	Steps      []Step // stretches of one bit rate, in order; nil where there are more than maxSteps
	Marks      []Mark // places throughout the audio, in order, where Walker.Marks asks for them
	AudioBytes int64  // bytes in the frames that are audio
	Info       *Info  // the first header frame, or nil
	InfoBytes  int64  // its length
	Gaps       []Gap  // what lies between frames, the first limits.Gaps of them
	GapBytes   int64  // all of it
	CutBytes   int64  // bytes of a last frame that ends too early; it is not counted

	manySteps bool
}

// Rate is a bit rate, and how often it occurs.
type Rate struct {
	BitRate int // bit/s
	Frames  int64
}

// Mark is a place in the audio: how many bytes of frames come before it, and how much time.
type Mark struct {
	Offset int64
	Bytes  int64
	At     time.Duration

	place place
}

// Run is all the audio of one sample rate.
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

	place place
}

// maxSteps is more than files have that were joined from constant pieces, and less than a variable bit rate makes.
const maxSteps = 16

// Gap is a stretch that belongs to no frame.
type Gap struct {
	Offset, Bytes int64
	Kind          GapKind
	At            time.Duration // the time in the audio at which it stands

	place place
}

// GapKind says what a gap holds.
type GapKind string

// The kinds of gaps.
const (
	Junk        GapKind = "junk"
	Tag         GapKind = "tag"
	HeaderFrame GapKind = "header frame"
)

// Length is the playing time of all frames: samples divided by their sample rate.
func (s Stream) Length() time.Duration { return duration(s.total().ticks) }

// Duration is what a decoder plays: Length less the encoder's delay and padding where a LAME tag gives them. Where
// frames are missing against the tag's count, the padding is missing too.
func (s Stream) Duration() time.Duration {
	if s.Info == nil || !s.Info.Gapless || len(s.Runs) == 0 {
		return s.Length()
	}
	trim := int64(s.Info.Delay)
	if s.Info.Frames < 0 || s.Info.Frames == s.Frames {
		trim += int64(s.Info.Padding)
	}
	return duration(max(s.total().ticks-Run{s.Runs[0].SampleRate, trim}.ticks(), 0))
}

// DecoderDelay is by how many samples a layer III decoder is late, whatever the encoder added (LAME's technical FAQ).
const DecoderDelay = 529

// Delay is how long a decoder leaves out at the beginning that reads a LAME tag: the encoder's delay and its own.
func (s Stream) Delay() time.Duration {
	if s.Info == nil || !s.Info.Gapless {
		return 0
	}
	return Run{s.First.SampleRate, int64(s.Info.Delay) + DecoderDelay}.Length()
}

// Length is how long the samples last.
func (r Run) Length() time.Duration { return duration(r.ticks()) }

// BitRate is that of every frame, in bit/s; where they differ or do not say it, the average.
func (s Stream) BitRate() int {
	if rate := s.MinBitRate(); !s.VBR() && rate > 0 {
		return rate
	}
	seconds := s.Length().Seconds()
	if seconds == 0 {
		return 0
	}
	return int(float64(s.AudioBytes)*8/seconds + 0.5)
}

// Valid reports whether a Stream that was stored somewhere can be one that a walk between two offsets found.
func (s Stream) Valid(start, end int64) bool {
	inside := func(offset, bytes int64) bool { return offset >= start && bytes >= 0 && bytes <= end-offset }
	for _, run := range s.Runs {
		if run.SampleRate <= 0 || ticksPerSecond%run.SampleRate != 0 || run.Samples < 0 {
			return false
		}
	}
	for _, gap := range s.Gaps {
		if !inside(gap.Offset, gap.Bytes) || gap.At < 0 {
			return false
		}
	}
	for _, step := range s.Steps {
		if !inside(step.Offset, 0) || step.At < 0 {
			return false
		}
	}
	return s.Frames > 0 && len(s.Runs) > 0 && s.First.SampleRate == s.Runs[0].SampleRate && s.First.Layer >= 1 && s.First.Layer <= 3 &&
		inside(s.Start, s.End-s.Start) && s.InfoBytes >= 0 && s.AudioBytes >= 0 && s.GapBytes >= 0 && s.CutBytes >= 0
}

// Shifted is the stream where the bytes before it became more, or fewer.
func (s Stream) Shifted(by int64) Stream {
	s.Start, s.End = s.Start+by, s.End+by
	s.Steps, s.Gaps, s.Marks = slices.Clone(s.Steps), slices.Clone(s.Gaps), nil
	for i := range s.Steps {
		s.Steps[i].Offset += by
	}
	for i := range s.Gaps {
		s.Gaps[i].Offset += by
	}
	return s
}

// VBR reports whether the bit rate changes between frames.
func (s Stream) VBR() bool { return len(s.Rates) > 1 }

// MinBitRate is the lowest bit rate of a frame, in bit/s.
func (s Stream) MinBitRate() int {
	if len(s.Rates) == 0 {
		return 0
	}
	return s.Rates[0].BitRate
}

// MaxBitRate is the highest bit rate of a frame, in bit/s.
func (s Stream) MaxBitRate() int {
	if len(s.Rates) == 0 {
		return 0
	}
	return s.Rates[len(s.Rates)-1].BitRate
}

// Claim is a stream of which only the first frames were walked, as it would be up to an end if its header told the truth, or
// where that claims nothing, if all frames were like those that were walked.
func (s Stream) Claim(end int64) Stream {
	if s.Frames == 0 || len(s.Runs) == 0 || s.AudioBytes == 0 {
		return s
	}
	s.AudioBytes, s.Frames = max(end-s.Start-s.InfoBytes, s.AudioBytes), max((end-s.Start-s.InfoBytes)*s.Frames/s.AudioBytes, s.Frames)
	if s.Info != nil && s.Info.Frames > 0 {
		s.Frames = s.Info.Frames
	}
	s.End, s.CutBytes = end, 0
	s.Runs = []Run{{s.First.SampleRate, s.Frames * int64(s.First.Samples())}}
	if len(s.Rates) == 1 {
		s.Rates = []Rate{{s.Rates[0].BitRate, s.Frames}}
	}
	s.Steps, s.Gaps, s.GapBytes = nil, nil, 0
	return s
}

// Claimed is the playing time that the header frame claims, and false where it claims none.
func (s Stream) Claimed() (time.Duration, bool) {
	if s.Info == nil || s.Info.Frames < 0 {
		return 0, false
	}
	claim := Stream{Runs: []Run{{s.First.SampleRate, s.Info.Frames * int64(s.First.Samples())}}}
	return claim.Length(), true
}
