package audio

import (
	"fmt"
	"hash/maphash"
	"os"
	"slices"
	"time"

	"github.com/chapmark/chapmark/audio/mpeg"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/limits"
)

// Part is a file that another was joined of, and where it begins in that.
type Part struct {
	File   *File
	Start  time.Duration // where a decoder of the joined file plays the first sample that one of the part alone does
	Copied bool          // the joined file holds the part's frames as they are; else they were encoded anew
	Offset int64         // of the first of these in the joined file
	Before Before        // what stands in the joined file between the part before and the part
}

// Before is what stands in front of a part in a joined file.
type Before struct {
	TagBytes, JunkBytes int64
	Headers             int           // frames that only describe a stream: decoders play them in the middle of a file
	Silence             time.Duration // that decoders play for these, and for the encoder's delay at the beginning of the part
}

// decoderDelay is by how many samples a layer III decoder is late, whatever the encoder added (LAME's technical FAQ).
const decoderDelay = 529

// slack is how far the parts' lengths may be from that of a file that was encoded anew: an encoder without a header's help
// keeps its delay.
const slack = 60 * time.Millisecond

// Parts finds out where the files begin that this one was joined of, in their order: by their frames, whether the files were joined
// byte for byte or copied frame by frame; where another encoder made the joined file, by their lengths, if these add up to its own. The
// error is a *RefusedError where they do not, or one of reading.
func (f *File) Parts(files []*File) ([]Part, error) {
	if len(f.Stream.Gaps) == limits.Gaps {
		return nil, &RefusedError{fmt.Sprintf("%s has more than %d stretches between its frames, so it cannot be told where its parts begin", f.Name, limits.Gaps-1)}
	}
	seed := maphash.MakeSeed()
	sums, err := f.frameSums(seed)
	if err != nil {
		return nil, err
	}
	parts, first := make([]Part, len(files)), make([]int, len(files))
	from := 0
	for i, file := range files {
		own, err := file.frameSums(seed)
		if err != nil {
			return nil, err
		}
		at, behind := sums.find(own, from)
		if at < 0 {
			if i > 0 {
				return nil, &RefusedError{fmt.Sprintf("%s has the audio of %s, but not that of %s behind it: name its parts in their order", f.Name, files[i-1].Name, file.Name)}
			}
			return f.byLengths(files)
		}
		parts[i], first[i], from = Part{File: file, Copied: true}, at, behind
	}
	return parts, f.placeParts(parts, first)
}

// byLengths places parts one behind the other, if they are as long together as the joined file is.
func (f *File) byLengths(files []*File) ([]Part, error) {
	parts, total := make([]Part, len(files)), time.Duration(0)
	for i, file := range files {
		parts[i] = Part{File: file, Start: total}
		total += file.Duration()
	}
	if (total - f.Duration()).Abs() > slack {
		return nil, &RefusedError{fmt.Sprintf("%s does not hold the frames of %s, and lasts %s where the parts together last %s: are these its parts, in their order, and nothing between them?",
			f.Name, files[0].Name, exactly(f.Duration()), exactly(total))}
	}
	return parts, nil
}

func exactly(t time.Duration) string {
	return chapters.FormatTimestamp(t.Truncate(time.Second)) + fmt.Sprintf(".%03d", t%time.Second/time.Millisecond)
}

// placeParts works out when the first frames of parts are played, and what stands in front of them.
func (f *File) placeParts(parts []Part, first []int) error {
	gaps := f.Stream.Gaps
	var at time.Duration // of the samples so far, from the first one that is decoded
	ticks := map[int]int64{}
	frame, part, before := 0, 0, Before{}
	opening := f.Stream.Info != nil
	return f.eachFrame(func(now mpeg.Frame, _ []byte) bool {
		for len(gaps) > 0 && gaps[0].Offset < now.Offset {
			switch gap := gaps[0]; gap.Kind {
			case mpeg.Tag:
				before.TagBytes += gap.Bytes
			case mpeg.HeaderFrame:
				before.Headers++
				ticks[now.SampleRate] += int64(now.Samples())
				before.Silence += samples(int64(now.Samples()), now.SampleRate)
			default:
				before.JunkBytes += gap.Bytes
			}
			gaps = gaps[1:]
		}
		for part < len(parts) && first[part] == frame {
			at = 0
			for rate, n := range ticks {
				at += samples(n, rate)
			}
			p := &parts[part]
			delay := p.File.delay()
			before.Silence += delay
			p.Offset, p.Before, p.Start = now.Offset, before, max(at+delay-f.delay(), 0)
			if part == 0 && opening { // its own header is that of the file
				p.Before.Silence = 0
			}
			part++
		}
		if part > 0 && frame >= first[part-1] {
			before = Before{}
		}
		ticks[now.SampleRate] += int64(now.Samples())
		frame++
		return part < len(parts)
	})
}

// delay is how long a decoder that reads the stream's header leaves out at its beginning.
func (f *File) delay() time.Duration {
	if info := f.Stream.Info; info != nil && info.Gapless {
		return samples(int64(info.Delay)+decoderDelay, f.Stream.First.SampleRate)
	}
	return 0
}

func samples(n int64, rate int) time.Duration {
	seconds := n / int64(rate)
	return time.Duration(seconds)*time.Second + time.Duration(n%int64(rate))*time.Second/time.Duration(rate)
}

// frameSums are sums over the first frames of a stream, one for each number of them: they tell of any two stretches of frames whether
// these are the same.
type frameSums []uint64

const sumBase = 0x9E3779B97F4A7C15

func (f *File) frameSums(seed maphash.Seed) (frameSums, error) {
	sums := make(frameSums, 1, f.Stream.Frames+1)
	err := f.eachFrame(func(_ mpeg.Frame, content []byte) bool {
		sums = append(sums, sums[len(sums)-1]*sumBase+maphash.Bytes(seed, content))
		return true
	})
	return sums, err
}

// eachFrame reads the file's frames once more.
func (f *File) eachFrame(visit func(mpeg.Frame, []byte) bool) error {
	file, err := os.Open(f.Name)
	if err != nil {
		return err
	}
	defer file.Close()
	return mpeg.Each(file, f.Stream.Start, f.Stream.End, skipTag, visit)
}

// frames is how many there are.
func (s frameSums) frames() int { return len(s) - 1 }

// of is the sum of n frames from one on; power is the base to the n-th.
func (s frameSums) of(from, n int, power uint64) uint64 { return s[from+n] - s[from]*power }

// most frames at either end of a part that a joiner may have left out.
const edge = 3

// find finds a part at or behind a frame, but for a few of its frames at its ends: where its first frame is, or would be, and the frame
// behind it; -1 where it is nowhere.
func (s frameSums) find(part frameSums, from int) (first, behind int) {
	for missing := range 2 * edge {
		for head := max(0, missing-edge); head <= min(missing, edge); head++ {
			n := part.frames() - missing
			if n < 1 || 2*n < part.frames() {
				return -1, 0
			}
			power := uint64(1)
			for range n {
				power *= sumBase
			}
			wanted := part.of(head, n, power)
			for at := from; at+n <= s.frames(); at++ {
				if s.of(at, n, power) == wanted {
					return max(at-head, 0), at + n
				}
			}
		}
	}
	return -1, 0
}

// PartChapters are chapters of a joined file: one where each part begins, called as its tag does, or its file where the tags are called
// alike; and those in the tags of the parts, moved. Where a part's own first chapter starts with it, both names count.
func PartChapters(parts []Part, nameOf func(*File) string) []chapters.Topic {
	var topics []chapters.Topic
	for _, p := range parts {
		topic := chapters.Topic{Start: p.Start, Title: nameOf(p.File)}
		inner, all := p.File.Chapters(), p.File.Chapters()
		if len(inner) > 0 && inner[0].Start < time.Millisecond && !inner[0].Hidden {
			c := inner[0]
			if topic.URL, topic.Image = c.URL, c.Image; c.Title != "" && c.Title != topic.Title {
				topic.Title += ": " + c.Title
			}
			inner = inner[1:]
		}
		topics = append(topics, topic)
		for j, c := range inner {
			at := p.Start + c.Start
			if c.Start >= p.File.Duration() {
				continue // it was past the end of its own file
			}
			moved := chapters.Topic{Start: at, Title: c.Title, URL: c.URL, Image: c.Image, Hidden: c.Hidden}
			implied, ok := chapters.ImpliedEnd(all, len(all)-len(inner)+j)
			if !ok {
				implied = p.File.Duration().Truncate(time.Millisecond)
			}
			if c.End < implied && c.End > c.Start || c.Hidden {
				moved.End = p.Start + c.End // its own
			}
			topics = append(topics, moved)
		}
	}
	slices.SortStableFunc(topics, func(a, b chapters.Topic) int { return int(max(-1, min(1, a.Start-b.Start))) })
	return topics
}
