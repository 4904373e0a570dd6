package site

import (
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/chapmark/chapmark/audio/remote"
	"github.com/chapmark/chapmark/chapters"
)

// Pair is an episode of a site.
type Pair struct {
	Text  string // path
	Audio string // path; "" where there is none
	Named string // the path or the web address that the template gives, whether or not it is there
}

// Texts finds the texts of the episodes, in the order of their paths.
func (c Config) Texts() ([]string, error) {
	var all []string
	for _, pattern := range c.Episodes {
		found, err := c.glob(pattern, doublestar.WithNoFollow())
		if err != nil {
			return nil, fmt.Errorf("find episodes by %q: %w", pattern, err)
		}
		for _, name := range found {
			if strings.EqualFold(filepath.Ext(name), ".mp3") {
				continue // a pattern may match everything in a folder
			}
			all = append(all, filepath.Join(c.Folder, filepath.FromSlash(name)))
		}
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

// Pair finds the audio of an episode. The problem is that the template needs a value that the episode does not have.
func (c Config) Pair(text string, document chapters.Document) (Pair, *chapters.Diagnostic) {
	p := Pair{Text: text}
	if c.Audio == "" {
		p.Named = strings.TrimSuffix(text, filepath.Ext(text)) + ".mp3"
	} else {
		name, missing := expand(c.Audio, Values(text, document))
		if missing != "" {
			d := chapters.Report(chapters.NoAudioName, chapters.NewSource(text, nil), chapters.Span{}, "the audio's name needs {%s}, which this episode does not have", missing).
				WithHint("audio in %s says where the audio is", filepath.Base(c.Source.Name))
			return p, &d
		}
		if p.Named = name; remote.IsURL(c.Audio) {
			return p, nil
		}
		p.Named = filepath.Join(c.Folder, filepath.FromSlash(name))
	}
	if info, err := os.Stat(p.Named); err == nil && info.Mode().IsRegular() {
		p.Audio = p.Named
	}
	return p, nil
}

// Values are what a template can name: stem, date, number and slug of the file's name, and the fields of its front matter.
func Values(text string, document chapters.Document) map[string]string {
	values := map[string]string{}
	for _, field := range document.FrontMatter.Fields {
		if !field.Null {
			values[field.Key] = field.Value
		}
	}
	stem := strings.TrimSuffix(filepath.Base(text), filepath.Ext(text))
	values["stem"] = stem
	match := nameParts().FindStringSubmatch(stem)
	for i, name := range []string{"date", "number", "slug"} {
		if match[i+1] != "" {
			values[name] = match[i+1]
		}
	}
	return values
}

// nameParts takes a file's name apart: 2021-05-10-82-a-title.
var nameParts = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(?:(\d{4}-\d\d-\d\d)(?:[-_ ]|$))?(?:\D{0,20}?(\d{1,6})(?:[-_. ]|$))?(.*)$`)
})

var placeholder = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\{([A-Za-z_][\w-]*)\}`) })

// expand puts values into a template, and names the first that is missing. Values that are no part of a path, such as
// "..", are missing, too.
func expand(template string, values map[string]string) (path, missing string) {
	path = placeholder().ReplaceAllStringFunc(template, func(word string) string {
		name := word[1 : len(word)-1]
		value, ok := values[name]
		if !ok || !fs.ValidPath(value) || !filepath.IsLocal(value) || strings.ContainsRune(value, 0x5C) || value == "." {
			missing = name
		}
		if remote.IsURL(template) {
			value = url.PathEscape(value)
		}
		return value
	})
	return path, missing
}

// AllAudio finds all audio files that the template could name, those of no episode included.
func (c Config) AllAudio() ([]string, error) {
	if c.Audio == "" || remote.IsURL(c.Audio) {
		return nil, nil
	}
	found, err := c.glob(placeholder().ReplaceAllString(c.Audio, "*"))
	if err != nil {
		return nil, fmt.Errorf("find audio by %q: %w", c.Audio, err)
	}
	var all []string
	for _, name := range found {
		all = append(all, filepath.Join(c.Folder, filepath.FromSlash(name)))
	}
	slices.Sort(all)
	return all, nil
}
