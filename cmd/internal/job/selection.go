package job

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/objects"
	"github.com/chapmark/chapmark/audio/remote"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/site"
)

// Selection is the episodes that a command works on.
type Selection struct {
	Jobs         []Job
	Problems     []chapters.Diagnostic // that belong to no single episode
	Root         string                // the folder that names in files are relative to: the config's, else the working one
	Shard        *Shard
	Site         *site.Config // of --all
	AllowOutside bool         // as in the Request
	Feed         *int         // how many episodes the feed lists that is the job; nil where it is none

	Objects *objects.Client // of jobs in object storage; nil where there are none
}

// Select finds the episodes. The error is a UsageError, a *ConfigError, or one of reading.
func Select(r Request) (Selection, error) {
	s, err := r.selected()
	if err == nil && r.ChangedSince != "" {
		err = s.keepChanged(r.ChangedSince)
	}
	return s, err
}

func (r Request) selected() (Selection, error) {
	if r.All {
		config, err := r.openConfig()
		if err != nil {
			return Selection{}, err
		}
		return r.Every(config)
	}
	args, err := r.expand(r.Args)
	if err != nil {
		return Selection{}, err
	}
	s := Selection{Jobs: fromArgs(args, r), Root: "."}
	if err := r.allowed(s.Jobs); err != nil {
		return s, err
	}
	if r.Config == "" && !slices.ContainsFunc(s.Jobs, func(j Job) bool { return j.Text != "" }) {
		if path, err := site.Find("."); err == nil {
			s.Root = filepath.Dir(path)
		}
		return s, s.measure(r)
	}
	config, err := r.Site()
	if err != nil {
		return s, err
	}
	if r.OnlyEpisodes && config != nil {
		s.Jobs = slices.DeleteFunc(s.Jobs, func(j Job) bool {
			_, err := os.Stat(j.Text)
			return j.Text != "" && err == nil && !config.Owns(j.Text)
		})
	}
	for i := range s.Jobs {
		j := &s.Jobs[i]
		if j.Text != "" && config != nil && config.Owns(j.Text) {
			j.Site = config
			if j.Audio == "" && !r.TextsOnly {
				j.findAudio(workingFolder())
				if err := r.confineAudio(j); err != nil {
					return s, err
				}
			}
		}
		if j.Audio == "" && j.Named == "" && j.Text != "" && !r.TextsOnly {
			j.Audio = Beside(j.Text)
		}
	}
	if config != nil {
		s.Root = config.Folder
	}
	err = s.measure(r)
	reportSharedAudio(s.Jobs)
	return s, err
}

// confineAudio keeps audio that a site found inside the site's folder. The text was named, and may be a link.
func (r Request) confineAudio(j *Job) error {
	if r.AllowOutside {
		return nil
	}
	inside, err := confine(j.Site.Folder)
	audio := Job{Audio: j.Audio, Err: j.Err}
	inside.check(&audio, audio.Audio)
	j.Outside, j.Err = audio.Outside, audio.Err
	return err
}

// measure notes the sizes of audio files, and leaves audio on other machines to commands that read it.
func (s *Selection) measure(r Request) error {
	for i := range s.Jobs {
		j := &s.Jobs[i]
		if remote.IsURL(j.Audio) && (!r.ReadsWeb || r.Offline) && j.Named != "" || remote.IsObject(j.Audio) && (r.Objects == nil || r.Offline) && j.Named != "" {
			j.Audio = ""
		}
		j.statAudio()
	}
	return s.lookUp(r)
}

// mostPairers is how many texts may be read at a time for their audio's names, each of which may take more than 100 MB on purpose.
const mostPairers = 4

// Every finds all texts of a site and their audio, or those of a shard.
func (r Request) Every(config *site.Config) (Selection, error) {
	s := Selection{Root: config.Folder, Site: config, AllowOutside: r.AllowOutside}
	if r.Shard != "" {
		shard, err := ParseShard(r.Shard)
		if err != nil {
			return s, Usage("--shard: %w", err)
		}
		s.Shard = &shard
	}
	texts, idle, err := config.Texts()
	if err != nil {
		return s, err
	}
	for _, pattern := range idle {
		s.Problems = append(s.Problems, config.IdleExclude(pattern))
	}
	if len(texts) == 0 {
		s.Problems = append(s.Problems, chapters.Report(chapters.BadConfig, config.Source, chapters.Span{}, "no file matches %s", strings.Join(config.Episodes, ", ")))
	}
	here := workingFolder()
	s.Jobs = make([]Job, len(texts))
	parts := max(min(runtime.GOMAXPROCS(0), mostPairers, len(texts)/64), 1)
	errs := make([]error, parts)
	var wait sync.WaitGroup
	for part := range parts {
		wait.Go(func() {
			from, to := part*len(texts)/parts, (part+1)*len(texts)/parts
			errs[part] = r.pair(s.Jobs[from:to], texts[from:to], config, here)
		})
	}
	if wait.Wait(); errors.Join(errs...) != nil {
		return s, errors.Join(errs...)
	}
	if s.Shard != nil { // others look at the rest
		s.Jobs = slices.DeleteFunc(s.Jobs, func(j Job) bool { return remote.IsObject(j.Audio) && !s.Shard.Holds(s.Relative(j.Text)) })
	}
	if err := s.measure(r); err != nil {
		return s, err
	}
	reportSharedAudio(s.Jobs)
	known := map[string]bool{}
	for _, j := range s.Jobs {
		known[j.Audio] = true
	}
	everything, err := config.AllAudio()
	if err != nil {
		return s, err
	}
	for _, path := range everything {
		if path = shorter(here, path); !known[path] {
			s.Problems = append(s.Problems, chapters.Report(chapters.OrphanAudio, chapters.NewSource(path, nil), chapters.Span{}, "no episode uses this file"))
		}
	}
	if s.Shard != nil {
		s.Jobs = slices.DeleteFunc(s.Jobs, func(j Job) bool { return !s.Shard.Holds(s.Relative(j.Text)) })
		s.Problems = slices.DeleteFunc(s.Problems, func(d chapters.Diagnostic) bool { return !s.Shard.Holds(s.Relative(d.Source.Name)) })
	}
	return s, nil
}

// pair makes jobs of texts, and finds their audio. Here is the working folder.
func (r Request) pair(jobs []Job, texts []string, config *site.Config, here string) error {
	inside, err := confine(config.Folder)
	if err != nil {
		return err
	}
	for i, text := range texts {
		j := Job{Text: shorter(here, text), Site: config}
		if !r.AllowOutside {
			inside.check(&j, j.Text) // before it is read for its audio's name
		}
		if j.Err == nil {
			j.findAudio(here)
		}
		if !r.AllowOutside {
			inside.check(&j, j.Audio)
		}
		jobs[i] = j
	}
	return nil
}

// Relative is a path as it is written into files that other machines read: from the root, with slashes.
func (s Selection) Relative(path string) string {
	if path == "" || remote.IsRemote(path) {
		return path
	}
	if absolute, err := filepath.Abs(path); err == nil {
		if root, err := filepath.Abs(s.Root); err == nil {
			if relative, err := filepath.Rel(root, absolute); err == nil {
				return filepath.ToSlash(relative)
			}
		}
	}
	return filepath.ToSlash(path)
}

// AudioOnly are the audio files that are there, without their texts.
func (s Selection) AudioOnly() Selection {
	var list []Job
	for _, j := range s.Jobs {
		if j.Audio != "" || j.Err != nil {
			list = append(list, Job{Audio: j.Audio, Outside: j.Outside, Bytes: j.Bytes, Err: j.Err, Site: j.Site})
		}
	}
	s.Jobs = list
	return s
}

// tagGrowth is more than most tags grow by.
const tagGrowth = 8 << 10

// Room asks whether the disks have room for replacing the audio, as many files at a time as there are workers.
func (s Selection) Room(workers int, words func(n int64) string) *disk.Room {
	room := disk.Room{Files: map[string]int64{}, Workers: workers, Growth: tagGrowth, Words: words}
	for _, j := range s.Jobs {
		room.Files[j.Audio] = j.Bytes
	}
	return &room
}

// Bytes is how much audio there is.
func (s Selection) Bytes() int64 {
	total := int64(0)
	for _, j := range s.Jobs {
		total += j.Bytes
	}
	return total
}

// Noun is what the jobs are: "episode", or "file" where none has a text.
func (s Selection) Noun() string {
	if s.Feed != nil || slices.ContainsFunc(s.Jobs, func(j Job) bool { return j.Text != "" }) {
		return "episode"
	}
	return "file"
}
