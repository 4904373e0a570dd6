package output

import (
	"fmt"
	"time"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/remote"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/change"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/run"
)

// ShowOptions are what a person wants to see of a file.
type ShowOptions struct{ Tag, Why, Wave bool }

// show prints what is in a file, and on standard error what is wrong with it.
func (t *words) show(o run.Outcome, e episode.Episode) {
	asked, _ := t.Asked.(ShowOptions)
	t.Console.answer(func(w *sheet) {
		if !t.first && !t.spaced {
			w.Println("")
		}
		t.first, t.spaced = false, false
		switch {
		case o.Job.Text != "":
			ShowText(w, e.Document)
			if asked.Why {
				ShowWhy(w, e.Document)
			}
		case e.Audio == nil: // the problems say it all
		default:
			ShowAudio(w, e.Audio)
			if sound := e.Sound; asked.Wave && sound != nil {
				ShowWave(w, *sound, e.Audio.Chapters(), e.Audio.Duration(), Width(t.Console.Out))
			} else if asked.Wave && remote.IsURL(e.Audio.Name) {
				w.Println("  wave      chapmark draws only files")
			}
			if asked.Tag {
				ShowLayout(w, e.Audio)
			}
		}
	})
	if problems := curable(o.Problems, t.Command); len(problems) > 0 {
		t.spaced = StyleFor(t.Console.Err).Terminal
		t.Console.aside(func(w *sheet) {
			w.gap() // after the answer
			Diagnostics(w, problems)
		})
	}
}

// recovered says what was done about a write that was cut short.
func recovered(r run.Recovery, dryRun bool) string {
	words := RecoveredNote(r.State)
	switch {
	case len(r.Uploads) > 0:
		return unfinished(r.Uploads, dryRun)
	case words == "":
		return "nothing to recover"
	case dryRun:
		return "a write was cut short; `chapmark recover` cleans it up"
	}
	return words
}

// RecoveredNote says what was done about a write that was cut short; "" where none was.
func RecoveredNote(state disk.State) string {
	switch state {
	case disk.Torn:
		return "a write was cut short; the file is as it was before"
	case disk.Untouched, disk.Finished:
		return "a write was cut short; the file was whole, and the journal is deleted"
	}
	return ""
}

// undone says what an undo brought back.
func undone(u change.Undone, dryRun bool) string {
	what, count := "tag", ""
	if u.Audio != nil {
		count = " (" + Plural(len(u.Audio.After), "chapter") + ")"
	} else {
		what = "text"
	}
	before := ""
	if u.Command != "" {
		before = ", from before chapmark " + u.Command
	}
	switch {
	case !u.Changes():
		return fmt.Sprintf("unchanged: it already has the old %s%s", what, count)
	case dryRun:
		return fmt.Sprintf("would restore the old %s%s%s", what, count, before)
	}
	return fmt.Sprintf("restored the old %s%s%s", what, count, before)
}

// edited prints what became of a text whose topics were moved, or put in.
func edited(w *sheet, o run.Outcome, command string) {
	name, text := Clean(o.Change.Text.Path), o.Change.Text
	switch {
	case o.DryRun && text.Changes():
		showDiff(w, text)
	case command == "export" && !text.Changes():
		w.Printf("%s: unchanged: it has these %s\n", name, Plural(o.Change.Moved, "topic"))
	case command == "export":
		w.Printf("%s: wrote %s\n", name, Plural(o.Change.Moved, "topic"))
	case command == "retime" && !text.Changes():
		w.Printf("%s: unchanged: its times fit\n", name)
	case command == "retime":
		w.Printf("%s: moved %s%s\n", name, Plural(o.Change.Moved, "time"), cuesLeft(o.Change))
	case o.Change.Moved == 0:
		w.Printf("%s: unchanged: no topic starts there\n", name)
	default:
		w.Printf("%s: moved %s by %s\n", name, Plural(o.Change.Moved, "timestamp"), chapters.FormatShift(o.Change.By))
	}
}

// showPauses prints the pause of each topic, and where its timestamp moves.
func showPauses(w *sheet, o run.Outcome, p audio.Pauses) {
	text := o.Job.Text
	if p.Offset != 0 {
		w.Printf("%s: all timestamps seem to be off by %s; move them all with: chapmark shift %s %s\n",
			text, p.Offset.Abs(), Shell(text), chapters.FormatShift(p.Offset))
		return
	}
	w.Println(text)
	width := 0
	for _, m := range p.Marks {
		width = max(width, len(chapters.FormatTimestamp(m.Topic.Start)))
	}
	for _, m := range p.Marks {
		title, stamp := Clean(m.Topic.Title), chapters.FormatTimestamp(m.Topic.Start)
		switch {
		case m.Topic.Start == 0:
			w.Printf("  %*s  %-12s %s\n", width, stamp, "the start", title)
		case m.Pause == nil:
			w.Printf("  %*s  %-12s %s\n", width, stamp, "no pause", title)
		default:
			verdict := "stays"
			if m.Moves() {
				verdict = "-> " + chapters.FormatTimestamp(m.Proposed.Truncate(time.Second))
			}
			w.Printf("  %*s  %-12s %s (a pause of %.2f s at %s)\n", width, stamp, verdict, title, m.Pause.Length().Seconds(), chapters.FormatTimestamp(m.Pause.From))
		}
	}
	switch edit := o.Change.Text; {
	case !edit.Changes():
	case o.DryRun:
		showDiff(w, edit)
	default:
		w.Printf("%s: moved %s\n", text, Plural(o.Change.Moved, "timestamp"))
	}
}
