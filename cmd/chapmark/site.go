package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/audio/remote"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/batch"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/report"
	"github.com/chapmark/chapmark/cmd/internal/site"
)

// siteOptions are those of commands that can take all episodes of a site.
type siteOptions struct {
	all          bool
	config       string
	shard        string
	jobs         int
	web          bool // audio on the web is read
	requireAudio bool
	rules        []string // id=severity
}

// addAll adds the flags that take all episodes.
func addAll(command *cobra.Command, o *siteOptions) {
	flags := command.Flags()
	flags.BoolVar(&o.all, "all", false, "take all episodes of the site, as "+site.FileName+" lists them")
	flags.StringVar(&o.config, "config", "", "the site's config `file`; without it, "+site.FileName+" is looked for here and in the folders above")
	flags.StringVar(&o.shard, "shard", "", "with --all: take the `I/N`th part of the episodes; auto/N asks the machine's scheduler for I")
	flags.IntVarP(&o.jobs, "jobs", "j", runtime.NumCPU(), "how many files to work on at a time")
}

// addSite adds those, and the ones that say how severe problems are.
func addSite(command *cobra.Command, o *siteOptions) {
	addAll(command, o)
	flags := command.Flags()
	flags.BoolVar(&o.requireAudio, "require-audio", false, "an episode whose audio is not there is an error")
	flags.StringArrayVar(&o.rules, "rule", nil, "give a rule another severity: `ID=off`, advice, warning or error")
}

// args demands arguments unless all episodes are taken.
func (o *siteOptions) args(name string) cobra.PositionalArgs {
	return func(command *cobra.Command, args []string) error {
		switch {
		case o.all && len(args) > 0:
			return usageError{fmt.Errorf("--all takes the episodes that %s lists, so %q is one too many", site.FileName, args[0])}
		case !o.all && o.shard != "":
			return usageError{errors.New("--shard goes with --all")}
		case o.jobs < 1:
			return usageError{fmt.Errorf("--jobs %d: at least one is needed", o.jobs)}
		case o.all:
			return nil
		}
		return atLeastOne(name)(command, args)
	}
}

// selection are the episodes that a command is to work on.
type selection struct {
	pairs []pair
	left  []chapters.Diagnostic // about none of them
	root  string                // the folder that names in files are relative to: the config's, else the working one
	shard *batch.Shard

	config *site.Config // of --all
}

// selected finds the episodes: those of the arguments, or of the site. What is wrong with the site's config is printed.
func (o siteOptions) selected(args []string, stdout io.Writer) (selection, error) {
	if o.all {
		config, err := o.open(stdout)
		if err != nil {
			return selection{}, err
		}
		return o.every(config)
	}
	args, err := expandGlobs(args)
	if err != nil {
		return selection{}, err
	}
	s := selection{pairs: pairs(args), root: "."}
	owners := map[string][]*pair{}
	if err := notOnTheWeb(s.pairs); err != nil && !o.web {
		return s, err
	}
	if !slices.ContainsFunc(s.pairs, func(p pair) bool { return p.text != "" }) && o.config == "" {
		if path, err := site.Find("."); err == nil {
			s.root = filepath.Dir(path)
		}
		return s, nil
	}
	config, err := o.lookUp(stdout)
	if err != nil {
		return s, err
	}
	for i := range s.pairs {
		p := &s.pairs[i]
		if p.text != "" && config != nil && config.Owns(p.text) {
			p.config = config
			if p.audio == "" {
				p.find()
			}
		}
		if p.audio == "" && p.named == "" && p.text != "" {
			p.audio = episode.Beside(p.text)
		}
		p.owns(owners)
		o.settle(p)
	}
	shared(owners)
	if config != nil {
		s.root = config.Folder
	}
	return s, nil
}

// lookUp reads the site's config, for files that are named. Without a site, there is none.
func (o siteOptions) lookUp(stdout io.Writer) (*site.Config, error) {
	if _, err := site.Find("."); o.config == "" && errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	config, err := o.open(stdout)
	return &config, err
}

// settle notes the size of an episode's audio, and leaves audio on the web to commands that can read it.
func (o siteOptions) settle(p *pair) {
	if remote.IsURL(p.audio) && !o.web && p.named != "" {
		p.audio = ""
	}
	p.measure()
}

// expandGlobs does what shells do, for those that do not.
func expandGlobs(args []string) ([]string, error) {
	var all []string
	for _, arg := range args {
		if _, err := os.Lstat(arg); err == nil || remote.IsURL(arg) || !strings.ContainsAny(arg, "*?[{") {
			all = append(all, arg)
			continue
		}
		found, err := doublestar.FilepathGlob(arg, doublestar.WithFilesOnly())
		if err == nil && len(found) == 0 {
			err = fs.ErrNotExist
		}
		if err != nil {
			return nil, failureError{error: fmt.Errorf("find files by %q: %w", arg, err)}
		}
		slices.Sort(found)
		all = append(all, found...)
	}
	return all, nil
}

// open reads the site's config. What is wrong with it is printed.
func (o siteOptions) open(stdout io.Writer) (site.Config, error) {
	path := o.config
	if path == "" {
		found, err := site.Find(".")
		if errors.Is(err, fs.ErrNotExist) {
			return site.Config{}, usageError{fmt.Errorf("--all needs a %s, here or in a folder above", site.FileName)}
		}
		if err != nil {
			return site.Config{}, failureError{error: err}
		}
		path = found
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return site.Config{}, failureError{error: err}
	}
	config, problems, err := site.Read(path)
	if err != nil {
		return site.Config{}, failureError{error: err}
	}
	config.Source.Name = shorter(path)
	if len(problems) > 0 {
		report.Diagnostics(stdout, report.StyleFor(stdout), problems)
		return site.Config{}, errProblems
	}
	return config, nil
}

// every finds all texts of a site and their audio, or those of a shard.
func (o siteOptions) every(config site.Config) (selection, error) {
	s := selection{root: config.Folder, config: &config}
	if o.shard != "" {
		shard, err := batch.ParseShard(o.shard)
		if err != nil {
			return s, usageError{fmt.Errorf("--shard: %w", err)}
		}
		s.shard = &shard
	}
	texts, err := config.Texts()
	if err != nil {
		return s, failureError{error: err}
	}
	if len(texts) == 0 {
		s.left = append(s.left, chapters.Report(chapters.BadConfig, config.Source, chapters.Span{}, "no file matches %s", strings.Join(config.Episodes, ", ")))
	}
	owners := map[string][]*pair{} // of each audio, by its real path
	for _, text := range texts {
		s.pairs = append(s.pairs, pair{text: shorter(text), config: &config})
	}
	known := map[string]bool{}
	for i := range s.pairs {
		p := &s.pairs[i]
		p.find()
		p.owns(owners)
		o.settle(p)
		known[p.audio] = true
	}
	shared(owners)
	everything, err := config.AllAudio()
	if err != nil {
		return s, failureError{error: err}
	}
	for _, path := range everything {
		if path = shorter(path); !known[path] {
			s.left = append(s.left, chapters.Report(chapters.OrphanAudio, chapters.NewSource(path, nil), chapters.Span{}, "this belongs to no episode"))
		}
	}
	if s.shard != nil {
		s.pairs = slices.DeleteFunc(s.pairs, func(p pair) bool { return !s.shard.Holds(s.relative(p.text)) })
		s.left = slices.DeleteFunc(s.left, func(d chapters.Diagnostic) bool { return !s.shard.Holds(s.relative(d.Source.Name)) })
	}
	return s, nil
}

// shared finds episodes with the same audio. Which of them it belongs to is for a person to say.
func shared(owners map[string][]*pair) {
	for _, those := range owners {
		for i, p := range those {
			if other := those[(i+1)%len(those)]; other.text != p.text {
				p.problems = append(p.problems, chapters.Report(chapters.SharedAudio, chapters.NewSource(p.text, nil), chapters.Span{},
					"%s is the audio of %s, too", cmp.Or(p.named, p.audio), other.text).WithHint("each episode needs a name of its own for its audio"))
			}
		}
	}
}

// relative is a path as it is written into files that other machines read: from the root, with slashes.
func (s selection) relative(path string) string {
	if path == "" || remote.IsURL(path) {
		return path
	}
	if absolute, err := filepath.Abs(path); err == nil {
		if root, err := filepath.Abs(s.root); err == nil {
			if relative, err := filepath.Rel(root, absolute); err == nil {
				return filepath.ToSlash(relative)
			}
		}
	}
	return filepath.ToSlash(path)
}

// audio are the audio files that are there, without their texts.
func (s selection) audio() []pair {
	var list []pair
	for _, p := range s.pairs {
		if p.audio != "" {
			list = append(list, pair{audio: p.audio, bytes: p.bytes})
		}
	}
	return list
}

// bytes is how much audio there is.
func (s selection) bytes() int64 {
	total := int64(0)
	for _, p := range s.pairs {
		total += p.bytes
	}
	return total
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
