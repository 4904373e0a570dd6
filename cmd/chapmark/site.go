package main

import (
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
	offline      bool // it could be, but is not to be
	requireAudio bool
	rules        []string // id=severity
	from         string   // what the chapters come from, where that is said
}

// addAll adds the flags that take all episodes.
func addAll(command *cobra.Command, o *siteOptions) {
	flags := command.Flags()
	flags.BoolVar(&o.all, "all", false, "take all episodes of the site, as "+site.FileName+" lists them")
	flags.StringVar(&o.config, "config", "", "the site's config `file`; without it, "+site.FileName+" is looked for here and in the folders above")
	flags.StringVar(&o.shard, "shard", "", "with --all: take the `I/N`th part of the episodes; auto/N asks the machine's scheduler for I")
	flags.IntVarP(&o.jobs, "jobs", "j", 2*runtime.NumCPU(), "how many files to work on at a time")
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

// lookUp reads the site's config, for files that are named. Without a site, there is none.
func (o siteOptions) lookUp(stdout io.Writer) (*site.Config, error) {
	if _, err := site.Find("."); o.config == "" && errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	config, err := o.open(stdout)
	return &config, err
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
