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
	flags.StringArrayVar(&f.options.Text.Sections, "section", nil, "read only topics under the heading with these `words`")
	flags.Var(&f.options.Timeline, "timeline", "for an edit decision list: `RATE@START`, its frames per second and the start of its timeline, such as 25@01:00:00:00")
	flags.Var((*episode.Origin)(&f.options), "from", "read the chapters as this `source`: json, webvtt, mp3 and others (docs/formats.md); for a text with two lists, front-matter or body")
}

func (f *sourceFlags) addIntro(command *cobra.Command) {
	command.Flags().StringVar(&f.options.Intro, "intro", "", "add an opening chapter with this `title` at 0:00 if the first topic starts later")
}

func (f *sourceFlags) addMerge(command *cobra.Command) {
	command.Flags().BoolVar(&f.options.Merge, "merge", false, "keep chapters of the MP3 that the source does not list (check: expect them)")
}

func (f *sourceFlags) addFixTitles(command *cobra.Command) {
	command.Flags().BoolVar(&f.options.FixTitles, "fix-titles", false, "correct titles of an MP3 that are not in the encoding that they claim")
}

// selectFlags select episodes.
type selectFlags struct {
	storageFlags
	request   job.Request
	workers   int
	filesOnly bool // the command works on files of this machine
}

func (f *selectFlags) add(command *cobra.Command) {
	flags := command.Flags()
	flags.BoolVar(&f.request.All, "all", false, "use all episodes of the site, as "+site.FileName+" lists them")
	flags.StringVar(&f.request.Config, "config", "", "the site's config `file`; by default, "+site.FileName+" in this folder or a folder above")
	flags.BoolVar(&f.request.AllowOutside, "allow-outside", false, "with --all: use audio outside the site's folder, and follow links that lead there")
	flags.StringVar(&f.request.Shard, "shard", "", "with --all: work on part `I/N` of the episodes; auto/N reads I from the scheduler's environment")
	f.addStorage(command)
	flags.IntVarP(&f.workers, "jobs", "j", 2*runtime.NumCPU(), "how many files to work on at once")
}

// args demands arguments unless all episodes are taken.
func (f *selectFlags) args(name string) cobra.PositionalArgs {
	return func(command *cobra.Command, args []string) error {
		switch {
		case f.request.All && len(args) > 0:
			return job.Usage("--all means the episodes that %s lists; remove %q", site.FileName, args[0])
		case !f.request.All && f.request.Shard != "":
			return job.Usage("--shard needs --all")
		case f.workers < 1:
			return job.Usage("--jobs %d: it must be at least 1", f.workers)
		case f.request.All:
			return nil
		}
		return atLeastOne(name)(command, args)
	}
}

// jobs are the selected episodes.
func (f *selectFlags) jobs(args []string, source string) (job.Selection, error) {
	f.request.Args, f.request.Source = args, source
	if err := f.findStorage(); err != nil {
		return job.Selection{}, err
	}
	s, err := job.Select(f.request)
	return s, failed(err)
}

// findStorage makes the client for object storage, which does nothing before it is needed.
func (f *selectFlags) findStorage() (err error) {
	if !f.filesOnly {
		f.request.Objects, err = f.client()
	}
	return err
}

// ruleFlags say how severe problems are.
type ruleFlags struct {
	rules        []string // id=severity
	requireAudio bool
}

func (f *ruleFlags) add(command *cobra.Command) {
	command.Flags().BoolVar(&f.requireAudio, "require-audio", false, "report missing audio as an error")
	command.Flags().StringArrayVar(&f.rules, "rule", nil, "change the severity of a rule: `ID=off`, advice, warning or error")
}

// Limits of how far a mark may be moved.
const (
	usualWithin = 3 * time.Second
	mostWithin  = 30 * time.Second
)

func addWithin(command *cobra.Command, value *time.Duration) {
	command.Flags().DurationVar(value, "within", usualWithin, "how far a pause may be from its topic's timestamp")
}

func checkWithin(within time.Duration) error {
	if within < 100*time.Millisecond || within > mostWithin {
		return job.Usage("--within %v: it must be between 0.1s and %v", within, mostWithin)
	}
	return nil
}

func addNoCache(command *cobra.Command, value *bool) {
	command.Flags().BoolVar(value, "no-cache", false, "read the audio again even if it has not changed")
}

// files are jobs of single files: those that are named, or the audio of a site's episodes.
func (f *selectFlags) files(args []string, audioOfSite bool) (job.Selection, error) {
	if audioOfSite {
		s, err := f.jobs(nil, "")
		return s.AudioOnly(), err
	}
	if err := f.findStorage(); err != nil {
		return job.Selection{}, err
	}
	s, err := job.Files(args, f.request)
	return s, failed(err)
}
