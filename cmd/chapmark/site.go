package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/report"
	"github.com/chapmark/chapmark/cmd/internal/site"
)

// siteOptions are those of commands that can take all episodes of a site.
type siteOptions struct {
	all          bool
	config       string
	requireAudio bool
	rules        []string // id=severity
}

// addAll adds the flags that take all episodes.
func addAll(command *cobra.Command, o *siteOptions) {
	flags := command.Flags()
	flags.BoolVar(&o.all, "all", false, "take all episodes of the site, as "+site.FileName+" lists them")
	flags.StringVar(&o.config, "config", "", "the site's config `file`; without it, "+site.FileName+" is looked for here and in the folders above")
}

// addSite adds those, and the ones that say how severe problems are.
func addSite(command *cobra.Command, o *siteOptions) {
	addAll(command, o)
	flags := command.Flags()
	flags.BoolVar(&o.requireAudio, "require-audio", false, "an episode whose audio is not there is an error")
	flags.StringArrayVar(&o.rules, "rule", nil, "give a rule another severity: `ID=off`, advice, warning or error")
}

// args demands arguments unless all episodes are taken.
func (o *siteOptions) args(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(command *cobra.Command, args []string) error {
		if o.all && len(args) > 0 {
			return usageError{fmt.Errorf("--all takes the episodes that %s lists, so %q is one too many", site.FileName, args[0])}
		}
		if o.all {
			return nil
		}
		return check(command, args)
	}
}

// allEpisodes are those of a site.
type allEpisodes struct {
	site.Config
	pairs []pair
	left  []chapters.Diagnostic // about no episode
}

// open reads the site, and pairs its texts with its audio. What is wrong with the config is printed.
func (o siteOptions) open(stdout io.Writer) (allEpisodes, error) {
	path := o.config
	if path == "" {
		found, err := site.Find(".")
		if errors.Is(err, fs.ErrNotExist) {
			return allEpisodes{}, usageError{fmt.Errorf("--all needs a %s, here or in a folder above", site.FileName)}
		}
		if err != nil {
			return allEpisodes{}, failureError{error: err}
		}
		path = found
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return allEpisodes{}, failureError{error: err}
	}
	config, problems, err := site.Read(path)
	if err != nil {
		return allEpisodes{}, failureError{error: err}
	}
	config.Source.Name = shorter(path)
	if len(problems) > 0 {
		report.Diagnostics(stdout, report.StyleFor(stdout), problems)
		return allEpisodes{}, errProblems
	}
	all := allEpisodes{Config: config}
	return all, all.pair()
}

// pair finds the texts and their audio.
func (a *allEpisodes) pair() error {
	texts, err := a.Texts()
	if err != nil {
		return failureError{error: err}
	}
	if len(texts) == 0 {
		a.left = append(a.left, chapters.Report(chapters.BadConfig, a.Source, chapters.Span{}, "no file matches %s", strings.Join(a.Episodes, ", ")))
	}
	var found []site.Pair
	owners := map[string][]int{} // of each audio, by its real path
	sources := map[int]*chapters.Source{}
	for _, text := range texts {
		text = shorter(text)
		e, err := episode.LoadText(text, a.Text)
		if err != nil {
			a.pairs = append(a.pairs, pair{text: text, err: err})
			continue
		}
		one, problem := a.Config.Pair(text, e.Document)
		one.Audio, one.Named = shorter(one.Audio), shorter(one.Named)
		p := pair{text: text, audio: one.Audio, named: one.Named}
		if problem != nil {
			p.problems = append(p.problems, *problem)
		} else {
			real := one.Named
			if resolved, err := filepath.EvalSymlinks(real); err == nil {
				real = resolved
			}
			owners[real] = append(owners[real], len(a.pairs))
		}
		sources[len(a.pairs)] = e.Document.Source
		found, a.pairs = append(found, one), append(a.pairs, p)
	}
	for _, those := range owners {
		for i, index := range those {
			if len(those) > 1 {
				other := a.pairs[those[(i+1)%len(those)]]
				a.pairs[index].problems = append(a.pairs[index].problems, chapters.Report(chapters.SharedAudio, sources[index], chapters.Span{},
					"%s is the audio of %s, too", a.pairs[index].named, other.text).WithHint("each episode needs a name of its own for its audio"))
			}
		}
	}
	orphans, err := a.Orphans(found)
	if err != nil {
		return failureError{error: err}
	}
	for _, path := range orphans {
		a.left = append(a.left, chapters.Report(chapters.OrphanAudio, chapters.NewSource(shorter(path), nil), chapters.Span{}, "this belongs to no episode"))
	}
	return nil
}

// audio are the audio files of a site that are there.
func (a allEpisodes) audio() []pair {
	var list []pair
	for _, p := range a.pairs {
		if p.audio != "" {
			list = append(list, pair{audio: p.audio})
		}
	}
	return list
}

// shorter is a path relative to the working folder, where that is inside or near it.
func shorter(path string) string {
	here, err := os.Getwd()
	if err != nil || !filepath.IsAbs(path) {
		return path
	}
	if relative, err := filepath.Rel(here, path); err == nil && len(relative) < len(path) {
		return relative
	}
	return path
}

// options are those of the site, unless the command line has others.
func (a allEpisodes) options(o episode.Options) episode.Options {
	if o.Intro == "" {
		o.Intro = a.Intro
	}
	if o.Text.Section == "" && o.Text.From == "" {
		o.Text = a.Text
	}
	return o
}

// severities gives problems the severities that the config and the command line ask for, and leaves out what is off.
func (o siteOptions) severities(config map[chapters.Rule]site.Level) (func([]chapters.Diagnostic) []chapters.Diagnostic, error) {
	levels := map[chapters.Rule]site.Level{}
	for rule, level := range config {
		levels[rule] = level
	}
	if o.requireAudio {
		levels[chapters.AudioMissing] = site.Level{Severity: chapters.Error}
	}
	for _, word := range o.rules {
		id, severity, _ := strings.Cut(word, "=")
		level, ok := site.ParseLevel(severity)
		if rule := chapters.Rule(id); !ok || !known(rule) {
			return nil, usageError{fmt.Errorf("--rule %s: write a rule of docs/checks.md, = and off, advice, warning or error", word)}
		}
		levels[chapters.Rule(id)] = level
	}
	return func(problems []chapters.Diagnostic) []chapters.Diagnostic {
		kept := problems[:0:0]
		for _, d := range problems {
			level, changed := levels[d.Rule]
			if changed && level.Off {
				continue
			}
			if changed {
				d.Severity = level.Severity
			}
			kept = append(kept, d)
		}
		return kept
	}, nil
}

func known(rule chapters.Rule) bool {
	for _, info := range chapters.Rules() {
		if info.Rule == rule {
			return true
		}
	}
	return false
}
