package main

import (
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/remote"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/batch"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/feed"
)

// feedCheck compares a feed with the episodes that it lists.
type feedCheck struct {
	checkOptions
	reader *audio.Reader
	source *chapters.Source
	folder string           // the feed's; "" where it is on the web
	pairs  map[string]*pair // a site's episodes, by the names of their audio
}

// runFeed checks a feed. The audio of an episode is the site's file of its name, else a file beside the feed, else what is at its
// address.
func runFeed(o checkOptions, stdout, stderr io.Writer) (err error) {
	if o.severities, err = o.site.severities(); err != nil {
		return err
	}
	answers := &answers{format: o.format, strict: o.strict, stdout: stdout, noun: "episode", progress: batch.NewProgress(stderr, "checked", 0, 0)}
	name, content, err := o.readFeed()
	if err != nil {
		answers.failed(name, err, stderr)
		if err := answers.close(stderr); err != nil {
			return failureError{error: err}
		}
		return answers.outcome()
	}
	config, err := o.site.lookUp(stdout)
	if err != nil {
		return err
	}
	c := feedCheck{checkOptions: o, reader: newReader(o.noCache), pairs: map[string]*pair{}}
	if !remote.IsURL(o.feed) {
		c.folder = filepath.Dir(o.feed)
	}
	if config != nil {
		s, err := o.site.every(*config)
		if err != nil {
			return err
		}
		for i, p := range s.pairs {
			c.pairs[path.Base(filepath.ToSlash(p.named))] = &s.pairs[i]
		}
	}
	source, items, wrong := feed.Parse(name, content)
	c.source = source
	var problems []chapters.Diagnostic
	if wrong != nil {
		problems = append(problems, *wrong)
	}
	batch.Run(&batch.Batch{Jobs: o.site.jobs}, len(items), func(i int) outcome {
		found, err := c.item(items[i])
		return outcome{problems: found, err: err}
	}, func(i int, _ bool, r outcome) {
		if r.err != nil {
			answers.failed(name, r.err, stderr)
		}
		problems = append(problems, r.problems...)
	})
	_ = c.reader.Facts.Save()
	chapters.SortDiagnostics(problems)
	answers.checked(name, outcome{problems: o.severities.judge(pair{audio: name, config: config}, chapters.Document{}, problems)})
	answers.count = len(items)
	if err := answers.close(stderr); err != nil {
		return failureError{error: err}
	}
	return answers.outcome()
}

// readFeed reads the feed, from a file or from the web.
func (o checkOptions) readFeed() (name string, content []byte, err error) {
	if remote.IsURL(o.feed) && o.web.offline {
		return remote.Redacted(o.feed), nil, errOffline
	}
	if remote.IsURL(o.feed) {
		content, err = o.options.Web.Fetch(o.feed, feed.MaxBytes)
		return remote.Redacted(o.feed), content, err
	}
	file, err := os.Open(o.feed)
	if err != nil {
		return o.feed, nil, err
	}
	defer file.Close()
	content, err = io.ReadAll(io.LimitReader(file, feed.MaxBytes+1))
	return o.feed, content, err
}

// item checks one episode.
func (c feedCheck) item(item feed.Item) ([]chapters.Diagnostic, error) {
	if item.Audio.Span.IsWhole() {
		return nil, nil // an entry without audio
	}
	facts, err := c.facts(item)
	if err != nil {
		return nil, err
	}
	problems := feed.CheckAudio(c.source, item, facts)
	if item.Chapters.Text == "" || facts.Missing != "" {
		return problems, nil
	}
	content, err := c.fetch(item.Chapters.Text)
	if errors.Is(err, errOffline) {
		return problems, nil
	}
	var missing *remote.MissingError
	if errors.As(err, &missing) {
		return append(problems, chapters.Report(chapters.FeedChapters, c.source, item.Chapters.Span, "its chapters document is not there: %v", missing)), nil
	}
	if err != nil {
		return problems, err
	}
	return append(problems, feed.CheckChapters(c.source, item, content, facts)...), nil
}

// facts are those of the episode that an item is about.
func (c feedCheck) facts(item feed.Item) (feed.Facts, error) {
	p := pair{audio: item.Audio.Text}
	if known := c.pairs[base(item.Audio.Text)]; known != nil && known.audio != "" {
		p = *known
	} else if file := c.beside(item.Audio.Text); file != "" {
		p.audio = file
	} else if !remote.IsURL(p.audio) {
		return feed.Facts{Missing: "its address is not on the web, and there is no such file beside the feed"}, nil
	} else if c.web.offline {
		return feed.Facts{}, nil // which compare with nothing
	}
	e, err := p.load(c.reader, c.options)
	var missing *remote.MissingError
	if errors.As(err, &missing) {
		return feed.Facts{Missing: missing.Error()}, nil
	}
	if err != nil {
		return feed.Facts{}, err
	}
	return factsOf(p, e), nil
}

func factsOf(p pair, e episode.Episode) feed.Facts {
	facts := feed.Facts{Bytes: e.Facts.Bytes, Duration: e.Facts.Duration}
	for _, d := range e.Problems {
		if d.Rule == chapters.AudioMissing {
			facts.Missing = d.Message
		}
	}
	switch {
	case len(e.Chapters) > 0:
		facts.Chapters, facts.From = e.Chapters, p.text
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
func (c feedCheck) beside(address string) string {
	parsed, err := url.Parse(address)
	if err != nil || c.folder == "" || len(parsed.Path) > maxPath {
		return ""
	}
	for rest := strings.TrimPrefix(path.Clean("/"+parsed.Path), "/"); rest != "" && filepath.IsLocal(filepath.FromSlash(rest)); {
		file := filepath.Join(c.folder, filepath.FromSlash(rest))
		if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() {
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

// maxDocument is more than a chapters document has.
const maxDocument = 4 << 20

// fetch reads a document, from beside the feed or from the web.
func (c feedCheck) fetch(address string) ([]byte, error) {
	if file := c.beside(address); file != "" {
		opened, err := os.Open(file)
		if err != nil {
			return nil, err
		}
		defer opened.Close()
		content, err := io.ReadAll(io.LimitReader(opened, maxDocument+1))
		if len(content) > maxDocument {
			err = fmt.Errorf("read %s: it has more than %d bytes, which is what is read at most", file, maxDocument)
		}
		return content, err
	}
	if !remote.IsURL(address) {
		return nil, &remote.MissingError{Name: "its address", Status: "not on the web, and no file beside the feed"}
	}
	if c.web.offline {
		return nil, errOffline
	}
	return c.options.Web.Fetch(address, maxDocument)
}
