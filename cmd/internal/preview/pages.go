package preview

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/loudness"
	"github.com/chapmark/chapmark/audio/remote"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/job"
	"github.com/chapmark/chapmark/cmd/internal/output"
)

// WriteHTML writes the page of one episode into a file, or for "-" to the console.
func WriteHTML(path string, e episode.Episode, sound loudness.Envelope, audioURL string, console *output.Console) error {
	content, err := HTML(e, sound, audioURL)
	switch {
	case err != nil:
		return err
	case path == "-":
		return console.Content(content)
	}
	return job.Put(path, content)
}

// Pages writes a page for each episode into a folder, under the path that its text has in the site. It returns nil where no folder
// is named; what it returns gives the page's address as seen from the report, "" for an episode without audio on this machine.
func Pages(folder, report string, s job.Selection) func(episode.Episode) (string, error) {
	if folder == "" {
		return nil
	}
	return func(e episode.Episode) (string, error) {
		if e.Audio == nil || e.Audio.Stream.Frames == 0 || remote.IsURL(e.AudioPath) { // audio on the web would be fetched twice
			return "", nil
		}
		name := filepath.FromSlash(strings.TrimSuffix(s.Relative(e.Job.Name()), ".md")) + ".html"
		if !filepath.IsLocal(name) {
			name = filepath.Base(name)
		}
		path := filepath.Join(folder, name)
		audio, err := between(filepath.Dir(path), e.AudioPath)
		if err != nil {
			return "", err
		}
		sound, err := e.Audio.Envelope()
		if err != nil {
			return "", err
		}
		content, err := HTML(e, sound, audio)
		if err == nil {
			err = s.Output(path)
		}
		if err == nil && os.MkdirAll(filepath.Dir(path), 0o755) != nil {
			err = fmt.Errorf("write the page %s: its folder cannot be made", path)
		}
		if err == nil {
			err = disk.Put(path, content, 0o644)
		}
		if err != nil {
			return "", err
		}
		return between(filepath.Dir(report), path)
	}
}

// between is the address of a file as seen from a folder.
func between(folder, path string) (string, error) {
	from, err := filepath.Abs(folder)
	if err != nil {
		return "", err
	}
	to, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	relative, err := filepath.Rel(from, to)
	if err != nil {
		return "", err
	}
	return (&url.URL{Path: filepath.ToSlash(relative)}).String(), nil
}
