package main

import (
	"cmp"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/chapmark/chapmark/audio/remote"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/batch"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/site"
)

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
	s := selection{pairs: pairs(args, o.from), root: "."}
	owners := map[string][]*pair{}
	if err := notOnTheWeb(s.pairs, o.offline); err != nil && !o.web {
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

// settle notes the size of an episode's audio, and leaves audio on the web to commands that can read it.
func (o siteOptions) settle(p *pair) {
	if remote.IsURL(p.audio) && !o.web && p.named != "" {
		p.audio = ""
	}
	p.measure()
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
