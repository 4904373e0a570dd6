package main

import (
	"errors"
	"fmt"
	"io"
	"sync/atomic"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/markdown"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/overview"
	"github.com/chapmark/chapmark/cmd/internal/report"
)

type writeOptions struct {
	options episode.Options
	change  changeOptions
	fresh   bool
	dryRun  bool
	stamp   bool
	json    bool
	noCache bool
	site    siteOptions
	batch   batchOptions
	brief   bool // one line for each file that changes
	exit    bool // with 1 where anything would change

	severities severities
	given      func(flag string) bool // on the command line
	room       *room
}

func newWrite() *cobra.Command {
	var o writeOptions
	command := &cobra.Command{
		Use:     "write EPISODE.md [AUDIO.mp3]... | --all",
		GroupID: "work",
		Short:   "Write an episode's topics into its MP3 as chapters",
		Long: `Write checks an episode and writes its topics into the MP3 as ID3 chapters, in place of
those that were there. All other frames of the tag and all audio stay as they are, byte
for byte. The new file is complete, read back and compared before it takes the old one's
place; whatever goes wrong, the old file stays.

Writing again changes nothing. What is wrong with the timestamps stops it: see
docs/checks.md.

Without an AUDIO.mp3 behind it, a text's audio is what the site's config says, else an MP3 of
the same name beside it.`,
		Example: `  chapmark write episode.md episode.mp3
  chapmark write --dry-run episode.md episode.mp3
  chapmark write --intro Welcome --stamp episode.md episode.mp3
  chapmark write --all --in-place`,
		Args: o.site.args("EPISODE.md"),
		RunE: func(command *cobra.Command, args []string) error {
			if o.exit && !o.dryRun {
				return usageError{errors.New("--exit-code goes with --dry-run")}
			}
			o.given = command.Flags().Changed
			return runWrite(o, args, command.OutOrStdout(), command.ErrOrStderr())
		},
	}
	addIntro(command, &o.options)
	addPlace(command, &o.options.Text)
	addSite(command, &o.site)
	addFailFast(command, &o.batch)
	addReport(command, &o.batch.report)
	command.Flags().BoolVar(&o.exit, "exit-code", false, "with --dry-run: exit with 1 if anything would change")
	addJSON(command, &o.json)
	addChange(command, &o.change)
	addNoCache(command, &o.noCache)
	command.Flags().BoolVar(&o.fresh, "fresh", false, "drop the pictures and whatever else old chapters carry, instead of keeping them")
	command.Flags().BoolVarP(&o.dryRun, "dry-run", "n", false, "show what would change, and change nothing")
	command.Flags().BoolVar(&o.stamp, "stamp", false, "bring mp3_bytes and mp3_duration in the front matter up to date, too")
	return command
}

func runWrite(o writeOptions, args []string, stdout, stderr io.Writer) (err error) {
	if o.severities, err = o.site.severities(); err != nil {
		return err
	}
	if o.batch.report != "" {
		if _, err := overview.FormOf(o.batch.report); err != nil {
			return usageError{err}
		}
	}
	s, err := o.site.selected(args, stdout)
	if err != nil {
		return err
	}
	if err := withTexts(s.pairs); err != nil && !o.site.all {
		return failing(o.json, stdout, s.pairs[0].name(), err)
	}
	reader := newReader(o.noCache)
	var would atomic.Bool
	one := func(p pair, e *overview.Episode, stdout, stderr io.Writer) (bool, error) {
		changed, err := o.write(reader, p, e, stdout, stderr)
		if changed {
			would.Store(true)
		}
		return changed, failing(o.json, stdout, p.name(), err)
	}
	if o.site.all || len(s.pairs) > 1 || o.batch.report != "" {
		verb := "wrote"
		if o.dryRun {
			verb = "would write"
		}
		o.brief, o.room = true, &room{pairs: s.pairs, jobs: o.site.jobs}
		err = o.batch.run(s, o.site.jobs, "write", verb, stdout, stderr, one)
	} else {
		_, err = one(s.pairs[0], new(overview.Episode), stdout, stderr)
	}
	_ = reader.Facts.Save() // without a cache, everything takes longer, and nothing else
	if err == nil && o.exit && would.Load() {
		err = errProblems
	}
	return err
}

// write writes one episode, and reports whether anything changed, or would.
func (o writeOptions) write(reader *audio.Reader, p pair, entry *overview.Episode, stdout, stderr io.Writer) (changed bool, err error) {
	if p.config != nil && !o.given("in-place") {
		o.change.inPlace = p.config.InPlace
	}
	if p.config != nil && !o.given("stamp") {
		o.stamp = p.config.Stamp
	}
	write := func() (err error) {
		changed, err = writeOne(o, reader, p, entry, stdout, stderr)
		return err
	}
	if o.dryRun {
		err = write()
	} else {
		err = changing(p.audio, o.change.lockTimeout, stderr, write)
	}
	return changed, err
}

func writeOne(o writeOptions, reader *audio.Reader, p pair, entry *overview.Episode, stdout, stderr io.Writer) (changed bool, err error) {
	e, plan, err := prepare(o, reader, p)
	if err == nil && plan.Changes() && e.Audio.Remembered {
		// What is remembered tells that something is to do; what is done then rests on what is there.
		e, plan, err = prepare(o, new(audio.Reader), p)
	}
	entry.Fill(e)
	if errors.Is(err, errBlocked) {
		entry.Problems = overview.Problems(blocking(e))
		return false, refuse(o.json, p, blocking(e), stdout, stderr)
	}
	if err != nil {
		return false, err
	}
	if o.dryRun {
		if err := rehearsable(e.Audio); err != nil {
			return false, err
		}
	}
	after := e.Facts
	after.Bytes = plan.BytesAfter
	var stamping markdown.Stamping
	if o.stamp {
		if stamping, err = markdown.Stamp(e.Document, after, false); err != nil {
			entry.Problems = overview.Problems([]chapters.Diagnostic{cannotStamp(e, err)})
			return false, refuse(o.json, p, []chapters.Diagnostic{cannotStamp(e, err)}, stdout, stderr)
		}
	}
	if !o.dryRun {
		if plan.Method == audio.Replace && o.room != nil {
			if err := o.room.check(); err != nil {
				return false, err
			}
		}
		if err := applyPlan(plan, o.change); err != nil {
			return false, broken(o.json, p.name(), err, stdout, stderr)
		}
		if len(stamping.Changes) > 0 {
			if err := episode.WriteText(p.text, e.Document.Source.Text, stamping.Text); err != nil {
				return true, failureError{error: fmt.Errorf("the chapters are written, but the front matter is not: %w", err)}
			}
		}
	}
	changed = plan.Changes() || len(stamping.Changes) > 0
	noteLinks(stderr, e, plan)
	remaining := append(e.Remaining(), plan.Problems()...)
	remaining = o.severities.judge(p, e.Document, remaining)
	claims := o.severities.judge(p, e.Document, chapters.CheckClaims(e.Document, after, p.options(o.options).Options))
	if o.stamp {
		claims = nil
	}
	entry.Bytes, entry.Problems = plan.BytesAfter, overview.Problems(append(remaining[:len(remaining):len(remaining)], claims...))
	if o.json {
		remaining = append(remaining, claims...)
		return changed, printWritten(o, p, plan, stamping, remaining, stdout)
	}
	style := report.StyleFor(stdout)
	if o.brief {
		report.WrittenBriefly(stdout, style, p.audio, plan, stamping, o.dryRun)
		return changed, nil
	}
	if o.dryRun {
		report.Planned(stdout, style, p.audio, plan)
	} else {
		report.Written(stdout, style, p.audio, plan)
	}
	if o.stamp {
		report.Stamped(stdout, style, p.text, stamping, o.dryRun)
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
	return changed, nil
}

// errBlocked says that an episode has problems that stop a write.
var errBlocked = errors.New("the episode has problems")

// prepare reads an episode and plans for it.
func prepare(o writeOptions, reader *audio.Reader, p pair) (episode.Episode, audio.Plan, error) {
	e, err := p.load(reader, o.options)
	if err != nil {
		return e, audio.Plan{}, err
	}
	if len(blocking(e)) > 0 { // whatever severity they have
		return e, audio.Plan{}, errBlocked
	}
	plan, err := e.Audio.Plan(e.Chapters, audio.Options{InPlace: o.change.inPlace, Fresh: o.fresh})
	if err != nil {
		err = failureError{error: err}
	}
	return e, plan, err
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
