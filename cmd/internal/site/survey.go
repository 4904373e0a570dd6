package site

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/limits"
	"github.com/chapmark/chapmark/chapters/markdown"
)

// survey is what a folder holds that could be a site's.
type survey struct {
	texts  []surveyed
	listed int      // texts that list topics
	audio  []string // paths with slashes
	there  map[string]bool
	cut    bool // there is more than is looked at
}

// surveyed is a text, and what a template could say of it.
type surveyed struct {
	path   string // with slashes
	topics bool   // it lists some
	values map[string]string
}

// leftOut are folders that hold what others wrote, and builtFolders those that hold copies.
var (
	leftOut      = map[string]bool{"node_modules": true, "vendor": true}
	builtFolders = map[string]bool{"_site": true, "dist": true, "build": true, "target": true}
)

// look reads the names of all files, and all texts.
func look(folder string) (s survey, err error) {
	s.there = map[string]bool{}
	seen := 0
	err = fs.WalkDir(os.DirFS(folder), ".", func(name string, entry fs.DirEntry, err error) error {
		if seen++; seen > limits.InitFiles {
			s.cut = true
			return fs.SkipAll
		}
		switch base := path.Base(name); {
		case os.IsPermission(err):
			return fs.SkipDir
		case err != nil:
			return err
		case entry.IsDir():
			if name != "." && (strings.HasPrefix(base, ".") || leftOut[base]) {
				return fs.SkipDir
			}
		case strings.ContainsAny(name, `\{}*?[]`): // what a pattern or a template could not name
		case inBuilt(name) && !strings.EqualFold(path.Ext(base), ".mp3"):
		case slices.Contains([]string{".md", ".markdown", ".mdx"}, strings.ToLower(path.Ext(base))),
			slices.Contains([]string{".yml", ".yaml"}, strings.ToLower(path.Ext(base))) && base != FileName && !strings.HasPrefix(base, "_"):
			s.texts = append(s.texts, surveyed{path: name})
		case strings.EqualFold(path.Ext(base), ".mp3"):
			s.audio = append(s.audio, name)
			s.there[name] = true
		}
		return nil
	})
	if err != nil {
		return s, fmt.Errorf("look at %s: %w", folder, err)
	}
	return s, s.read(folder)
}

// inBuilt reports whether a path leads through a folder that a generator made.
func inBuilt(name string) bool {
	first, _, _ := strings.Cut(name, "/")
	return builtFolders[first]
}

// read finds out which texts list topics, some at a time.
func (s *survey) read(folder string) error {
	var group sync.WaitGroup
	failed := make([]error, len(s.texts))
	next := make(chan int)
	for range runtime.NumCPU() {
		group.Go(func() {
			for i := range next {
				t := &s.texts[i]
				content, err := readSome(filepath.Join(folder, filepath.FromSlash(t.path)))
				if err != nil {
					failed[i] = fmt.Errorf("look at %s: %w", t.path, err)
					continue
				}
				document, _ := markdown.Parse(chapters.NewSource(t.path, content))
				t.topics, t.values = len(document.Topics) > 1, Values(t.path, document)
				maps.DeleteFunc(t.values, func(key, value string) bool {
					return len(value) > longValue || strings.HasPrefix(strings.ToLower(key), "chapter")
				})
			}
		})
	}
	for i := range s.texts {
		next <- i
	}
	close(next)
	group.Wait()
	for _, err := range failed {
		if err != nil {
			return err
		}
	}
	for _, t := range s.texts {
		if t.topics {
			s.listed++
		}
	}
	// YAML without topics is the site's own business.
	s.texts = slices.DeleteFunc(s.texts, func(t surveyed) bool {
		return !t.topics && strings.HasPrefix(strings.ToLower(path.Ext(t.path)), ".y")
	})
	return nil
}

// longValue is longer than what names audio, in bytes.
const longValue = 200

// readSome reads a text; one that is too large for an episode is empty.
func readSome(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() || info.Size() > limits.TextBytes {
		return nil, nil
	}
	return disk.ReadFile(path, limits.TextBytes)
}
