package audio

import (
	"runtime"
	"sync"
	"time"

	"github.com/chapmark/chapmark/audio/loudness"
	"github.com/chapmark/chapmark/chapters"
)

// maxOffset is how far all timestamps of a text may be off together.
const maxOffset = 3 * time.Minute

// Mark is a topic, and the pause that it belongs to.
type Mark struct {
	Topic    chapters.Topic
	Pause    *loudness.Pause // nil: there is none near
	Decoded  bool            // the pause was found in decoded audio, to 10 ms
	Proposed time.Duration   // its start in the tag; the topic's own where it stays
}

// Moves reports whether the text would get another second.
func (m Mark) Moves() bool {
	return m.Proposed.Truncate(time.Second) != m.Topic.Start.Truncate(time.Second)
}

// Pauses are the pauses that the topics of a text belong to.
type Pauses struct {
	Marks     []Mark
	Offset    time.Duration // by which all timestamps seem to be off; 0 where they are not
	Estimated time.Duration // how coarse the pauses are that could not be decoded; 0 where there are none
}

// Pauses listens for the pause before each topic, so far from its timestamp at most. The error is one of reading.
func (f *File) Pauses(topics []chapters.Topic, within time.Duration) (h Pauses, err error) {
	sound, err := f.Sound()
	if err != nil {
		return h, err
	}
	defer sound.Close()
	threshold := sound.Threshold()
	pauses := sound.Pauses(threshold, loudness.LeastPause/2)
	var starts []time.Duration
	for _, t := range topics {
		starts = append(starts, t.Start)
		h.Marks = append(h.Marks, Mark{Topic: t, Proposed: t.Start})
	}
	h.Offset, _ = loudness.Offset(pauses, starts, maxOffset)
	errs := make([]error, len(h.Marks))
	busy := make(chan struct{}, runtime.GOMAXPROCS(0))
	var wait sync.WaitGroup
	for i := range h.Marks {
		busy <- struct{}{}
		wait.Go(func() {
			errs[i] = h.Marks[i].find(sound, pauses, threshold, within)
			<-busy
		})
	}
	wait.Wait()
	for _, err := range errs {
		if err != nil {
			return h, err
		}
	}
	for _, m := range h.Marks {
		if m.Pause != nil && !m.Decoded {
			h.Estimated = sound.Pieces[0].Step
		}
	}
	h.keepOrder(f.Duration())
	return h, nil
}

// find finds the pause of one topic.
func (m *Mark) find(sound *Sound, pauses []loudness.Pause, threshold int16, within time.Duration) error {
	if m.Topic.Start == 0 {
		return nil // it begins with the episode
	}
	best, ok := loudness.Best(pauses, threshold, m.Topic.Start, within)
	if !ok {
		return nil
	}
	const around = 400 * time.Millisecond
	piece, decoded, err := sound.Around(max(best.From-around, 0), best.To+around)
	if err != nil {
		return err
	}
	if decoded {
		// The longest quiet stretch of what was decoded is that pause, to 10 ms.
		for _, p := range piece.Pauses(threshold, loudness.LeastPause/2) {
			if overlap := min(p.To, best.To) - max(p.From, best.From); overlap > best.Length()/3 {
				best, m.Decoded = p, true
				break
			}
		}
	}
	m.Pause = &best
	m.Proposed = best.Place()
	return nil
}

// keepOrder takes back moves that would put a topic before the one above it, or after the end.
func (h *Pauses) keepOrder(duration time.Duration) {
	for i := range h.Marks {
		m := &h.Marks[i]
		if i > 0 && m.Proposed.Truncate(time.Second) <= h.Marks[i-1].Proposed.Truncate(time.Second) && m.Moves() || m.Proposed >= duration {
			m.Proposed, m.Pause = m.Topic.Start, nil
		}
	}
	for i := len(h.Marks) - 2; i >= 0; i-- {
		if m := &h.Marks[i]; m.Moves() && m.Proposed.Truncate(time.Second) >= h.Marks[i+1].Proposed.Truncate(time.Second) {
			m.Proposed, m.Pause = m.Topic.Start, nil
		}
	}
}
