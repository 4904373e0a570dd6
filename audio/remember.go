package audio

import (
	"io"
	"os"
	"time"

	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/facts"
	"github.com/chapmark/chapmark/audio/mpeg"
)

// Written is what is known of a file that a plan was carried out on, without reading it again: its audio is the old one.
type Written struct {
	path     string
	identity disk.Identity
	stream   mpeg.Stream
}

// mostParts is how many stretches and holes audio has at most that is worth being kept in memory until the end of a run.
const mostParts = 64

// StreamAfter is the stream of the file that the plan makes, if it is known from that of the old one.
func (p Plan) StreamAfter() (stream mpeg.Stream, ok bool) {
	s := p.file.Stream
	if len(s.Steps)+len(s.Gaps) > mostParts || s.Start < int64(len(p.file.head)) {
		return stream, false
	}
	for _, gap := range s.Gaps {
		if gap.Offset < int64(len(p.file.head)) {
			return stream, false // it moves otherwise than the audio
		}
	}
	return s.Shifted(int64(len(p.newHead) - len(p.file.head))), true
}

// Written looks at the file that the plan has just made. There is nothing to be known where the system tells no identities.
func (p Plan) Written() (w Written, ok bool) {
	stream, ok := p.StreamAfter()
	if !ok {
		return w, false
	}
	info, err := os.Stat(p.file.Name)
	if err != nil || info.Size() != p.BytesAfter {
		return w, false
	}
	identity, ok := disk.IdentityOf(info)
	return Written{p.file.Name, identity, stream}, ok
}

// Remember adds what is known of a written file to the facts, if it is still that file.
func (r *Reader) Remember(w Written) {
	file, err := os.Open(w.path)
	if err != nil || r.Facts == nil {
		return
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return
	}
	identity, ok := disk.IdentityOf(info)
	if !ok || identity != w.identity || !r.isSettled(identity) {
		return
	}
	both, _ := r.ends.Get().(*ends)
	if both == nil {
		both = new(ends)
	}
	defer r.ends.Put(both)
	if both.read(file, info.Size()) != nil {
		return
	}
	sum := facts.Ends(both.head, both.tail)
	f, err := r.read(both, info.Size(), w.path, func(_ io.ReaderAt, start, end int64) (walked, error) {
		if !w.stream.Valid(start, end) {
			return walked{}, ErrUnknown
		}
		r.Facts.Add(facts.Key{Identity: identity, Ends: sum, Start: start, End: end}, w.stream)
		return walked{stream: w.stream, known: true}, nil
	})
	if err == nil {
		r.Recycle(f)
	}
}

// How old a file must be for its times to tell whether it changes again: some file systems keep only every other second. Those
// that keep nanoseconds do so as often as the system's clock ticks.
const (
	settled     = 3 * time.Second
	settledFine = 100 * time.Millisecond
	coarse      = 10 * time.Millisecond
)

// isSettled reports whether a file's times would tell of another change.
func (r *Reader) isSettled(identity disk.Identity) bool {
	newest := max(identity.Modified, identity.Changed)
	least := settled
	if identity.Modified%int64(coarse) != 0 && identity.Changed%int64(coarse) != 0 {
		least = settledFine
	}
	return r.unsettled || time.Now().UnixNano()-newest >= int64(least)
}
