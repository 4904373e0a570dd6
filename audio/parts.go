package audio

import (
	"fmt"
	"hash/maphash"
	"time"

	"github.com/chapmark/chapmark/audio/mpeg"
	"github.com/chapmark/chapmark/chapters/limits"
)

// Part is a file that another was joined of, and where it begins in that.
type Part struct {
	File   *File
	Start  time.Duration // where a decoder of the joined file plays the first sample that one of the part alone does
	Copied bool          // the joined file holds the part's frames as they are; else they were encoded anew
	Offset int64         // of the first of these in the joined file
	After  time.Duration // of the last part: audio after it that is in none
	Before Before        // what stands in the joined file between the part before and the part
}

// Before is what stands before a part in a joined file.
type Before struct {
	TagBytes, JunkBytes int64
	Other               time.Duration // audio of none of the parts
	Headers             int           // frames that only describe a stream: decoders play them in the middle of a file
	Silence             time.Duration // that decoders play for these, and for the encoder's delay at the beginning of the part
}

// Parts finds out where the files begin that this one was joined of, in their order: by their frames, whether the files were joined
// byte for byte or copied frame by frame; where another encoder made the joined file, by their lengths, if these add up to its own. The
// error is a *RefusedError where they do not, or one of reading.
func (f *File) Parts(files []*File) ([]Part, error) {
	if len(f.Stream.Gaps) == limits.Gaps {
		return nil, &RefusedError{fmt.Sprintf("%s has more than %d gaps between its frames, so chapmark cannot find where its parts begin", f.Name, limits.Gaps-1)}
	}
	seed := maphash.MakeSeed()
	sums, err := f.frameSums(seed)
	if err != nil {
		return nil, err
	}
	parts, first, next := make([]Part, len(files)), make([]int, len(files)), make([]int, len(files))
	from := 0
	for i, file := range files {
		own, err := file.frameSums(seed)
		if err != nil {
			return nil, err
		}
		at, behind := sums.find(own, from)
		if at < 0 {
			if i > 0 {
				return nil, &RefusedError{fmt.Sprintf("%s has the audio of %s, but not that of %s after it: name its parts in their order", f.Name, files[i-1].Name, file.Name)}
			}
			return f.byLengths(files)
		}
		parts[i], first[i], next[i], from = Part{File: file, Copied: true}, at, behind, behind
	}
	if last := len(parts) - 1; last >= 0 {
		parts[last].After = f.frames(f.Stream.Frames - int64(next[last]))
	}
	return parts, f.placeParts(parts, first, next)
}

// Plays is how long a decoder plays that takes header frames in the middle of the file for silence, as most do.
func (f *File) Plays() time.Duration {
	headers := int64(0)
	for _, gap := range f.Stream.Gaps {
		if gap.Kind == mpeg.HeaderFrame {
			headers++
		}
	}
	return f.Duration() + f.frames(headers)
}

// frames is how long some of the stream's frames last.
func (f *File) frames(n int64) time.Duration {
	if n == 0 {
		return 0
	}
	return mpeg.Run{SampleRate: f.Stream.First.SampleRate, Samples: n * int64(f.Stream.First.Samples())}.Length()
}

// placeParts works out when the first frames of parts are played, and what stands before them.
func (f *File) placeParts(parts []Part, first, next []int) error {
	gaps := f.Stream.Gaps
	played := map[int]int64{} // samples by their rates, from the first one that is decoded
	frame, part, before := 0, 0, Before{}
	opening := f.Stream.Info != nil
	return f.eachFrame(func(now mpeg.Frame, _ []byte) bool {
		lasts := mpeg.Run{SampleRate: now.SampleRate, Samples: int64(now.Samples())}
		for len(gaps) > 0 && gaps[0].Offset < now.Offset {
			switch gap := gaps[0]; gap.Kind {
			case mpeg.Tag:
				before.TagBytes += gap.Bytes
			case mpeg.HeaderFrame:
				before.Headers++
				played[lasts.SampleRate] += lasts.Samples
				before.Silence += lasts.Length()
			default:
				before.JunkBytes += gap.Bytes
			}
			gaps = gaps[1:]
		}
		for part < len(parts) && first[part] == frame {
			at := time.Duration(0)
			for rate, n := range played {
				at += mpeg.Run{SampleRate: rate, Samples: n}.Length()
			}
			p, delay := &parts[part], parts[part].File.Stream.Delay()
			before.Silence += delay
			p.Offset, p.Before, p.Start = now.Offset, before, max(at+delay-f.Stream.Delay(), 0)
			if part == 0 && opening { // its own header is that of the file
				p.Before.Silence = 0
			}
			part++
		}
		if part > 0 && frame < next[part-1] {
			before = Before{}
		} else {
			before.Other += lasts.Length()
		}
		played[lasts.SampleRate] += lasts.Samples
		frame++
		return part < len(parts)
	})
}
