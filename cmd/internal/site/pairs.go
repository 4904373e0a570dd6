package site

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

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

// Texts finds the texts of the episodes, in the order of their paths, and which patterns of Exclude match none of them.
func (c Config) Texts() (all, idle []string, err error) {
	idle = slices.Clone(c.Exclude)
	for _, pattern := range c.Episodes {
		found, err := c.glob(pattern, doublestar.WithNoFollow())
		if err != nil {
			return nil, nil, fmt.Errorf("find episodes by %q: %w", pattern, err)
		}
		for _, name := range found {
			if strings.EqualFold(filepath.Ext(name), ".mp3") {
				continue // a pattern may match everything in a folder
			}
			excludes := func(glob string) bool { return doublestar.MatchUnvalidated(path.Clean(glob), name) }
			if slices.ContainsFunc(c.Exclude, excludes) {
				idle = slices.DeleteFunc(idle, excludes)
				continue
			}
			all = append(all, filepath.Join(c.Folder, filepath.FromSlash(name)))
		}
	}
	slices.Sort(all)
	return slices.Compact(all), idle, nil
}

// Pair finds the audio of an episode. The problem is that the template needs a value that the episode does not have.
func (c Config) Pair(text string, document chapters.Document) (Pair, *chapters.Diagnostic) {
	p := Pair{Text: text}
	if c.Audio == "" {
		p.Named = strings.TrimSuffix(text, filepath.Ext(text)) + ".mp3"
	} else {
		name, wrong := expand(c.Audio, Values(text, document))
		if wrong != "" {
			d := chapters.Report(chapters.NoAudioName, chapters.NewSource(text, nil), chapters.Span{}, "%s", wrong).
				WithHint("`audio` in %s says where the audio is", filepath.Base(c.Source.Name))
			return p, &d
		}
		if p.Named = name; remote.IsRemote(name) {
			return p, nil
		}
		if p.Named = filepath.FromSlash(name); !filepath.IsAbs(p.Named) {
			p.Named = filepath.Join(c.Folder, p.Named)
		}
	}
	if info, err := os.Stat(p.Named); err == nil && info.Mode().IsRegular() {
		p.Audio = p.Named
	}
	return p, nil
}

// Values are what a template can name: stem, date, number and slug of the file's name, its folder, the year of its date, and the
// fields of its front matter.
func Values(text string, document chapters.Document) map[string]string {
	values := map[string]string{}
	for _, field := range document.FrontMatter.Fields {
		if !field.Null {
			values[field.Key] = field.Value
		}
	}
	if _, ok := values["folder"]; !ok {
		values["folder"] = filepath.Base(filepath.Dir(text))
	}
	stem := strings.TrimSuffix(filepath.Base(text), filepath.Ext(text))
	values["stem"] = stem
	match := nameParts().FindStringSubmatch(stem)
	for i, name := range []string{"date", "number", "slug"} {
		if match[i+1] != "" {
			values[name] = match[i+1]
		}
	}
	if date := values["date"]; values["year"] == "" && len(date) >= 4 {
		values["year"] = date[:4]
	}
	return values
}

// nameParts takes a file's name apart: 2021-05-10-82-a-title. A number may have decimals: ep19.5.
var nameParts = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(?:(\d{4}-\d\d-\d\d|\d{4}\.\d\d\.\d\d|\d{4}_\d\d_\d\d|\d{8})(?:[-_. ]|$))?(?:\D{0,20}?(\d{1,6}(?:\.\d{1,3})?)(?:[-_. ]|$))?(.*)$`)
})

// AllAudio finds all audio files that the template could name, those of no episode included.
func (c Config) AllAudio() ([]string, error) {
	literal := placeholder().ReplaceAllString(c.Audio, "")
	if remote.IsRemote(c.Audio) || !strings.ContainsFunc(literal, unicode.IsLetter) {
		return nil, nil // the texts say where audio is, and nothing where there is no other
	}
	pattern := placeholder().ReplaceAllString(c.Audio, "*")
	found, err := c.glob(pattern)
	if err != nil {
		return nil, fmt.Errorf("find audio by %q: %w", c.Audio, err)
	}
	var all []string
	for _, name := range found {
		if !strings.EqualFold(path.Ext(name), ".mp3") && !strings.EqualFold(path.Ext(name), path.Ext(literal)) {
			continue
		}
		if name = filepath.FromSlash(name); !filepath.IsAbs(name) {
			name = filepath.Join(c.Folder, name)
		}
		all = append(all, name)
	}
	slices.Sort(all)
	return all, nil
}
