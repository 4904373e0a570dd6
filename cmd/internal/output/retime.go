package output

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/chapmark/chapmark/audio/align"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/change"
	"github.com/chapmark/chapmark/cmd/internal/run"
)

// retimed prints what became of the audio, of each topic, and of the files.
func (t *words) retimed(w *sheet, o run.Outcome, found change.Retiming) {
	if found.Different() {
		w.Printf("%s and %s are different recordings: they share only %.0f %% of the shorter one\n", found.OldName, found.NewName, 100*found.Same)
		return
	}
	w.Printf("%s: %s\n", w.paint(bold, found.NewName), History(found.Result))
	width := 0
	for _, r := range found.Topics {
		width = max(width, len(chapters.FormatTimestamp(r.Topic.Start)), len(chapters.FormatTimestamp(r.Start)))
	}
	for i, r := range found.Topics {
		to, why, color := chapters.FormatTimestamp(r.Start), "", green
		switch r.Reason {
		case change.Removed:
			to, why, color = "-", " (cut completely"+around(found, i)+")", red
		case change.BeginningRemoved:
			why, color = " (its beginning was cut)", yellow
		case change.Unsure:
			to, why, color = "?", fmt.Sprintf(" (not certain; perhaps %s)", chapters.FormatTimestamp(r.Start)), yellow
		}
		w.Printf("  %*s -> %s  %s%s\n", width, chapters.FormatTimestamp(r.Topic.Start), w.paint(color, fmt.Sprintf("%*s", width, to)), cmp.Or(r.Topic.Title, "(hidden)"), why)
	}
	if !found.Stands() {
		if found.Has(change.Unsure) {
			w.Printf("%s: nothing was changed: move the topics that are not certain by hand, or cut less at a time\n", o.Job.Text)
		} else {
			w.Printf("%s: nothing was changed: --drop-removed removes topics that were cut completely\n", o.Job.Text)
		}
		return
	}
	c := o.Change
	if text := c.Text; text.Changes() && o.DryRun {
		showDiff(w, text)
	} else if text.Changes() {
		moved := 0
		for _, r := range found.Topics {
			if r.Reason != "" || (r.Start-r.Topic.Start).Abs() >= time.Second/2 {
				moved++
			}
		}
		if moved > 0 {
			w.Printf("%s: moved %s\n", w.paint(bold, text.Path), Plural(moved, "topic"))
		} else {
			w.Printf("%s: updated; no topic moved\n", w.paint(bold, text.Path))
		}
	} else if text != nil {
		w.Printf("%s: unchanged: its times fit\n", w.paint(bold, text.Path))
	}
	switch {
	case c.Audio == nil:
	case o.DryRun:
		Planned(w, o.Job.Audio, *c.Audio)
	default:
		Written(w, o.Job.Audio, *c.Audio)
	}
	stored(w, o)
}

// around names the topics beside one that was cut.
func around(found change.Retiming, i int) string {
	if i > 0 {
		return ", after " + chapters.Quoted(found.Topics[i-1].Topic.Title)
	}
	return ", at the start"
}

// cuesLeft says which cues of a transcript are not where they were for sure.
func cuesLeft(c *change.Change) (words string) {
	if c.Gone > 0 {
		words = fmt.Sprintf("; %s went with what was cut", Plural(c.Gone, "cue"))
	}
	if c.Unsure > 0 {
		words += fmt.Sprintf("; %s may be elsewhere", Plural(c.Unsure, "cue"))
	}
	return words
}

// History is what was done to the audio, in words.
func History(r align.Result) string { return strings.Join(history(r), "; ") }

// history is what was done to the audio, in the order of the new recording; many short cuts are counted.
func history(r align.Result) (list []string) {
	type event struct {
		at    time.Duration
		words string
	}
	const short = time.Second
	var events []event
	fillers, filled := 0, time.Duration(0)
	at := func(old time.Duration) time.Duration {
		new, _ := r.Place(old)
		return new
	}
	for _, s := range r.Removed {
		if s.Length() < short && len(r.Removed) > 5 {
			fillers, filled = fillers+1, filled+s.Length()
			continue
		}
		where := "at " + chapters.FormatTimestamp(s.From.Round(time.Second))
		if s.From == 0 {
			where = "from the start"
		} else if s.To >= r.Old {
			where = "from the end"
		}
		events = append(events, event{at(s.From), length(s.Length()) + " cut " + where})
	}
	for _, s := range r.Inserted {
		where := "at " + chapters.FormatTimestamp(s.From.Round(time.Second))
		if s.From == 0 {
			where = "at the start"
		} else if s.To >= r.New {
			where = "at the end"
		}
		events = append(events, event{s.From, length(s.Length()) + " put in " + where})
	}
	for i, s := range r.Stretches {
		if r.Moved(i) {
			events = append(events, event{s.NewFrom, fmt.Sprintf("%s from %s moved to %s", length(s.OldTo-s.OldFrom), chapters.FormatTimestamp(s.OldFrom.Round(time.Second)), chapters.FormatTimestamp(s.NewFrom.Round(time.Second)))})
		}
	}
	slices.SortStableFunc(events, func(a, b event) int { return cmp.Compare(a.at, b.at) })
	for _, e := range events {
		list = append(list, e.words)
	}
	if fillers > 0 {
		list = append(list, fmt.Sprintf("%s of less than a second, %s in all", Plural(fillers, "cut"), length(filled)))
	}
	if len(r.Stretches) > 0 && r.Stretches[0].Speed != 1 {
		way, percent := "faster", 100*(r.Stretches[0].Speed-1)
		if percent < 0 {
			way, percent = "slower", -percent
		}
		list = append(list, fmt.Sprintf("%.3f %% %s", percent, way))
	}
	if len(list) == 0 {
		list = []string{"nothing was inserted or cut"}
	}
	return list
}

// length is a time in words that are short: 42.7 s, 1:01.3.
func length(t time.Duration) string {
	t = t.Round(100 * time.Millisecond)
	if t < time.Minute {
		return fmt.Sprintf("%.1f s", t.Seconds())
	}
	return fmt.Sprintf("%d:%04.1f", t/time.Minute, (t % time.Minute).Seconds())
}
