package main

import (
	"fmt"
	"io"
	"runtime"
	"slices"
	"sync/atomic"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/report"
)

type checkOptions struct {
	site    siteOptions
	options episode.Options
	strict  bool
	fix     bool
	dryRun  bool
	noCache bool
	decode  string // "", decodeBreaks or decodeAll

	severities func([]chapters.Diagnostic) []chapters.Diagnostic
	json       bool
}

func newCheck() *cobra.Command {
	var o checkOptions
	command := &cobra.Command{
		Use:     "check [EPISODE.md [AUDIO.mp3]]...",
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
  chapmark check --all`,
		Args: o.site.args(atLeastOne("EPISODE.md or AUDIO.mp3")),
		RunE: func(command *cobra.Command, args []string) error {
			if o.decode != "" && o.decode != decodeBreaks && o.decode != decodeAll {
				return usageError{fmt.Errorf("--decode is %s or %s, not %q", decodeBreaks, decodeAll, o.decode)}
			}
			return runCheck(o, args, command.OutOrStdout(), command.ErrOrStderr())
		},
	}
	addIntro(command, &o.options)
	addPlace(command, &o.options.Text)
	addSite(command, &o.site)
	addJSON(command, &o.json)
	command.Flags().BoolVarP(&o.dryRun, "dry-run", "n", false, "with --fix: show what would change, and change nothing")
	addNoCache(command, &o.noCache)
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

// checked is one episode's result in JSON.
type checked struct {
	Status   string           `json:"status"`
	File     string           `json:"file"`
	Audio    string           `json:"audio"`
	OK       bool             `json:"ok"`
	Fixed    int              `json:"fixed"`
	Problems []report.Problem `json:"problems"`
}

func runCheck(o checkOptions, args []string, stdout, stderr io.Writer) error {
	list, left, err := o.episodes(args, stdout)
	if err != nil {
		return err
	}
	var all []chapters.Diagnostic
	var failure error
	count := 0
	reader := newReader(o.noCache)
	results := checkAll(o, reader, list)
	for i, p := range list {
		result := <-results[i]
		if result.err != nil {
			printError(stderr, result.err)
			if o.json {
				failedJSON(stdout, p.name(), result.err)
			}
			failure = failureError{result.err, true}
			continue
		}
		count++
		all = append(all, result.problems...)
		if result.fixed > 0 {
			fmt.Fprintf(stderr, "%s: fixed %s\n", report.Clean(p.text), report.Plural(result.fixed, "problem"))
		}
		if !o.json {
			fmt.Fprint(stdout, result.diff)
			report.Diagnostics(stdout, report.StyleFor(stdout), result.problems)
			continue
		}
		answer := checked{Status: "ok", File: p.name(), Audio: result.audio, OK: !fails(result.problems, o.strict),
			Fixed: result.fixed, Problems: report.Problems(result.problems)}
		if !answer.OK {
			answer.Status = "problems"
		}
		if err := report.JSON(stdout, answer); err != nil {
			return failureError{error: err}
		}
	}
	if left = o.severities(left); len(left) > 0 {
		all = append(all, left...)
		if !o.json {
			report.Diagnostics(stdout, report.StyleFor(stdout), left)
		}
		for _, d := range left {
			if !o.json {
				break
			}
			answer := checked{Status: "ok", File: d.Source.Name, OK: d.Severity < chapters.Error, Problems: report.Problems([]chapters.Diagnostic{d})}
			if !answer.OK {
				answer.Status = "problems"
			}
			if err := report.JSON(stdout, answer); err != nil {
				return failureError{error: err}
			}
		}
	}
	_ = reader.Facts.Save() // without a cache, everything takes longer, and nothing else
	if count > 0 {
		noun := "file"
		if slices.ContainsFunc(list, func(p pair) bool { return p.text != "" }) {
			noun = "episode"
		}
		fmt.Fprintf(stderr, "checked %s: %s\n", report.Plural(count, noun), report.Count(all))
	}
	if failure != nil {
		return failure
	}
	if fails(all, o.strict) {
		return errProblems
	}
	return nil
}

// episodes are those of the arguments, or of the site; left is what is wrong besides with the site.
func (o *checkOptions) episodes(args []string, stdout io.Writer) (list []pair, left []chapters.Diagnostic, err error) {
	var all allEpisodes
	if o.site.all {
		if all, err = o.site.open(stdout); err != nil {
			return nil, nil, err
		}
		o.options = all.options(o.options)
		list, left = all.pairs, all.left
	} else {
		list = pairs(args)
	}
	o.severities, err = o.site.severities(all.Rules)
	return list, left, err
}

// outcome is what became of one episode. It holds no files: many outcomes may wait for their turn.
type outcome struct {
	audio    string
	problems []chapters.Diagnostic
	diff     string // what --fix would change
	fixed    int
	err      error
}

// checkAll checks episodes, as many at once as there are processors. Each one's outcome comes through its own channel,
// so that they can be told in their order.
func checkAll(o checkOptions, reader *audio.Reader, list []pair) []chan outcome {
	results := make([]chan outcome, len(list))
	for i := range list {
		results[i] = make(chan outcome, 1)
	}
	var next atomic.Int64
	for range min(runtime.GOMAXPROCS(0), len(list)) {
		go func() {
			for i := int(next.Add(1)) - 1; i < len(list); i = int(next.Add(1)) - 1 {
				e, diff, fixed, err := checkOne(o, reader, list[i])
				if e.Audio != nil {
					reader.Recycle(e.Audio)
				}
				results[i] <- outcome{e.AudioPath, e.Problems, diff, fixed, err}
			}
		}()
	}
	return results
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
	e.Problems = o.severities(e.Problems)
	if err != nil || o.decode == "" || e.Audio == nil {
		return e, err
	}
	stumbles, err := e.Audio.Stumbles(o.decode == decodeAll)
	if err != nil {
		return e, failureError{error: err}
	}
	e.Problems = append(e.Problems, o.severities(stumbles)...)
	chapters.SortDiagnostics(e.Problems)
	return e, nil
}
