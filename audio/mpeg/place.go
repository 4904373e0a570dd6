package mpeg

import (
	"cmp"
	"slices"
	"time"

	"github.com/chapmark/chapmark/chapters/limits"
)

// place is how much audio comes before something, counted from the start of its segment until the segments are joined.
type place struct {
	frames, bytes int64
	ticks         int64 // time
}

func (p place) plus(q place) place {
	return place{p.frames + q.frames, p.bytes + q.bytes, p.ticks + q.ticks}
}

// ticksPerSecond is the least number that every sample rate divides, so that times of all of them add up exactly.
const ticksPerSecond = 14_112_000

// ticks is how long so many samples last. It cannot overflow before 20,000 years.
func (r Run) ticks() int64 { return r.Samples * (ticksPerSecond / int64(r.SampleRate)) }

// duration turns ticks into time, rounded down to a nanosecond.
func duration(ticks int64) time.Duration {
	// Seconds first, since ticks times 1e9 would overflow.
	return time.Duration(ticks/ticksPerSecond)*time.Second + time.Duration(ticks%ticksPerSecond*int64(time.Second)/ticksPerSecond)
}

// total is how much audio the sums have.
func (s *Stream) total() place {
	p := place{frames: s.Frames, bytes: s.AudioBytes}
	for _, run := range s.Runs {
		p.ticks += run.ticks()
	}
	return p
}

// here is how much audio was counted so far.
func (w *walk) here() place {
	p := w.stream.total()
	for i, n := range w.counts {
		if n > 0 {
			p = p.plus(place{n, n * w.pattern.sizes[i], Run{w.pattern.headers[i].SampleRate, n * w.pattern.samples}.ticks()})
		}
	}
	return p
}

// flush adds the frames in counts to the stream's sums.
func (w *walk) flush() {
	s := &w.stream
	for i, n := range w.counts {
		if n == 0 {
			continue
		}
		h := w.pattern.headers[i]
		s.Frames += n
		s.AudioBytes += n * w.pattern.sizes[i]
		s.addRate(Rate{h.BitRate, n})
		s.addRun(Run{h.SampleRate, n * w.pattern.samples})
	}
	clear(w.counts[:])
}

func (s *Stream) addRate(r Rate) {
	i, found := slices.BinarySearchFunc(s.Rates, r, func(a, b Rate) int { return cmp.Compare(a.BitRate, b.BitRate) })
	if found {
		s.Rates[i].Frames += r.Frames
		return
	}
	s.Rates = slices.Insert(s.Rates, i, r)
}

func (s *Stream) addRun(r Run) {
	i := slices.IndexFunc(s.Runs, func(known Run) bool { return known.SampleRate == r.SampleRate })
	if i < 0 {
		s.Runs = append(s.Runs, r)
		return
	}
	s.Runs[i].Samples += r.Samples
}

// step notes where the bit rate changes.
func (w *walk) step(at int64, i uint32) {
	w.rate = i >> 1
	if !w.stream.manySteps {
		w.stream.addStep(Step{Offset: at, BitRate: w.pattern.headers[i].BitRate, place: w.here()})
	}
}

func (s *Stream) addStep(step Step) {
	switch last := len(s.Steps) - 1; {
	case s.manySteps || last >= 0 && s.Steps[last].BitRate == step.BitRate:
	case len(s.Steps) == maxSteps:
		s.manySteps, s.Steps = true, nil
	default:
		s.Steps = append(s.Steps, step)
	}
}

// mark notes a place.
func (w *walk) mark(at int64) {
	w.nextMark = (at/w.markEvery + 1) * w.markEvery
	w.stream.Marks = append(w.stream.Marks, Mark{Offset: at, place: w.here()})
}

// follow drops the first mark where the segment before this one would have set none.
func (w *walk) follow(before *walk) {
	if marks := w.stream.Marks; len(marks) > 0 && marks[0].Offset < before.nextMark {
		w.stream.Marks = marks[1:]
	}
	w.nextMark = max(w.nextMark, before.nextMark)
}

// gap notes bytes that belong to no frame.
func (w *walk) gap(at, bytes int64, kind GapKind) {
	switch {
	case bytes <= 0:
	case len(w.stream.Gaps) == limits.Gaps:
		w.stream.GapBytes += bytes
	default:
		w.stream.addGap(Gap{Offset: at, Bytes: bytes, Kind: kind, place: w.here()})
	}
}

func (s *Stream) addGap(gap Gap) {
	s.GapBytes += gap.Bytes
	if len(s.Gaps) < limits.Gaps {
		s.Gaps = append(s.Gaps, gap)
	}
}

// finish is what the segment holds.
func (w *walk) finish() Stream {
	w.flush()
	return w.stream
}

// join appends what the next segment holds.
func (s *Stream) join(next Stream) {
	if s.End == 0 && s.Gaps == nil {
		*s = next
		return
	}
	base := s.total()
	if s.Frames == 0 {
		s.First = next.First
		if s.Info == nil {
			s.Start, s.Info, s.InfoBytes = next.Start, next.Info, next.InfoBytes
		}
	}
	for _, step := range next.Steps {
		step.place = step.place.plus(base)
		s.addStep(step)
	}
	if next.manySteps {
		s.manySteps, s.Steps = true, nil
	}
	for _, mark := range next.Marks {
		mark.place = mark.place.plus(base)
		s.Marks = append(s.Marks, mark)
	}
	lost := next.GapBytes
	for _, gap := range next.Gaps {
		gap.place = gap.place.plus(base)
		s.addGap(gap)
		lost -= gap.Bytes
	}
	s.GapBytes += lost // of the gaps that were too many to note
	for _, rate := range next.Rates {
		s.addRate(rate)
	}
	for _, run := range next.Runs {
		s.addRun(run)
	}
	s.Frames += next.Frames
	s.AudioBytes += next.AudioBytes
	s.CutBytes += next.CutBytes
	s.End = max(s.End, next.End)
}

// settle turns places into times.
func (s *Stream) settle() {
	for i := range s.Gaps {
		s.Gaps[i].At = duration(s.Gaps[i].place.ticks)
	}
	for i := range s.Marks {
		s.Marks[i].At, s.Marks[i].Bytes = duration(s.Marks[i].place.ticks), s.Marks[i].place.bytes
	}
	for i := range s.Steps {
		end := s.Frames
		if i+1 < len(s.Steps) {
			end = s.Steps[i+1].place.frames
		}
		s.Steps[i].At, s.Steps[i].Frames = duration(s.Steps[i].place.ticks), end-s.Steps[i].place.frames
	}
}
