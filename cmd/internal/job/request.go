package job

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/chapmark/chapmark/audio/objects"
	"github.com/chapmark/chapmark/audio/remote"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/site"
)

// Request is which episodes a person asked for.
type Request struct {
	Args         []string
	All          bool   // every episode of the site
	Config       string // the site's config file; "" looks for it
	Shard        string // of All: I/N
	ChangedSince string // a revision of git's, or ""
	Source       string // what the chapters come from, where that was said: MP3, Markdown, or a format
	ReadsWeb     bool   // the command reads audio on the web
	Offline      bool   // but is not to
	AllowOutside bool   // what lies outside of a site's folder may be written, and links may lead there
	OnlyEpisodes bool   // of the texts that are named, those that a site's config lists
	TextsOnly    bool   // the command needs no audio: an argument is a file by itself

	Objects *objects.Client // reads and writes audio in object storage; nil: the command does not
}

// UsageError is a mistake in the command line.
type UsageError struct{ error }

// Usage makes a UsageError.
func Usage(format string, args ...any) error { return UsageError{fmt.Errorf(format, args...)} }

// ConfigError says that a site's config has mistakes.
type ConfigError struct{ Problems []chapters.Diagnostic }

func (e *ConfigError) Error() string { return e.Problems[0].Message }

// ErrOffline says that the web was to be left alone.
var ErrOffline = errors.New("it is on the web, which --offline does not read")

// openConfig reads the site's config.
func (r Request) openConfig() (*site.Config, error) {
	path := r.Config
	if path == "" {
		found, err := site.Find(".")
		if errors.Is(err, fs.ErrNotExist) {
			return nil, Usage("--all needs a %s, here or in a folder above", site.FileName)
		}
		if err != nil {
			return nil, err
		}
		path = found
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	config, problems, err := site.Read(path)
	if err != nil {
		return nil, err
	}
	config.Source.Name = shorter(workingFolder(), path)
	if len(problems) > 0 {
		return nil, &ConfigError{problems}
	}
	return &config, nil
}

// Site reads the site's config, if there is one.
func (r Request) Site() (*site.Config, error) {
	if _, err := site.Find("."); r.Config == "" && errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return r.openConfig()
}

// Expand does with globs what shells do, for those that do not.
func Expand(args []string) ([]string, error) {
	var all []string
	for _, arg := range args {
		if _, err := os.Lstat(arg); err == nil || remote.IsRemote(arg) || !strings.ContainsAny(arg, "*?[{") {
			all = append(all, arg)
			continue
		}
		found, err := doublestar.FilepathGlob(arg, doublestar.WithFilesOnly())
		if err == nil && len(found) == 0 {
			err = fs.ErrNotExist
		}
		if err != nil {
			return nil, fmt.Errorf("find files by %q: %w", arg, err)
		}
		slices.Sort(found)
		all = append(all, found...)
	}
	return all, nil
}

// allowed refuses addresses where the command does not read from the web.
func (r Request) allowed(jobs []Job) error {
	for _, j := range jobs {
		switch {
		case remote.IsObject(j.Audio) && r.Objects == nil:
			return Usage("%s is in object storage, and this command works on files: download it first", j.Audio)
		case remote.IsObject(j.Audio) && r.Offline && j.Named == "":
			return UsageError{fmt.Errorf("%s: %w", j.Audio, ErrOffline)}
		case !remote.IsURL(j.Audio) || j.Named != "" || r.ReadsWeb && !r.Offline:
		case r.Offline:
			return UsageError{fmt.Errorf("%s: %w", remote.Redacted(j.Audio), ErrOffline)}
		default:
			return Usage("%s is on the web; only check and show read audio there: download it first", j.Name())
		}
	}
	return nil
}
