package main

import (
	"fmt"
	"runtime"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/loudness"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/episode"
)

// Limits of how far a mark may be moved, and how far all of them may be off.
const (
	usualWithin = 3 * time.Second
	mostWithin  = 30 * time.Second
	mostOffset  = 3 * time.Minute
)

func addWithin(command *cobra.Command, value *time.Duration) {
	command.Flags().DurationVar(value, "within", usualWithin, "how far from its timestamp a topic's pause may be")
}

func checkWithin(within time.Duration) error {
	if within < 100*time.Millisecond || within > mostWithin {
		return usageError{fmt.Errorf("--within %v: it may be 0.1s to %v", within, mostWithin)}
	}
	return nil
}

// mark is a topic, and the pause that it belongs to.
type mark struct {
	topic    chapters.Topic
	pause    *loudness.Pause // nil: there is none near
	decoded  bool            // the pause was found in decoded audio, to 10 ms
	proposed time.Duration   // its start in the tag; the topic's own where it stays
}

// moves reports whether the text would get another second.
func (m mark) moves() bool {
	return m.proposed.Truncate(time.Second) != m.topic.Start.Truncate(time.Second)
}

// heard is what listening to an episode gives.
type heard struct {
	marks  []mark
	offset time.Duration // by which all stamps seem to be off; 0 where they are not

	estimated time.Duration // how coarse the pauses are that could not be decoded; 0 where there are none
}

// listen finds the pauses that the topics of an episode belong to.
func listen(e episode.Episode, within time.Duration) (h heard, err error) {
	sound, err := e.Audio.Sound()
	if err != nil {
		return h, err
	}
	defer sound.Close()
	threshold := sound.Threshold()
	pauses := sound.Pauses(threshold, loudness.LeastPause/2)
	var starts []time.Duration
	for _, t := range e.Document.Topics {
		starts = append(starts, t.Start)
		h.marks = append(h.marks, mark{topic: t, proposed: t.Start})
	}
	h.offset, _ = loudness.Offset(pauses, starts, mostOffset)
	errs := make([]error, len(h.marks))
	busy := make(chan struct{}, runtime.GOMAXPROCS(0))
	var wait sync.WaitGroup
	for i := range h.marks {
		busy <- struct{}{}
		wait.Go(func() {
			errs[i] = h.marks[i].find(sound, pauses, threshold, within)
			<-busy
		})
	}
	wait.Wait()
	for _, err := range errs {
		if err != nil {
			return h, err
		}
	}
	for _, m := range h.marks {
		if m.pause != nil && !m.decoded {
			h.estimated = sound.Pieces[0].Step
		}
	}
	h.keepOrder(e.Facts.Duration)
	return h, nil
}

// find finds the pause of one topic.
func (m *mark) find(sound *audio.Sound, pauses []loudness.Pause, threshold int16, within time.Duration) error {
	if m.topic.Start == 0 {
		return nil // it begins with the episode
	}
	best, ok := loudness.Best(pauses, threshold, m.topic.Start, within)
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
				best, m.decoded = p, true
				break
			}
		}
	}
	m.pause = &best
	m.proposed = best.Place()
	return nil
}

// keepOrder takes back moves that would put a topic before the one above it, or behind the end.
func (h *heard) keepOrder(duration time.Duration) {
	for i := range h.marks {
		m := &h.marks[i]
		if i > 0 && m.proposed.Truncate(time.Second) <= h.marks[i-1].proposed.Truncate(time.Second) && m.moves() || m.proposed >= duration {
			m.proposed, m.pause = m.topic.Start, nil
		}
	}
	for i := len(h.marks) - 2; i >= 0; i-- {
		if m := &h.marks[i]; m.moves() && m.proposed.Truncate(time.Second) >= h.marks[i+1].proposed.Truncate(time.Second) {
			m.proposed, m.pause = m.topic.Start, nil
		}
	}
}

// snapChapters lets the chapters of topics start in their pauses, as far as these are so near that the text need not change. It
// returns the problem that stops it, or words on what it left.
func snapChapters(e *episode.Episode, within time.Duration) (left int, problem *chapters.Diagnostic, err error) {
	h, err := listen(*e, within)
	if err != nil {
		return 0, nil, err
	}
	if h.offset != 0 {
		d := chapters.Report(chapters.ShiftedStamps, e.Document.Source, chapters.Span{}, "all timestamps seem to be off by %s", h.offset.Abs()).
			WithHint("chapmark shift %s %s moves them all; without --snap, they are written as they are", e.TextPath, signed(h.offset))
		return 0, &d, nil
	}
	first := len(e.Chapters) - len(h.marks) // behind an opening chapter
	for i, m := range h.marks {
		start := m.proposed.Truncate(time.Millisecond)
		if start%time.Second == 0 && start != m.topic.Start {
			start += time.Millisecond // a whole second would be taken for another timestamp
		}
		if (start - m.topic.Start).Abs() > chapters.SnapReach {
			left++
			continue
		}
		c := &e.Chapters[first+i]
		if at := first + i; at > 0 && e.Chapters[at-1].End == c.Start {
			e.Chapters[at-1].End = start
		}
		c.Start, c.End = start, max(c.End, start)
	}
	return left, nil, nil
}
