package mpeg

import (
	"cmp"
	"io"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// SkipTag says how long a tag is that begins with these bytes (128 at most), or 0 where none does. Tags may stand in
// the middle of joined files, and hold bytes that look like frames.
type SkipTag func(prefix []byte) int64

// segmentBytes is how long the pieces are that are walked at the same time.
const segmentBytes = 16 << 20

// Walker finds every frame of files. It may be used by several goroutines; to use one for many files saves memory.
type Walker struct {
	Marks int // how many Marks a Stream may have

	SegmentBytes int64 // how long the pieces are that are walked at the same time; 0: as suits

	rooms sync.Pool // of *[windowBytes]byte
}

// Walk counts every frame between two offsets. Long files are read by several goroutines at once; the result does not
// depend on how many. The error is one of reading; a region without frames gives a Stream with Frames == 0.
//
// The region is cut into segments. Where a frame begins is known only at the end of the frame before it, so each segment
// but the first begins at a guess. The guess was right if the segment before it ends exactly there; if not, that one is
// walked on, through what was guessed wrong.
func (k *Walker) Walk(file io.ReaderAt, start, end int64, skipTag SkipTag) (Stream, error) {
	stream, _, err := k.Visit(file, start, end, skipTag, nil)
	return stream, err
}

// Visit receives the frames of one stretch in order. The bytes of a frame are valid until Visit returns.
type Visit func(frame Frame, content []byte)

// Stretch is a part of the audio that one Visit received.
type Stretch struct {
	Visit  int           // its number, in the order in which begin was called
	Offset int64         // where the stretch begins in the file
	At     time.Duration // how much audio comes before it
}

// Visit walks as Walk does, and hands every frame of audio to a Visit. It calls begin once for each segment; the Visits of several
// segments run at the same time. It returns the stretches that cover the audio, in order. A Visit whose segment began at a wrong guess is in
// none of them, and what it received does not count.
func (k *Walker) Visit(file io.ReaderAt, start, end int64, skipTag SkipTag, begin func() Visit) (Stream, []Stretch, error) {
	segment := cmp.Or(k.SegmentBytes, segmentBytes)
	if begin != nil && k.SegmentBytes == 0 { // it has more to do with each
		segment /= 2
	}
	markEvery := int64(0)
	if k.Marks > 0 {
		for markEvery = pageBytes; (end-start)/markEvery >= int64(k.Marks); markEvery *= 2 {
		}
	}
	first := newWalk(window{file: file, end: end, rooms: &k.rooms}, start, skipTag, markEvery)
	if begin != nil {
		first.tell(begin())
	}
	first.walkTo(start + 1) // to the first frame: the others look like it
	segments, bounds := []*walk{first}, []int64{}
	for at := first.at + segment; at+segment/2 < end; at += segment {
		segments, bounds = append(segments, first.guessing(at)), append(bounds, at)
		if begin != nil {
			segments[len(segments)-1].tell(begin())
		}
	}
	bounds = append(bounds, end)
	walked := inParallel(len(segments), func(i int) {
		if i == 0 || segments[i].guess() {
			segments[i].walkTo(bounds[i])
		}
		segments[i].release()
	})
	var stream Stream
	stretches := []Stretch{{Offset: start}}
	last := first
	for i := range segments {
		walked(i)
		if i == 0 {
			continue
		}
		if next := segments[i]; last.meets(next) {
			last.release()
			next.follow(last)
			stream.join(last.finish())
			stretches = append(stretches, Stretch{i, next.guessed.at, duration(stream.total().ticks)})
			last = next
		} else {
			last.walkTo(bounds[i])
		}
		segments[i-1] = nil // what it found is joined, or was of no use
	}
	last.release()
	stream.join(last.finish())
	stream.settle()
	return stream, stretches, last.err
}

// inParallel does n tasks in order, as many at a time as there are processors. It returns a function that waits for the
// end of one, and that must be called for each in turn: tasks do not run far ahead of it.
func inParallel(n int, task func(i int)) (wait func(i int)) {
	if n == 1 {
		task(0)
		return func(int) {}
	}
	workers := min(n, runtime.GOMAXPROCS(0))
	done := make([]chan struct{}, n)
	for i := range done {
		done[i] = make(chan struct{})
	}
	ahead := make(chan struct{}, 2*workers)
	var next atomic.Int64
	for range workers {
		go func() {
			for {
				ahead <- struct{}{}
				i := int(next.Add(1)) - 1
				if i >= n {
					<-ahead
					return
				}
				task(i)
				close(done[i])
			}
		}()
	}
	return func(i int) {
		<-done[i]
		<-ahead
	}
}
