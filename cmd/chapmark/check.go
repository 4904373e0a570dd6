package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/remote"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/platform"
	"github.com/chapmark/chapmark/cmd/internal/baseline"
	"github.com/chapmark/chapmark/cmd/internal/batch"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/overview"
	"github.com/chapmark/chapmark/cmd/internal/report"
)

type checkOptions struct {
	site    siteOptions
	web     webOptions
	feed    string // file or address
	since   string // revision of git's
	options episode.Options
	strict  bool
	fix     bool
	dryRun  bool
	noCache bool
	decode  string // "", decodeBreaks or decodeAll

	platforms []string // whose listeners to think of

	format   answerForm
	report   string // file
	baseline baselineOptions

	accepted   *baseline.Baseline
	severities severities
}

func newCheck() *cobra.Command {
	var o checkOptions
	command := &cobra.Command{
		Use:     "check [EPISODE.md [AUDIO.mp3]]... | --all",
		GroupID: "work",
		Short:   "Report what is wrong with an episode's timestamps and facts",
		Long: `Check reads an episode's Markdown and its MP3 and reports what is wrong, with line and
column. Each text may be followed by its MP3; without one, an MP3 of the same name beside
it is taken. An MP3 alone is checked for what is wrong with its tag and its audio.

Errors make the exit code 1; so do warnings with --strict. Advice never does.
docs/checks.md explains each rule.`,
		Example: `  chapmark check episode.md episode.mp3
  chapmark check --fix --dry-run episode.md
  chapmark check --json posts/*.md
  chapmark check --decode=all episode.mp3
  chapmark check --platform youtube,spotify episode.md
  chapmark check --all
  chapmark check --feed public/feed.xml`,
		Args: func(command *cobra.Command, args []string) error {
			if o.feed != "" && len(args) > 0 {
				return usageError{fmt.Errorf("--feed takes the episodes that the feed lists, so %q is one too many", args[0])}
			}
			for _, name := range []string{"all", "report", "baseline", "changed-since", "fix", "decode", "shard", "intro", "section", "from", "require-audio", "platform"} {
				if o.feed != "" && command.Flags().Changed(name) {
					return usageError{fmt.Errorf("--feed does not go with --%s", name)}
				}
			}
			if command.Flags().Changed("changed-since") && o.since == "" {
				return usageError{errors.New("--changed-since needs a revision; an empty one would check everything")}
			}
			if o.feed != "" {
				return nil
			}
			return o.site.args("EPISODE.md or AUDIO.mp3")(command, args)
		},
		RunE: func(command *cobra.Command, args []string) error {
			if o.decode != "" && o.decode != decodeBreaks && o.decode != decodeAll {
				return usageError{fmt.Errorf("--decode is %s or %s, not %q", decodeBreaks, decodeAll, o.decode)}
			}
			if err := o.choosePlatforms(); err != nil {
				return err
			}
			return runCheck(o, args, command.OutOrStdout(), command.ErrOrStderr())
		},
	}
	addIntro(command, &o.options)
	addSource(command, &o.options)
	addSite(command, &o.site)
	addFormat(command, &o.format)
	addReport(command, &o.report)
	addBaseline(command, &o.baseline)
	command.Flags().BoolVarP(&o.dryRun, "dry-run", "n", false, "with --fix: show what would change, and change nothing")
	addNoCache(command, &o.noCache)
	addWeb(command, &o.web)
	command.Flags().StringSliceVar(&o.platforms, "platform", nil, "say what listeners on some `platforms` will miss: "+strings.Join(platform.Names(), ", ")+", or all")
	command.Flags().StringVar(&o.since, "changed-since", "", "check only episodes that differ from a `revision` of git's")
	command.Flags().StringVar(&o.feed, "feed", "", "check a podcast's `feed`, a file or a web address, against the audio and the chapters of its episodes")
	command.Flags().StringVar(&o.decode, "decode", "", "decode a `part` of the audio, its breaks and ends, or all, and say where players stumble")
	command.Flags().Lookup("decode").NoOptDefVal = decodeBreaks
	command.Flags().BoolVar(&o.strict, "strict", false, "let warnings fail the check, too")
	command.Flags().BoolVar(&o.fix, "fix", false, "mend in the Markdown what is safe to mend")
	return command
}

// What --decode decodes.
const (
	decodeBreaks = "breaks"
	decodeAll    = "all"
)

func runCheck(o checkOptions, args []string, stdout, stderr io.Writer) (err error) {
	o.site.web, o.site.offline, o.options.Web = !o.web.offline, o.web.offline, o.web.client(o.noCache)
	if o.feed != "" {
		return runFeed(o, stdout, stderr)
	}
	if o.severities, err = o.site.severities(); err != nil {
		return err
	}
	if err := checkReport(o.report); err != nil {
		return err
	}
	o.site.from = o.options.Format
	s, err := o.site.selected(args, stdout)
	if err != nil {
		return err
	}
	if o.since != "" {
		if err := s.changedSince(o.since); err != nil {
			return err
		}
	}
	if o.accepted, err = o.openBaseline(); err != nil {
		return err
	}
	answers := o.answers(stdout, s)
	whole := overview.Report{Command: "check", Shard: s.shard}
	reader := newReader(o.noCache)
	answers.progress = batch.NewProgress(stderr, "checked", len(s.pairs), s.bytes())
	b := batch.Batch{Jobs: o.site.jobs}
	if o.fix && !o.dryRun {
		defer b.Listen()() // what is being mended is finished; what is only read may be cut short
	}
	batch.Run(&b, len(s.pairs), func(i int) outcome { return o.check(reader, s.pairs[i]) }, func(i int, begun bool, r outcome) {
		if !begun {
			return
		}
		p := s.pairs[i]
		answers.progress.Add(p.bytes)
		entry := r.entry
		if r.err != nil {
			answers.failed(p.name(), r.err, stderr)
			if o.report != "" {
				entry.Status, entry.Error = string(failedIt), r.err.Error()
				whole.Episodes = append(whole.Episodes, s.entry(entry, p.name(), r.audio))
			}
			return
		}
		r.problems = o.accepted.New(s.relative(p.name()), r.problems)
		if o.report != "" {
			entry.Problems, entry.Status = overview.Problems(r.problems), verdict(r.problems, o.strict)
			whole.Episodes = append(whole.Episodes, s.entry(entry, p.name(), r.audio))
		}
		if r.fixed > 0 {
			answers.progress.Print(stderr, fmt.Appendf(nil, "%s: fixed %s\n", report.Clean(p.text), report.Plural(r.fixed, "problem")))
		}
		answers.checked(p.name(), r)
	})
	answers.progress.Close()
	for _, d := range s.left {
		judged := o.severities.judge(pair{audio: d.Source.Name, config: s.config}, chapters.Document{}, []chapters.Diagnostic{d})
		for _, d := range o.accepted.New(s.relative(d.Source.Name), judged) {
			whole.Problems = append(whole.Problems, s.problems([]chapters.Diagnostic{d})...)
			answers.left(d)
		}
	}
	_ = reader.Facts.Save() // without a cache, everything takes longer, and nothing else
	if err := answers.close(stderr); err != nil {
		return failureError{error: err}
	}
	err = answers.outcome()
	if b.Interrupted() {
		err = errors.Join(errInterrupted, err)
	} else if failed := o.closeBaseline(stderr); failed != nil {
		return failed
	}
	return writeReport(o.report, whole, err)
}

// verdict is the word for an episode's problems in JSON.
func verdict(problems []chapters.Diagnostic, strict bool) string {
	if fails(problems, strict) {
		return "problems"
	}
	return "ok"
}

// outcome is what became of one episode. It holds no files: many outcomes may wait for their turn.
type outcome struct {
	audio    string
	problems []chapters.Diagnostic
	diff     string // what --fix would change
	fixed    int
	entry    overview.Episode
	site     bool // a config said where its audio should be
	err      error
}

// check checks one episode.
func (o checkOptions) check(reader *audio.Reader, p pair) outcome {
	e, diff, fixed, err := checkOne(o, reader, p)
	if e.Audio != nil {
		defer reader.Recycle(e.Audio)
	}
	r := outcome{site: p.named != "", audio: e.AudioPath, problems: e.Problems, diff: diff, fixed: fixed, err: err}
	if o.report != "" {
		r.entry.Fill(e)
	}
	return r
}

func fails(all []chapters.Diagnostic, strict bool) bool {
	worst, _ := chapters.Worst(all)
	return worst == chapters.Error || strict && worst == chapters.Warning
}

// checkOne checks an episode, and once more after its fixes were made.
func checkOne(o checkOptions, reader *audio.Reader, p pair) (e episode.Episode, diff string, fixed int, err error) {
	e, err = o.load(reader, p)
	if err != nil || !o.fix {
		return e, "", 0, err
	}
	if p.text != "" && !o.dryRun {
		if err := episode.TidyText(p.text); err != nil {
			return e, "", 0, failureError{error: err}
		}
	}
	var edits []chapters.Edit
	for _, d := range e.Problems {
		if d.Fix != nil {
			edits = append(edits, d.Fix...)
			fixed++
		}
	}
	if fixed == 0 {
		return e, "", 0, nil
	}
	text, err := chapters.ApplyEdits(e.Document.Source.Text, edits)
	if err != nil {
		return e, "", 0, failureError{error: err}
	}
	if o.dryRun {
		return e, report.Diff(p.text, e.Document.Source.Text, text), 0, nil
	}
	if err := episode.WriteText(p.text, e.Document.Source.Text, text); err != nil {
		return e, "", 0, failureError{error: err}
	}
	e, err = o.load(reader, p)
	return e, "", fixed, err
}

// load reads an episode, and decodes its audio where that is asked for.
func (o checkOptions) load(reader *audio.Reader, p pair) (episode.Episode, error) {
	e, err := p.load(reader, o.options)
	if err == nil {
		e.Problems = append(e.Problems, o.onPlatforms(e)...)
	}
	e.Problems = o.severities.judge(p, e.Document, e.Problems)
	if err != nil || o.decode == "" || e.Audio == nil || remote.IsURL(e.AudioPath) {
		return e, err
	}
	stumbles, err := e.Audio.Stumbles(o.decode == decodeAll)
	if err != nil {
		return e, failureError{error: err}
	}
	e.Problems = append(e.Problems, o.severities.judge(p, e.Document, stumbles)...)
	chapters.SortDiagnostics(e.Problems)
	return e, nil
}
