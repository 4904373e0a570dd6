package run

import (
	"fmt"
	"runtime"
	"slices"
	"time"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/change"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/job"
)

// Writer writes chapters into the MP3s of episodes, and leaves alone what needs nothing.
type Writer struct {
	Source       episode.Options
	Options      func(job.Job) change.WriteOptions
	Apply        func(job.Job) change.Options
	FreeSpace    func() error
	Snap         bool // let chapters start in the pauses before their topics
	Within       time.Duration
	DryRun       bool
	LockTimeout  time.Duration
	RequireAudio bool
	Details      bool // what is still wrong is wanted, and what a report says
	Selection    job.Selection
	Memory       *Memory
	Recovered    func(disk.State) string // says what was done about a write that was cut short
}

// plan is an episode and what would change.
type plan struct {
	episode   episode.Episode
	change    change.Change
	blocking  []chapters.Diagnostic
	unsnapped int
}

// Write writes one episode. For most of an archive, most of the time, there is nothing to do: that is found out without a
// lock, and without walking through audio.
func (w Writer) Write(j job.Job) Outcome {
	if missing, ok := MissingAudio(j, w.Selection); ok && !w.RequireAudio {
		return missing
	}
	outcome, pictures, idle := w.idle(j)
	if !idle {
		outcome = Hold(j, w.LockTimeout, w.DryRun, w.Recovered, func() (o Outcome) {
			o, pictures = w.apply(j)
			return o
		})
	}
	if outcome.Status == Unchanged && !pictures { // whose bytes the key does not know
		w.Memory.Add(j.Key)
	}
	return outcome
}

// Known finds out by what earlier runs remember that an episode needs nothing.
func (w Writer) Known(j job.Job) (Outcome, bool) {
	return Outcome{Job: j, Audio: j.Audio, Status: Unchanged}, w.Memory.Has(j.Key)
}

// Key is what an episode is remembered by; "" where it has to be looked at.
func (w Writer) Key(j job.Job) string {
	if w.Details || w.Snap || w.DryRun {
		return ""
	}
	return w.Memory.Key(j, w.chosen(j))
}

// chosen is everything that was chosen for an episode, as one text.
func (w Writer) chosen(j job.Job) string {
	site := ""
	if j.Site != nil {
		site = fmt.Sprint(j.Site.Build, j.Site.Text)
	}
	return fmt.Sprint(w.Source.Options, w.Source.Text, w.Source.Format, w.Source.Timeline, w.Source.FixTitles, w.Source.FetchImages != nil, site, w.Options(j), len(j.Problems))
}

// idle finds out whether there is nothing to do, by what is known of the audio.
func (w Writer) idle(j job.Job) (o Outcome, pictures, idle bool) {
	if w.Snap || w.DryRun || w.Memory.Known.Facts == nil && j.Objects == nil || disk.Abandoned(j.Audio) || w.Options(j).Stamp && disk.Abandoned(j.Text) {
		return o, false, false
	}
	p, err := w.plan(j, w.Memory.Known)
	if err == nil && w.skips(p) {
		return w.skipped(p), false, true
	}
	if err != nil || len(p.blocking) > 0 || p.change.Changes() || p.episode.Audio.Journal != disk.NoJournal {
		p.drop()
		return o, false, false
	}
	o = w.complete(p, Outcome{Job: j, Audio: j.Audio, Change: &p.change, Status: Unchanged})
	if !w.Details {
		o.Change = nil
		w.Memory.Known.Recycle(p.episode.Audio)
	}
	return o, namesPictures(p.episode.Document), true
}

// plan examines an episode, and works out what would change.
func (w Writer) plan(j job.Job, reader *audio.Reader) (p plan, err error) {
	options := w.Source
	options.Reader = reader
	if p.episode, err = episode.Examine(j, options); err != nil {
		return p, err
	}
	if w.Snap && len(p.episode.Blocking()) == 0 {
		pauses, err := p.episode.Audio.Pauses(p.episode.Document.Topics, w.Within)
		if err != nil {
			return p, err
		}
		if p.episode, p.unsnapped, p.blocking = change.Snapped(p.episode, pauses); len(p.blocking) > 0 {
			return p, nil
		}
	}
	p.change, p.blocking, err = change.Write(p.episode, w.Options(j))
	if w.skips(p) && w.Options(j).Stamp && p.episode.Audio != nil && len(p.episode.BlockingStamp()) == 0 {
		p.change, p.blocking = change.Stamp(p.episode, false) // there is nothing else to do
	}
	return p, err
}

// skips reports whether an episode of a whole site is passed over: what stops the write fails no check.
func (w Writer) skips(p plan) bool {
	return w.Selection.Site != nil && len(p.blocking) > 0 && !fail(w.Source.Severities.Judge(p.episode.Job, p.episode.Document, p.blocking), false)
}

func (w Writer) skipped(p plan) Outcome {
	o := Outcome{Job: p.episode.Job, Audio: shownAudio(p.episode.Job), Status: Skipped, Problems: p.episode.Problems, Digest: DigestOf(p.episode)}
	o.withoutTopics(p.episode)
	return o
}

// largeTag is one whose memory is worth giving back at once, in bytes.
const largeTag = 2 << 20

// drop lets go of a plan before as much is read again.
func (p *plan) drop() {
	large := p.episode.Audio != nil && p.episode.Audio.TagBytes > largeTag
	*p = plan{}
	if large {
		runtime.GC()
	}
}

// apply writes an episode whose lock is held.
func (w Writer) apply(j job.Job) (o Outcome, pictures bool) {
	p, err := w.plan(j, w.Memory.Reader)
	if err == nil && len(p.blocking) == 0 && p.change.Audio != nil && p.change.Audio.Changes() && p.episode.Audio.Remembered && p.episode.Audio.Elsewhere == nil {
		// What is remembered tells that something is to do; what is done then rests on what is there.
		p.drop()
		p, err = w.plan(j, new(audio.Reader))
	}
	switch {
	case err != nil:
		return Failure(j, err), false
	case w.skips(p):
		return w.skipped(p), false
	case len(p.blocking) > 0:
		o = Refusal(j, p.blocking)
		if w.Details {
			o.Problems = withOthers(p.blocking, p.episode.Problems)
		}
		o.Digest = DigestOf(p.episode)
		return o, false
	}
	options := w.Apply(j)
	options.FreeSpace = w.FreeSpace
	o = w.complete(p, Apply(j, p.change, options, w.DryRun))
	if o.Status == Written && p.change.Audio != nil && p.episode.Audio.Elsewhere == nil {
		known := ""
		if !w.Details && !w.Snap && !namesPictures(p.episode.Document) {
			known = w.chosen(j)
		}
		w.Memory.Wrote(j, p.change.Audio, known)
	}
	if n := p.unsnapped; n > 0 {
		noun := "chapters"
		if n == 1 {
			noun = "chapter"
		}
		o.Notes = append(o.Notes, fmt.Sprintf("note: %d %s of %s: the pause is over %s away, so the start stays; chapmark snap --apply moves it",
			n, noun, j.Text, chapters.SnapReach))
	}
	return o, namesPictures(p.episode.Document)
}

// withOthers are the problems that stop a write, and the episode's others: nothing is cured then.
func withOthers(blocking, all []chapters.Diagnostic) []chapters.Diagnostic {
	list := slices.Clone(blocking)
	for _, d := range all {
		if !slices.ContainsFunc(blocking, func(b chapters.Diagnostic) bool { return b.Rule == d.Rule && b.Source == d.Source && b.Span == d.Span }) {
			list = append(list, d)
		}
	}
	chapters.SortDiagnostics(list)
	return list
}

// complete adds what is still wrong, and what a report says.
func (w Writer) complete(p plan, o Outcome) Outcome {
	if o.Err != nil || !w.Details {
		return o
	}
	o.Problems = p.change.Remaining(p.episode, w.Source.Severities)
	o.Digest = DigestOf(p.episode)
	if p.change.Audio != nil {
		o.Digest.Bytes = p.change.Audio.BytesAfter
	}
	return o
}

// namesPictures reports whether chapters have pictures that stand elsewhere.
func namesPictures(document chapters.Document) bool {
	return slices.ContainsFunc(document.Topics, func(t chapters.Topic) bool { return t.Image != nil && t.Image.Source != "" })
}
