package main

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/markdown"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/overview"
	"github.com/chapmark/chapmark/cmd/internal/report"
)

// work is what there is to do to one episode.
type work struct {
	episode.Episode
	options  writeOptions
	pair     pair
	plan     audio.Plan
	after    chapters.Facts // of the audio, once the plan is carried out
	stamping markdown.Stamping
	blocking []chapters.Diagnostic // what forbids it

	unsnapped int // topics whose pauses are too far away to leave the text as it is
}

// errBlocked says that an episode has problems that stop a write.
var errBlocked = errors.New("the episode has problems")

// prepare reads an episode and works out what there is to do. It changes nothing.
func (o writeOptions) prepare(reader *audio.Reader, p pair) (w work, err error) {
	w.options, w.pair = o, p
	if w.Episode, err = p.load(reader, o.options); err != nil {
		return w, err
	}
	if w.blocking = blocking(w.Episode); len(w.blocking) > 0 { // whatever severity they have
		return w, errBlocked
	}
	if o.snap {
		left, problem, err := snapChapters(&w.Episode, o.within)
		if err != nil {
			return w, failureError{error: err}
		}
		if problem != nil {
			w.blocking = []chapters.Diagnostic{*problem}
			return w, errBlocked
		}
		w.unsnapped = left
	}
	if w.plan, err = w.Audio.Plan(w.Chapters, audio.Options{InPlace: o.change.inPlace, Fresh: o.fresh, ID3: o.id3.version}); err != nil {
		var why *audio.RefusedError
		if errors.As(err, &why) {
			w.blocking = []chapters.Diagnostic{chapters.Report(chapters.UnsupportedTag, w.Audio.Source, chapters.Span{}, "%s", why.Reason)}
			return w, errBlocked
		}
		return w, failureError{error: err}
	}
	w.after = w.Facts
	w.after.Bytes = w.plan.BytesAfter
	if o.stamp {
		if w.stamping, err = stampText(w.Episode, w.after, false); err != nil {
			w.blocking = []chapters.Diagnostic{cannotStamp(w.Episode, err)}
			return w, errBlocked
		}
	}
	return w, nil
}

// changes reports whether there is anything to do.
func (w work) changes() bool { return w.plan.Changes() || len(w.stamping.Changes) > 0 }

// namesPictures reports whether chapters have pictures that stand elsewhere.
func (w work) namesPictures() bool {
	return slices.ContainsFunc(w.Document.Topics, func(t chapters.Topic) bool { return t.Image != nil && t.Image.Source != "" })
}

// do does it, and reports whether anything changed even where it failed.
func (w work) do(stdout, stderr io.Writer) (changed bool, err error) {
	if w.plan.Method == audio.Replace && w.options.room != nil {
		if err := w.options.room.check(); err != nil {
			return false, err
		}
	}
	if err := applyPlan(w.plan, w.options.change); err != nil {
		return false, broken(w.options.json, w.pair.name(), err, stdout, stderr)
	}
	switch {
	case len(w.stamping.Changes) > 0:
		if err := episode.WriteText(w.pair.text, w.Document.Source.Text, w.stamping.Text); err != nil {
			return true, failureError{error: fmt.Errorf("the chapters are written, but the front matter is not: %w", err)}
		}
	case w.options.stamp:
		if err := episode.TidyText(w.pair.text); err != nil {
			return w.plan.Changes(), failureError{error: err}
		}
	}
	return w.changes(), nil
}

// tell prints what was done, or would be, and what is still wrong then.
func (w work) tell(entry *overview.Episode, stdout, stderr io.Writer) error {
	o, p, plan := w.options, w.pair, w.plan
	noteLinks(stderr, w.Episode, plan)
	if w.unsnapped > 0 {
		fmt.Fprintf(stderr, "note: %s of %s lie farther from their timestamps than %s, and start as the text says; chapmark snap --apply moves these\n",
			report.Plural(w.unsnapped, "pause"), report.Clean(p.text), chapters.SnapReach)
	}
	if o.brief && !o.json && o.batch.report == "" {
		report.WrittenBriefly(stdout, report.StyleFor(stdout), p.audio, plan, w.stamping, o.dryRun)
		return nil
	}
	remaining := o.severities.judge(p, w.Document, append(w.Remaining(), plan.Problems()...))
	var claims []chapters.Diagnostic
	if !o.stamp {
		claims = o.severities.judge(p, w.Document, chapters.CheckClaims(w.Document, w.after, p.options(o.options).Options))
	}
	if o.batch.report != "" {
		entry.Fill(w.Episode)
		entry.Bytes, entry.Problems = plan.BytesAfter, overview.Problems(append(remaining[:len(remaining):len(remaining)], claims...))
	}
	if o.json {
		return printWritten(o, p, plan, w.stamping, append(remaining, claims...), stdout)
	}
	style := report.StyleFor(stdout)
	if o.brief {
		report.WrittenBriefly(stdout, style, p.audio, plan, w.stamping, o.dryRun)
		return nil
	}
	if o.dryRun {
		report.Planned(stdout, style, p.audio, plan)
	} else {
		report.Written(stdout, style, p.audio, plan)
	}
	if o.stamp {
		report.Stamped(stdout, style, p.text, w.stamping, o.dryRun)
	}
	report.Diagnostics(stderr, report.StyleFor(stderr), remaining)
	switch {
	case len(claims) == 0:
	case o.dryRun:
		fmt.Fprintf(stderr, "note: the front matter of %s would not fit the new file; --stamp mends it, too\n", report.Clean(p.text))
	default:
		fmt.Fprintf(stderr, "note: the front matter of %s does not fit the new file; mend it with: chapmark stamp %s %s\n",
			report.Clean(p.text), report.Shell(p.text), report.Shell(p.audio))
	}
	return nil
}

// noteLinks says that a file with several names is replaced under one.
func noteLinks(stderr io.Writer, e episode.Episode, plan audio.Plan) {
	if plan.Method == audio.Replace && e.Audio.Names > 1 {
		fmt.Fprintf(stderr, "note: %s has %d names (hard links); the others keep the old file\n", report.Clean(e.Audio.Name), e.Audio.Names)
	}
}

// applyPlan keeps the old tag where that was asked for, and carries the plan out.
func applyPlan(plan audio.Plan, o changeOptions) error {
	if o.backup != "" {
		if err := plan.Backup(o.backup); err != nil {
			return err
		}
	}
	return plan.Apply()
}

// blocking is what stops a write: the rules that say so, and an episode without topics or audio.
func blocking(e episode.Episode) []chapters.Diagnostic {
	var found []chapters.Diagnostic
	for _, d := range e.Problems {
		if d.Rule == chapters.AudioMissing {
			d.Severity = chapters.Error // here it is one
		}
		if d.Rule.Blocks() || d.Rule == chapters.NoTopics || d.Rule == chapters.AudioMissing {
			found = append(found, d)
		}
	}
	return found
}
