package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/chapters/platform"
	"github.com/chapmark/chapmark/cmd/internal/change"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/job"
	"github.com/chapmark/chapmark/cmd/internal/output"
	"github.com/chapmark/chapmark/cmd/internal/preview"
	"github.com/chapmark/chapmark/cmd/internal/run"
	"github.com/chapmark/chapmark/cmd/internal/site"
)

// checkFlags are what a person chose about checking.
type checkFlags struct {
	selectFlags
	ruleFlags
	sourceFlags
	changeFlags
	baselineFlags
	webFlags
	feed        string // file or address
	strict, fix bool
	decode      string
	pages       string // folder
	platforms   []string
}

func newCheck(console *output.Console) *cobra.Command {
	var f checkFlags
	command := &cobra.Command{
		Use:     "check [EPISODE.md [AUDIO.mp3]]... | --all",
		GroupID: "work",
		Short:   "Check an episode's timestamps, front matter, tag and audio",
		Long: `Check reads an episode's Markdown and its MP3 and reports problems with line and column.
Name each text before its MP3. Without an MP3, check looks for one of the same name beside
the text. For an MP3 alone, it checks the chapters, the tag and the audio.

The exit code is 1 if there are errors, and with --strict also if there are warnings.
docs/checks.md explains each rule.`,
		Example: `  chapmark check episode.md episode.mp3
  chapmark check --fix --dry-run episode.md
  chapmark check --json posts/*.md
  chapmark check --decode=all episode.mp3
  chapmark check --platform youtube,spotify episode.md
  chapmark check --all --report report.html --pages pages
  chapmark check --feed public/feed.xml`,
		Args: func(command *cobra.Command, args []string) error { return f.check(command, args) },
		RunE: func(_ *cobra.Command, args []string) error {
			switch episode.Decode(f.decode) {
			case episode.DecodeNothing, episode.DecodeBreaks, episode.DecodeAll:
			default:
				return job.Usage("--decode is %s or %s, not %q", episode.DecodeBreaks, episode.DecodeAll, f.decode)
			}
			names, err := platform.Choose(f.platforms, site.Nearest)
			if err != nil {
				return job.Usage("--platform %w", err)
			}
			f.platforms = names
			return runCheck(f, args, console)
		},
	}
	f.sourceFlags.addIntro(command)
	f.sourceFlags.addMerge(command)
	f.sourceFlags.add(command)
	f.selectFlags.add(command)
	f.ruleFlags.add(command)
	f.answerFlags.add(command, true)
	f.addReport(command)
	f.addKeeping(command)
	f.baselineFlags.add(command)
	f.webFlags.add(command)
	addNoCache(command, &f.noCache)
	flags := command.Flags()
	flags.BoolVarP(&f.dryRun, "dry-run", "n", false, "with --fix: show what would change, but change nothing")
	flags.StringSliceVar(&f.platforms, "platform", nil, "report what listeners on some `platforms` will miss: "+strings.Join(platform.Names(), ", ")+", or all")
	flags.StringVar(&f.request.ChangedSince, "changed-since", "", "check only episodes that changed since a git `revision`")
	flags.BoolVar(&f.request.OnlyEpisodes, "only-episodes", false, "check only those of the named texts that "+site.FileName+" lists; for hooks, which name every changed file")
	flags.StringVar(&f.feed, "feed", "", "check a podcast `feed` (a file or a web address) against the audio and chapters of its episodes")
	flags.StringVar(&f.decode, "decode", "", "decode a `part` of the audio (breaks: its breaks and ends; or all) and report where players stumble")
	flags.Lookup("decode").NoOptDefVal = string(episode.DecodeBreaks)
	flags.StringVar(&f.pages, "pages", "", "with --report: write a page with waveform and player for each episode into a `folder`, and link to it")
	flags.BoolVar(&f.strict, "strict", false, "fail on warnings as well")
	flags.BoolVar(&f.fix, "fix", false, "fix what is safe to fix in the Markdown")
	return command
}

// check finds out whether the flags go together.
func (f *checkFlags) check(command *cobra.Command, args []string) error {
	if f.feed != "" && len(args) > 0 {
		return job.Usage("--feed checks the episodes of the feed; remove %q", args[0])
	}
	for _, name := range []string{"all", "report", "baseline", "changed-since", "fix", "decode", "shard", "intro", "section", "from", "require-audio", "platform"} {
		if f.feed != "" && command.Flags().Changed(name) {
			return job.Usage("--feed cannot be combined with --%s", name)
		}
	}
	if f.pages != "" && f.report == "" {
		return job.Usage("--pages needs --report, which links to them")
	}
	if command.Flags().Changed("changed-since") && f.request.ChangedSince == "" {
		return job.Usage("--changed-since needs a revision")
	}
	if f.feed != "" {
		return nil
	}
	return f.selectFlags.args("EPISODE.md or AUDIO.mp3")(command, args)
}

func runCheck(f checkFlags, args []string, console *output.Console) (err error) {
	source, memory := f.sourceFlags.options, run.NewMemory(!f.noCache, version())
	if source.Severities, err = episode.ParseSeverities(f.rules, f.requireAudio); err != nil {
		return err
	}
	f.request.ReadsWeb, f.request.Offline = true, f.offline
	f.storage.Quick, f.storage.Timeout = f.quick, f.timeout
	source.Reader, source.Web, source.Platforms, source.Decode = memory.Reader, f.webFlags.client(f.noCache), f.platforms, episode.Decode(f.decode)
	defer memory.Save()
	if f.feed != "" {
		return runFeed(f, source, console)
	}
	s, err := f.jobs(args, source.Format)
	if err != nil {
		return err
	}
	accepted, err := f.open(f.request)
	if err != nil {
		return err
	}
	printers, err := f.printers(output.Options{Console: console, Command: "check", Verb: "checked", Strict: f.strict}, s, f.backup, f.file, f.pages)
	if err != nil {
		return err
	}
	c := run.Checker{Source: source, Fix: f.fix, DryRun: f.dryRun, Digests: f.report != "", Page: preview.Pages(f.pages, f.report, s), Site: s.Site != nil, Memory: memory,
		Apply: func(j job.Job) change.Options { return f.applyOptions("check --fix", f.request.All, j) }}
	// What is being fixed is finished; what is only read may be cut short.
	summary, err := run.All(s, run.Options{Command: "check", Workers: f.workers, Strict: f.strict, Interrupt: f.fix && !f.dryRun, Baseline: accepted, Key: c.Key, Known: c.Known,
		Judge: source.Severities.Site(s)}, c.Check, printers...)
	if err == nil && !summary.Interrupted {
		err = f.close(accepted, f.request, console)
	}
	return ended(summary, err)
}
