package main

import (
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/job"
	"github.com/chapmark/chapmark/cmd/internal/site"
)

// sourceFlags say what chapters come from, and where in a text the topics are.
type sourceFlags struct{ options episode.Options }

func (f *sourceFlags) add(command *cobra.Command) {
	flags := command.Flags()
	flags.StringArrayVar(&f.options.Text.Sections, "section", nil, "take the topics under the heading with these `words`")
	flags.Var(&f.options.Timeline, "timeline", "of an edit decision list: `RATE@START`, how many frames a second has, and where its timeline starts, such as 25@01:00:00:00")
	flags.Var((*episode.Origin)(&f.options), "from", "what the chapters come from: a `source` such as json, webvtt or mp3 (docs/formats.md), instead of what the content looks like; or of a text, the front-matter or the body, where both list topics")
}

func (f *sourceFlags) addIntro(command *cobra.Command) {
	command.Flags().StringVar(&f.options.Intro, "intro", "", "`title` of an opening chapter at 0:00, where the first topic starts later")
}

func (f *sourceFlags) addMerge(command *cobra.Command) {
	command.Flags().BoolVar(&f.options.Merge, "merge", false, "keep the MP3's chapters that the source does not state, in the order of time")
}

func (f *sourceFlags) addMendTitles(command *cobra.Command) {
	command.Flags().BoolVar(&f.options.MendTitles, "mend-titles", false, "where an MP3's titles are not in the encoding that they state, take them as they are meant")
}

// selectFlags select episodes.
type selectFlags struct {
	request job.Request
	workers int
}

func (f *selectFlags) add(command *cobra.Command) {
	flags := command.Flags()
	flags.BoolVar(&f.request.All, "all", false, "take all episodes of the site, as "+site.FileName+" lists them")
	flags.StringVar(&f.request.Config, "config", "", "the site's config `file`; without it, "+site.FileName+" is looked for here and in the folders above")
	flags.BoolVar(&f.request.AllowOutside, "allow-outside", false, "with --all: write audio that lies outside of the site's folder, and follow links that lead there")
	flags.StringVar(&f.request.Shard, "shard", "", "with --all: take the `I/N`th part of the episodes; auto/N asks the machine's scheduler for I")
	flags.IntVarP(&f.workers, "jobs", "j", 2*runtime.NumCPU(), "how many files to work on at a time")
}

// args demands arguments unless all episodes are taken.
func (f *selectFlags) args(name string) cobra.PositionalArgs {
	return func(command *cobra.Command, args []string) error {
		switch {
		case f.request.All && len(args) > 0:
			return job.Usage("--all takes the episodes that %s lists, so %q is one too many", site.FileName, args[0])
		case !f.request.All && f.request.Shard != "":
			return job.Usage("--shard goes with --all")
		case f.workers < 1:
			return job.Usage("--jobs %d: at least one is needed", f.workers)
		case f.request.All:
			return nil
		}
		return atLeastOne(name)(command, args)
	}
}

// jobs are the selected episodes.
func (f *selectFlags) jobs(args []string, source string) (job.Selection, error) {
	f.request.Args, f.request.Source = args, source
	s, err := job.Select(f.request)
	return s, failed(err)
}

// ruleFlags say how severe problems are.
type ruleFlags struct {
	rules        []string // id=severity
	requireAudio bool
}

func (f *ruleFlags) add(command *cobra.Command) {
	command.Flags().BoolVar(&f.requireAudio, "require-audio", false, "an episode whose audio is not there is an error")
	command.Flags().StringArrayVar(&f.rules, "rule", nil, "give a rule another severity: `ID=off`, advice, warning or error")
}

// Limits of how far a mark may be moved.
const (
	usualWithin = 3 * time.Second
	mostWithin  = 30 * time.Second
)

func addWithin(command *cobra.Command, value *time.Duration) {
	command.Flags().DurationVar(value, "within", usualWithin, "how far from its timestamp a topic's pause may be")
}

func checkWithin(within time.Duration) error {
	if within < 100*time.Millisecond || within > mostWithin {
		return job.Usage("--within %v: it may be 0.1s to %v", within, mostWithin)
	}
	return nil
}

func addNoCache(command *cobra.Command, value *bool) {
	command.Flags().BoolVar(value, "no-cache", false, "read all of the audio, even if it did not change since the last run")
}

// files are jobs of single files: those that are named, or the audio of a site's episodes.
func (f *selectFlags) files(args []string, audioOfSite bool) (job.Selection, error) {
	if audioOfSite {
		s, err := f.jobs(nil, "")
		return s.AudioOnly(), err
	}
	s, err := job.Files(args, f.request)
	return s, failed(err)
}
