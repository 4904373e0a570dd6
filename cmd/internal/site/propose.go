package site

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/limits"
	"github.com/chapmark/chapmark/chapters/markdown"
)

// Proposal is a config for a folder, tried against what is in it.
type Proposal struct {
	Layout   string // "Jekyll", "Hugo", ... or "" where none is recognised
	Episodes string // glob
	Texts    int    // how many texts with topics it matches
	Audio    string // template; "": an MP3 of the text's name beside it
	Found    int    // how many of them have audio by it
}

// leftOut are folders that hold copies, or what others wrote.
var leftOut = map[string]bool{"node_modules": true, "vendor": true, "_site": true, "public": true, "dist": true, "build": true, "target": true}

// layouts are recognised by a file.
var layouts = []struct{ file, name string }{
	{"_config.yml", "Jekyll"}, {"_config.yaml", "Jekyll"}, {"hugo.toml", "Hugo"}, {"hugo.yaml", "Hugo"}, {"config.toml", "Hugo"},
	{".eleventy.js", "Eleventy"}, {"eleventy.config.js", "Eleventy"}, {"astro.config.mjs", "Astro"}, {"astro.config.ts", "Astro"},
}

// Propose looks at the files of a folder. Without any text that holds topics, Texts is 0.
func Propose(folder string) (Proposal, error) {
	texts, audio, err := list(folder)
	if err != nil {
		return Proposal{}, fmt.Errorf("look at %s: %w", folder, err)
	}
	var p Proposal
	for _, layout := range layouts {
		if _, err := os.Stat(filepath.Join(folder, layout.file)); err == nil && p.Layout == "" {
			p.Layout = layout.name
		}
	}
	episodes := map[string]map[string]string{} // the values of each text with topics
	folders := map[string]int{}
	for _, name := range texts {
		content, err := readSome(filepath.Join(folder, filepath.FromSlash(name)))
		if err != nil {
			return Proposal{}, fmt.Errorf("look at %s: %w", name, err)
		}
		document, _ := markdown.Parse(chapters.NewSource(name, content))
		if len(document.Topics) > 1 {
			episodes[name] = Values(name, document)
			folders[path.Dir(name)]++
		}
	}
	p.Episodes, p.Texts = glob(folders)
	for name := range episodes {
		if !p.matches(name) {
			delete(episodes, name)
		}
	}
	p.Audio, p.Found = template(episodes, audio)
	return p, nil
}

// list finds the texts and the audio files, by their paths with slashes.
func list(folder string) (texts, audio []string, err error) {
	seen := 0
	err = fs.WalkDir(os.DirFS(folder), ".", func(name string, entry fs.DirEntry, err error) error {
		if seen++; err != nil || seen > limits.InitFiles {
			return errOr(err, fs.SkipAll)
		}
		if entry.IsDir() {
			if base := entry.Name(); name != "." && (strings.HasPrefix(base, ".") || leftOut[base]) {
				return fs.SkipDir
			}
			return nil
		}
		switch strings.ToLower(path.Ext(name)) {
		case ".md", ".markdown", ".mdx":
			if len(texts) < limits.InitTexts {
				texts = append(texts, name)
			}
		case ".mp3":
			audio = append(audio, name)
		}
		return nil
	})
	return texts, audio, err
}

func errOr(err, other error) error {
	if err != nil && !os.IsPermission(err) {
		return err
	}
	if err != nil {
		return fs.SkipDir
	}
	return other
}

// readSome reads a text; one that is too large for an episode is empty.
func readSome(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() || info.Size() > limits.TextBytes {
		return nil, nil
	}
	return disk.ReadFile(path, limits.TextBytes)
}

// glob is the pattern for the folder with the most episodes, folders below it included if these hold some, too.
func glob(folders map[string]int) (pattern string, texts int) {
	best := ""
	for _, name := range sorted(folders) {
		if folders[name] > folders[best] {
			best = name
		}
	}
	if best == "" {
		return "", 0
	}
	// Episodes sorted into folders by year or season belong together.
	above := path.Dir(best)
	beside := 0
	for name, count := range folders {
		if path.Dir(name) == above && above != "." {
			beside += count
		}
	}
	if beside > folders[best] {
		return above + "/*/*.md", beside
	}
	if best == "." {
		return "*.md", folders[best]
	}
	return best + "/*.md", folders[best]
}

func (p Proposal) matches(name string) bool {
	ok, _ := path.Match(p.Episodes, name)
	return ok
}

// template finds the template by which the most episodes have audio: each value of an episode that occurs in the path of
// an audio file gives one.
func template(episodes map[string]map[string]string, audio []string) (best string, found int) {
	there := map[string]bool{}
	for _, name := range audio {
		there[name] = true
	}
	count := func(template string) (n int) {
		for name, values := range episodes {
			if template == "" {
				if there[strings.TrimSuffix(name, path.Ext(name))+".mp3"] {
					n++
				}
			} else if expanded, missing := expand(template, values); missing == "" && there[path.Clean(expanded)] {
				n++
			}
		}
		return n
	}
	found = count("")
	tried := map[string]bool{}
	for _, name := range sorted(episodes)[:min(len(episodes), 20)] {
		values := episodes[name]
		for _, file := range audio {
			for _, key := range []string{"stem", "slug", "number", "date"} {
				found, best = try(file, key, values[key], tried, count, found, best)
			}
			for _, key := range sorted(values) {
				found, best = try(file, key, values[key], tried, count, found, best)
			}
		}
	}
	return best, found
}

// try tries the template that a value makes of a path.
func try(file, key, value string, tried map[string]bool, count func(string) int, found int, best string) (int, string) {
	i := strings.LastIndex(file, value)
	if value == "" || i < 0 {
		return found, best
	}
	template := file[:i] + "{" + key + "}" + file[i+len(value):]
	if tried[template] || len(tried) > 2000 {
		return found, best
	}
	tried[template] = true
	if n := count(template); n > found {
		return n, template
	}
	return found, best
}

func sorted[V any](values map[string]V) []string {
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Config is the text of the proposed config.
func (p Proposal) Config() string {
	audio := "# Where an episode's MP3 is, {names} standing for what differs: {number}, {slug}, {stem}, {date}, any front matter field.\n" +
		"# Without it, an MP3 of the text's name beside it is taken.\n"
	if p.Audio != "" {
		audio += fmt.Sprintf("audio: %q\n", p.Audio)
	} else {
		audio += "# audio: audio/show-{number}.mp3\n"
	}
	return "# yaml-language-server: $schema=https://raw.githubusercontent.com/chapmark/chapmark/main/docs/chapmark.schema.json\n" +
		"# Which texts are episodes.\n" + fmt.Sprintf("episodes: %q\n\n", p.Episodes) + audio +
		"\n# Words of the heading that the topics stand under; without it, any list of timestamps may hold them.\n# sections: Topics\n" +
		"# Title of an opening chapter at 0:00, where the first topic starts later.\n# intro: Welcome\n" +
		"# Overwrite tags where they fit: much faster for a whole archive.\n# in_place: true\n" +
		"# Bring mp3_bytes and mp3_duration in the front matter up to date with each write.\n# stamp: true\n" +
		"# Severities: off, advice, warning, error; also by globs of texts.\n# rules:\n#   too-short: off\n"
}
