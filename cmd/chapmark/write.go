package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/markdown"
	"github.com/chapmark/chapmark/cmd/internal/episode"
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

	severities func([]chapters.Diagnostic) []chapters.Diagnostic
}

func newWrite() *cobra.Command {
	var o writeOptions
	command := &cobra.Command{
		Use:     "write EPISODE.md AUDIO.mp3 | --all",
		GroupID: "work",
		Short:   "Write an episode's topics into its MP3 as chapters",
		Long: `Write checks an episode and writes its topics into the MP3 as ID3 chapters, in place of
those that were there. All other frames of the tag and all audio stay as they are, byte
for byte. The new file is complete, read back and compared before it takes the old one's
place; whatever goes wrong, the old file stays.

Writing again changes nothing. What is wrong with the timestamps stops it: see
docs/checks.md.`,
		Example: `  chapmark write episode.md episode.mp3
  chapmark write --dry-run episode.md episode.mp3
  chapmark write --intro Welcome --stamp episode.md episode.mp3
  chapmark write --all --in-place`,
		Args: o.site.args(exactly("EPISODE.md", "AUDIO.mp3")),
		RunE: func(command *cobra.Command, args []string) error {
			if o.batch.exitCode && !o.dryRun {
				return usageError{errors.New("--exit-code goes with --dry-run")}
			}
			if o.site.all {
				return writeAll(o, command.OutOrStdout(), command.ErrOrStderr())
			}
			return runWrite(o, args, command.OutOrStdout(), command.ErrOrStderr())
		},
	}
	addIntro(command, &o.options)
	addPlace(command, &o.options.Text)
	addSite(command, &o.site)
	addBatch(command, &o.batch)
	command.Flags().BoolVar(&o.batch.exitCode, "exit-code", false, "with --dry-run: exit with 1 if anything would change")
	addJSON(command, &o.json)
	addChange(command, &o.change)
	addNoCache(command, &o.noCache)
	command.Flags().BoolVar(&o.fresh, "fresh", false, "drop the pictures and whatever else old chapters carry, instead of keeping them")
	command.Flags().BoolVarP(&o.dryRun, "dry-run", "n", false, "show what would change, and change nothing")
	command.Flags().BoolVar(&o.stamp, "stamp", false, "bring mp3_bytes and mp3_duration in the front matter up to date, too")
	return command
}

func runWrite(o writeOptions, args []string, stdout, stderr io.Writer) error {
	reader := newReader(o.noCache)
	p, err := onePair(args)
	if err == nil {
		o.severities, err = o.site.severities(nil)
	}
	if err == nil {
		var changed bool
		changed, err = o.write(reader, p, stdout, stderr)
		if err == nil && changed && o.batch.exitCode {
			err = errProblems
		}
	}
	_ = reader.Facts.Save() // without a cache, everything takes longer, and nothing else
	return failing(o.json, stdout, args[0], err)
}

// write writes one episode, and reports whether anything changed, or would.
func (o writeOptions) write(reader *audio.Reader, p pair, stdout, stderr io.Writer) (changed bool, err error) {
	write := func() (err error) {
		changed, err = writeOne(o, reader, p, stdout, stderr)
		return err
	}
	if o.dryRun {
		err = write()
	} else {
		err = changing(p.audio, o.change.lockTimeout, stderr, write)
	}
	return changed, err
}

func writeOne(o writeOptions, reader *audio.Reader, p pair, stdout, stderr io.Writer) (changed bool, err error) {
	e, plan, err := prepare(o, reader, p)
	if err == nil && plan.Changes() && e.Audio.Remembered {
		// What is remembered tells that something is to do; what is done then rests on what is there.
		e, plan, err = prepare(o, new(audio.Reader), p)
	}
	if errors.Is(err, errBlocked) {
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
			return false, refuse(o.json, p, []chapters.Diagnostic{cannotStamp(e, err)}, stdout, stderr)
		}
	}
	if !o.dryRun {
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
	if o.json {
		if !o.stamp {
			remaining = append(remaining, chapters.CheckClaims(e.Document, after)...)
		}
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
	case o.stamp || len(chapters.CheckClaims(e.Document, after)) == 0:
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
	e.Problems = o.severities(e.Problems)
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

// blocking is what stops a write: the rules that say so, and an episode without topics.
func blocking(e episode.Episode) []chapters.Diagnostic {
	var found []chapters.Diagnostic
	for _, d := range e.Problems {
		if d.Rule.Blocks() || d.Rule == chapters.NoTopics {
			found = append(found, d)
		}
	}
	return found
}
