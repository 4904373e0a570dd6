package feed

import (
	"errors"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"

	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/remote"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/limits"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/job"
)

// Request is which feed to check, and how.
type Request struct {
	Feed    string // file or address
	Offline bool
	Workers int
	Source  episode.Options
	Site    job.Selection // the site's episodes, whose audio counts first
}

// Name is what messages call the feed.
func (r Request) Name() string {
	if remote.IsURL(r.Feed) {
		return remote.Redacted(r.Feed)
	}
	return r.Feed
}

// checker compares a feed with the episodes that it lists.
type checker struct {
	Request
	source *chapters.Source
	folder string              // the feed's; "" where it is on the web
	jobs   map[string]*job.Job // the site's episodes, by the names of their audio
}

// Check compares a feed with the episodes that it lists, and says how many there are. The audio of an episode is the site's
// file of its name, else a file beside the feed, else what is at its address. The error is one of reading; of several, all.
func Check(r Request) (problems []chapters.Diagnostic, count int, err error) {
	content, err := r.read()
	if errors.Is(err, disk.ErrTooLarge) {
		return []chapters.Diagnostic{chapters.Report(chapters.BadFeed, chapters.NewSource(r.Name(), nil), chapters.Span{}, "it is larger than %d MiB", limits.FeedBytes>>20)}, 0, nil
	}
	if err != nil {
		return nil, 0, err
	}
	c := checker{Request: r, jobs: map[string]*job.Job{}}
	if !remote.IsURL(r.Feed) {
		c.folder = filepath.Dir(r.Feed)
	}
	for i, j := range r.Site.Jobs {
		c.jobs[path.Base(filepath.ToSlash(j.Named))] = &r.Site.Jobs[i]
	}
	source, items, wrong := Parse(r.Name(), content)
	if c.source = source; wrong != nil {
		problems = append(problems, *wrong)
	}
	found, errs := make([][]chapters.Diagnostic, len(items)), make([]error, len(items))
	// As many at a time as there is room for with the largest tags: their lengths are not known beforehand.
	busy := make(chan struct{}, min(max(r.Workers, 1), limits.JobsBytes/(2*limits.TagBytes)))
	var wait sync.WaitGroup
	for i := range items {
		busy <- struct{}{}
		wait.Go(func() {
			found[i], errs[i] = c.item(items[i])
			<-busy
		})
	}
	wait.Wait()
	for _, some := range found {
		problems = append(problems, some...)
	}
	chapters.SortDiagnostics(problems)
	return problems, len(items), errors.Join(errs...)
}

// read reads the feed, from a file or from the web.
func (r Request) read() ([]byte, error) {
	if remote.IsURL(r.Feed) && r.Offline {
		return nil, job.ErrOffline
	}
	if remote.IsURL(r.Feed) {
		return r.Source.Web.Fetch(r.Feed, limits.FeedBytes)
	}
	return disk.ReadFile(r.Feed, limits.FeedBytes)
}

// item checks one episode, and names it in what it finds.
func (c checker) item(item Item) ([]chapters.Diagnostic, error) {
	problems, err := c.compare(item)
	if title := strings.TrimSpace(item.Title); title != "" {
		for i := range problems {
			problems[i].Message = chapters.Quoted(title) + ": " + problems[i].Message
		}
	}
	return problems, err
}

func (c checker) compare(item Item) ([]chapters.Diagnostic, error) {
	if item.Audio.Span.IsWhole() {
		return nil, nil // an entry without audio
	}
	facts, err := c.facts(item)
	if err != nil {
		return nil, err
	}
	problems := append(CheckAudio(c.source, item, facts), CheckSimple(c.source, item, facts)...)
	if item.Chapters.Text == "" || facts.Missing != "" {
		return problems, nil
	}
	content, err := c.fetch(item.Chapters.Text)
	if errors.Is(err, job.ErrOffline) {
		return problems, nil
	}
	var missing *remote.MissingError
	if errors.As(err, &missing) {
		return append(problems, chapters.Report(chapters.FeedChapters, c.source, item.Chapters.Span, "its chapters document does not exist: %v", missing)), nil
	}
	if err != nil {
		return problems, err
	}
	return append(problems, CheckChapters(c.source, item, content, facts)...), nil
}

// facts are those of the episode that an item is about.
func (c checker) facts(item Item) (Facts, error) {
	j := job.Job{Audio: item.Audio.Text}
	if known := c.jobs[base(item.Audio.Text)]; known != nil && known.Audio != "" {
		j = *known
	} else if file := c.beside(item.Audio.Text); file != "" {
		j.Audio = file
	} else if !remote.IsURL(j.Audio) {
		return Facts{Missing: "it is not a web address, and there is no such file beside the feed"}, nil
	} else if c.Offline {
		return Facts{}, nil // which compare with nothing
	}
	e, err := episode.Examine(j, c.Source)
	var missing *remote.MissingError
	if errors.As(err, &missing) {
		return Facts{Missing: missing.Error()}, nil
	}
	if err != nil {
		return Facts{}, err
	}
	return factsOf(e), nil
}

func factsOf(e episode.Episode) Facts {
	facts := Facts{Bytes: e.Facts.Bytes, Duration: e.Facts.Duration}
	for _, d := range e.Problems {
		if d.Rule == chapters.AudioMissing {
			facts.Missing = d.Message
		}
	}
	switch {
	case len(e.Chapters) > 0:
		facts.Chapters, facts.From = e.Chapters, e.TextPath
	case len(e.Facts.Embedded) > 0:
		facts.Chapters, facts.From = e.Facts.Embedded, "the audio"
	}
	return facts
}

// base is the last part of an address's path.
func base(address string) string {
	if parsed, err := url.Parse(address); err == nil {
		return path.Base(parsed.Path)
	}
	return ""
}

// beside finds the file that an address means below the feed's folder: generators of sites write both there.
func (c checker) beside(address string) string {
	parsed, err := url.Parse(address)
	if err != nil || c.folder == "" || len(parsed.Path) > maxPath {
		return ""
	}
	for rest := strings.TrimPrefix(path.Clean("/"+parsed.Path), "/"); rest != "" && filepath.IsLocal(filepath.FromSlash(rest)); {
		file := filepath.Join(c.folder, filepath.FromSlash(rest))
		if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() && job.Output(c.folder, file) == nil {
			return file
		}
		_, after, ok := strings.Cut(rest, "/")
		if !ok {
			break
		}
		rest = after
	}
	return ""
}

// maxPath is longer than the path of any file.
const maxPath = 1000

// fetch reads a document, from beside the feed or from the web.
func (c checker) fetch(address string) ([]byte, error) {
	if file := c.beside(address); file != "" {
		return disk.ReadFile(file, limits.FeedDocumentBytes)
	}
	if !remote.IsURL(address) {
		return nil, &remote.MissingError{Name: "its address", Status: "not on the web, and no file beside the feed"}
	}
	if c.Offline {
		return nil, job.ErrOffline
	}
	return c.Source.Web.Fetch(address, limits.FeedDocumentBytes)
}
