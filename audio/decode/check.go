// Package decode tries out what a player would do with a stream: it decodes the places where streams break, or all of
// it, and says where a decoder loses its way. In go bytes after an io.ReaderAt and what a walk found; out come
// stumbles. It writes nothing, and plays nothing.
package decode

import (
	"io"
	"slices"
	"time"

	"github.com/chapmark/chapmark/audio/mpeg"
)

// Stumble is a row of frames that a decoder cannot decode, or only into noise.
type Stumble struct {
	Offset int64         // of the first one
	At     time.Duration // when it plays
	Frames int
	Length time.Duration // of all of them
	Reason Reason
}

// Reason says why.
type Reason string

// The reasons.
const (
	// Reservoir: the frame begins with bytes of frames before it that are not there.
	Reservoir Reason = "reservoir"
	// Damaged: what the frame holds is not valid audio.
	Damaged Reason = "damaged"
)

// Window is a part of a stream that is decoded.
type Window struct {
	From, To int64 // offsets of frames that are looked at
	Anchor   int64 // offset of a frame in the window, or of what lies before it
	At       time.Duration
}

const (
	// warmUp is how many bytes are decoded before the first frame that counts: enough for the largest reservoir (511
	// bytes) and for the overlap of frames, whatever their size.
	warmUp = 8 << 10
	// around is how far a window goes to both sides.
	around = 8 << 10
	// AllBytes is about how far the Marks of a stream should be apart that is decoded whole: each window is in memory.
	AllBytes = 1 << 20
)

// Around returns windows around the places where streams break: start and end, gaps, and changes of bit rate that may
// be joins.
func Around(s mpeg.Stream) []Window {
	windows := []Window{{s.Start, min(s.Start+around, s.End), s.Start, 0}}
	add := func(offset, behind int64, at time.Duration) {
		windows = append(windows, Window{max(offset-around, s.Start), min(behind+around, s.End), behind, at})
	}
	for _, gap := range s.Gaps {
		if gap.Offset > s.Start && gap.Offset < s.End {
			add(gap.Offset, gap.Offset+gap.Bytes, gap.At)
		}
	}
	for _, step := range s.Steps[min(1, len(s.Steps)):] {
		add(step.Offset, step.Offset, step.At)
	}
	return append(windows, Window{max(s.End-around, s.Start), s.End, s.End, s.Length()})
}

// All returns windows that cover the stream, which must have Marks.
func All(s mpeg.Stream) []Window {
	var windows []Window
	for i, mark := range s.Marks {
		to := s.End
		if i+1 < len(s.Marks) {
			to = s.Marks[i+1].Offset
		}
		windows = append(windows, Window{mark.Offset, to, mark.Offset, mark.At})
	}
	return windows
}

// Check decodes a window. The error is one of reading.
func Check(file io.ReaderAt, s mpeg.Stream, w Window, skipTag mpeg.SkipTag) ([]Stumble, error) {
	start := w.From - warmUp
	for _, gap := range s.Gaps {
		if gap.Offset <= start && start < gap.Offset+gap.Bytes {
			start = gap.Offset - warmUp // before it, to see that there is one
		}
	}
	// What belongs to no frame is left out: it may be long.
	var frames []mpeg.Frame
	at := max(start, s.Start)
	for _, gap := range append(slices.Clone(s.Gaps), mpeg.Gap{Offset: w.To}) {
		if until := min(gap.Offset, w.To); until > at {
			more, err := mpeg.Frames(file, at, until, skipTag)
			if err != nil {
				return nil, err
			}
			frames = append(frames, more...)
		}
		at = max(at, gap.Offset+gap.Bytes)
	}
	if len(frames) == 0 {
		return nil, nil
	}
	verdicts, err := examine(file, frames, frames[0].Offset <= firstFrame(s))
	if err != nil {
		return nil, err
	}
	var found []Stumble
	times := timesOf(frames, w)
	for i, reason := range verdicts {
		frame := frames[i]
		if reason == "" || frame.Offset < w.From {
			continue
		}
		if last := len(found) - 1; last >= 0 && i > 0 && verdicts[i-1] == reason && frame.Joined {
			found[last].Frames++
			found[last].Length += duration(frame)
			continue
		}
		found = append(found, Stumble{Offset: frame.Offset, At: times[i], Frames: 1, Length: duration(frame), Reason: reason})
	}
	return found, nil
}

// firstFrame is the offset of the first frame that is audio.
func firstFrame(s mpeg.Stream) int64 { return s.Start + s.InfoBytes }

func duration(f mpeg.Frame) time.Duration {
	return time.Duration(f.Samples()) * time.Second / time.Duration(f.SampleRate)
}

// timesOf counts from the anchor, whose time is known.
func timesOf(frames []mpeg.Frame, w Window) []time.Duration {
	at := w.At
	for _, frame := range frames {
		if frame.Offset < w.Anchor {
			at -= duration(frame)
		}
	}
	times := make([]time.Duration, len(frames))
	for i, frame := range frames {
		times[i] = max(at, 0)
		at += duration(frame)
	}
	return times
}
