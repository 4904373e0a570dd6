package align

import (
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/chapmark/chapmark/audio/loudness"
)

// Ear listens closely to a recording between two instants: how loud each of its bands is. It returns false where nothing can be heard.
// The error is one of reading.
type Ear func(from, to time.Duration) (bands []loudness.Piece, ok bool, err error)

const (
	about   = 0.3   // seconds around an edge in which a mark asks for it
	more    = 1.0   // seconds around where an edge may be that are listened to
	relate  = 3.0   // seconds that tell how the two sound
	short   = 20.0  // seconds that are listened to as one, from one edge to the next
	longest = 120.0 // the same where something was replaced, which may be like what it was
)

// Settle listens closely to both recordings where marks stand at edges, or at what is not alike: levels alone do not tell exactly
// where one vowel was cut and another one goes on. What it costs grows with the number of those marks.
func (r *Result) Settle(marks []time.Duration, old, new Ear) error {
	l := listening{old: old, new: new, a: r.a, b: r.b}
	for _, m := range marks {
		l.marks = append(l.marks, m.Seconds())
	}
	slices.Sort(l.marks)
	for i := range r.parts {
		if i == 0 {
			l.opening(&r.parts[i])
		}
		if i+1 < len(r.parts) {
			l.seam(&r.parts[i], &r.parts[i+1])
		} else {
			l.closing(&r.parts[i])
		}
	}
	for i := range r.parts {
		l.doubts(&r.parts[i])
	}
	if l.err == nil {
		r.conclude()
	}
	return l.err
}

// listening is what is listened to for some marks.
type listening struct {
	old, new Ear
	a, b     *track
	marks    []float64
	err      error // the first one
}

// asked reports whether a mark stands between two instants.
func (l *listening) asked(from, to float64) bool {
	i, _ := slices.BinarySearch(l.marks, from)
	return l.err == nil && i < len(l.marks) && l.marks[i] <= to
}

// hear listens to a part between two instants of the old recording.
func (l *listening) hear(p part, from, to float64) (h heard, ok bool) {
	if l.err != nil {
		return heard{}, false
	}
	const side = 0.1
	var pieces [2][]loudness.Piece
	var known [2]bool
	var errs [2]error
	var wait sync.WaitGroup
	wait.Go(func() { pieces[0], known[0], errs[0] = l.old(seconds(from-side), seconds(to+side)) })
	pieces[1], known[1], errs[1] = l.new(seconds(p.new(from-side)), seconds(p.new(to+side)))
	wait.Wait()
	if l.err = errors.Join(errs[:]...); l.err != nil || !known[0] || !known[1] {
		return heard{}, false
	}
	for i := range pieces[0] {
		h.a = append(h.a, newTrack(loudness.Envelope{Pieces: pieces[0][i : i+1]}))
		h.b = append(h.b, newTrack(loudness.Envelope{Pieces: pieces[1][i : i+1]}))
	}
	return h, true
}

// seam settles where one part ends and the next one begins.
func (l *listening) seam(p, q *part) {
	gap := max(q.from-p.to, 0)
	if !l.asked(min(p.likelyLow, p.to)-about, max(p.likelyHigh+gap, q.from)+about) {
		return
	}
	s := seam{from: max(min(p.likelyLow, p.to)-more, p.from), to: min(max(p.likelyHigh+gap, q.from)+more, q.to)}
	s.end, s.start = min(max(p.likelyHigh, p.to)+more, s.to), max(min(p.likelyLow+gap, q.from)-more, s.from)
	if long := s.to - s.from; long <= short || long <= longest && min(gap, q.new(q.from)-p.new(p.to)) > more {
		s.end, s.start = s.to, s.from
	}
	before, behind := max(s.from-relate, p.from), min(s.to+relate, q.to)
	front, ok := l.hear(*p, before, s.end)
	if !ok {
		return
	}
	back, ok := l.hear(*q, s.start, behind)
	if !ok {
		return
	}
	s.ending = p.heardLosses(front, s.from, s.end, before, s.from)
	s.beginning = q.heardLosses(back, s.start, s.to, s.to, behind)
	settled, next := *p, *q
	settled.join(&next, s)
	if settled.same(front, p.to, settled.to) && next.same(back, next.from, q.from) {
		*p, *q = settled, next
	}
}

// opening settles where the first part begins, if it may begin earlier.
func (l *listening) opening(p *part) {
	first := max(0, -p.shift/(1+p.slope))
	from, to := max(p.from-short, first), min(p.from+more, p.to)
	behind := min(to+relate, p.to)
	if p.from-first < fine || !l.asked(from, p.from+about) {
		return
	}
	if h, ok := l.hear(*p, from, behind); ok {
		p.begin(first, from, to, p.heardLosses(h, from, to, to, behind))
	}
}

// closing settles where the last part ends, if it may end later.
func (l *listening) closing(p *part) {
	last := max(min(l.a.end, (l.b.end-p.shift)/(1+p.slope)), p.from)
	from, to := max(p.to-more, p.from), min(p.to+short, last)
	before := max(from-relate, p.from)
	if last-p.to < fine || !l.asked(p.to-about, to) {
		return
	}
	if h, ok := l.hear(*p, before, to); ok {
		p.finish(last, from, to, p.heardLosses(h, from, to, before, from))
	}
}

// doubts settles where a part is not like the old recording by its levels: near its ends, and where marks stand.
func (l *listening) doubts(p *part) {
	for _, d := range p.doubts(l.a, l.b) {
		if from, to := d.From.Seconds(), d.To.Seconds(); l.asked(from, to) {
			if heard, ok := l.again(p, from, to); ok && heard.between(from, to) < -margin && heard.worst() < even {
				p.alike = append(p.alike, d)
			}
		}
	}
	first, _ := slices.BinarySearch(l.marks, p.from+nearEnds)
	for _, m := range l.marks[first:] {
		const before, behind = 0.1, 0.4 // seconds around a mark that must be alike
		if m+second > p.to-nearEnds {
			break
		}
		if differs, told := p.differs(l.a, l.b, m-before); told && !differs {
			continue
		}
		if heard, ok := l.again(p, m-before, m+behind); ok && heard.between(m-before, m+behind) > 0 {
			p.unlike = append(p.unlike, Span{seconds(m - before), seconds(m + behind)})
		}
	}
}

// again listens to what a part holds in its midst.
func (l *listening) again(p *part, from, to float64) (losses, bool) {
	before, behind := max(from-relate/2, p.from), min(to+relate/2, p.to)
	h, ok := l.hear(*p, before, behind)
	if !ok {
		return losses{}, false
	}
	return p.heardLosses(h, from, to, before, behind), true
}
