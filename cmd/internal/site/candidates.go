package site

import (
	"cmp"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/chapmark/chapmark/audio/remote"
)

// Candidate is a pattern of texts and a template of their audio, and what these explain.
type Candidate struct {
	Episodes string // glob
	Audio    string // template; "": an MP3 of the text's name beside it
	Matched  int    // texts that the pattern matches
	Texts    int    // those with topics
	Found    int    // texts that have audio of their own by the template
	Stated   int    // texts that state an address on the web
	Shared   int    // texts that would share their audio with others
	Nameless int    // texts that lack what the template needs
	Unused   int    // MP3s of no text
}

// score is what a candidate explains, and what speaks against it counts several times.
func (c Candidate) score() int {
	return 20*c.Texts + 30*c.Found + 15*c.Stated - 60*c.Shared - 60*c.Nameless - 2*(c.Matched-c.Texts)
}

// pairs reports whether the template pairs most texts with topics.
func (c Candidate) pairs() bool {
	n := max(c.Found, c.Stated)
	return n > 0 && 2*n >= c.Texts && (n >= fewPairs || n == c.Texts)
}

// fewPairs are so few that they may belong together by chance, unless they are all.
const fewPairs = 2

// try counts what a pattern and a template explain.
func (s survey) try(glob, template string, texts []surveyed) Candidate {
	c := Candidate{Episodes: glob, Audio: template}
	owners, topical := map[string]int{}, map[string]bool{}
	for _, t := range texts {
		c.Matched++
		if t.topics {
			c.Texts++
		}
		name := strings.TrimSuffix(t.path, path.Ext(t.path)) + ".mp3"
		if template != "" {
			expanded, wrong := expand(template, t.values)
			if wrong != "" {
				if t.topics { // of others, nobody asks for audio
					c.Nameless++
				}
				continue
			}
			if name = expanded; !remote.IsRemote(name) {
				name = path.Clean(name)
			}
		}
		if remote.IsURL(name) && t.topics {
			c.Stated++
		}
		owners[name]++
		topical[name] = topical[name] || t.topics
	}
	c.Unused = len(s.audio)
	for name, n := range owners {
		if n > 1 {
			c.Shared += n
		}
		if s.there[name] {
			c.Unused--
			if n == 1 && topical[name] {
				c.Found++
			}
		}
	}
	return c
}

// matching are the texts that a glob matches.
func (s survey) matching(glob string) (found []surveyed) {
	for _, t := range s.texts {
		if ok, _ := path.Match(glob, t.path); ok {
			found = append(found, t)
		}
	}
	return found
}

// globs are patterns for the folders with topics, for those above them, and for the words that names in them begin or end with.
func (s survey) globs() []string {
	count := map[string]int{}
	for _, t := range s.texts {
		if !t.topics {
			continue
		}
		folder, base := path.Split(t.path)
		folder = yearFolders().ReplaceAllString(folder, "*/") // next year there will be another
		folder, ending := strings.TrimSuffix(folder, "/"), path.Ext(base)
		word := base[:len(base)-len(strings.TrimLeft(base, letters))]
		names := []string{"*" + ending, base}
		if word != "" && len(word) < len(base)-len(ending) {
			names = append(names, word+"*"+ending)
		}
		if i := strings.LastIndexByte(strings.TrimSuffix(base, ending), '.'); i >= 0 {
			names = append(names, "*"+base[i:]) // those of a language: *.en.md
		}
		for _, name := range names {
			for at := folder; ; at = path.Dir(at) {
				pattern := path.Join(at, strings.Repeat("*/", depth(folder)-depth(at)), name)
				count[pattern]++
				if at == "" || at == "." || depth(folder)-depth(at) == maxWild {
					break
				}
			}
		}
	}
	maps.DeleteFunc(count, func(pattern string, n int) bool { return n < 2 && !strings.Contains(path.Base(pattern), "*") })
	// A few that match the most.
	all := slices.SortedFunc(maps.Keys(count), func(a, b string) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
	})
	return all[:min(len(all), maxGlobs)]
}

// yearFolders are folders whose names are numbers.
var yearFolders = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\b\d+/`) })

// built reports whether the audio is that of what a generator made: there it is a copy.
func (c Candidate) built() int {
	if first, _, _ := strings.Cut(c.Audio, "/"); first == "public" || builtFolders[first] {
		return 1
	}
	return 0
}

// wild is how many folders with any name a glob has.
func (c Candidate) wild() int { return strings.Count(c.Episodes, "*/") }

// letters are those of words that names of files begin with.
const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_"

// Bounds of what is tried.
const (
	maxWild      = 2 // folders with any name
	maxGlobs     = 40
	maxSample    = 24  // texts that templates are made from
	maxTemplates = 400 // that are tried on all texts
)

func depth(folder string) int {
	if folder == "" || folder == "." {
		return 0
	}
	return strings.Count(folder, "/") + 1
}
