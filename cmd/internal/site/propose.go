package site

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// Proposal is a config for a folder, tried against all that is in it.
type Proposal struct {
	Candidate
	Layout string      // "Jekyll", "Hugo", ... or "" where none is recognised
	Others []Candidate // that were tried and explain less, the best first
	Files  int         // MP3s that there are
	Left   int         // texts with topics that Episodes does not match
	Rivals int         // texts with topics that would share their audio if more were matched
	Cut    bool        // there is more than was looked at
	Forced bool        // it is written though it pairs less than half
}

// layouts are recognised by a file.
var layouts = []struct{ file, name string }{
	{"_config.yml", "Jekyll"}, {"_config.yaml", "Jekyll"}, {"hugo.toml", "Hugo"}, {"hugo.yaml", "Hugo"}, {"config.toml", "Hugo"},
	{".eleventy.js", "Eleventy"}, {"eleventy.config.js", "Eleventy"}, {"astro.config.mjs", "Astro"}, {"astro.config.ts", "Astro"},
	{"gatsby-config.js", "Gatsby"}, {"gatsby-config.ts", "Gatsby"},
}

// otherCandidates is how many candidates are shown besides the best one.
const otherCandidates = 5

// Propose looks at the files of a folder. Without any text that holds topics, Texts is 0.
func Propose(folder string) (Proposal, error) {
	s, err := look(folder)
	if err != nil {
		return Proposal{}, err
	}
	p := Proposal{Files: len(s.audio), Cut: s.cut}
	for _, layout := range layouts {
		if _, err := os.Stat(filepath.Join(folder, layout.file)); err == nil && p.Layout == "" {
			p.Layout = layout.name
		}
	}
	var all []Candidate
	for _, glob := range s.globs() {
		all = append(all, s.best(glob)...)
	}
	if len(all) == 0 {
		return p, nil
	}
	slices.SortStableFunc(all, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(b.score(), a.score()), cmp.Compare(a.built(), b.built()), cmp.Compare(a.wild(), b.wild()), cmp.Compare(preference(a.Audio), preference(b.Audio)), cmp.Compare(len(a.Episodes)+len(a.Audio), len(b.Episodes)+len(b.Audio)))
	})
	p.Candidate = all[0]
	p.Left = s.listed - p.Texts
	for _, c := range all {
		if c.Texts > p.Texts && c.Audio == p.Audio && c.Shared > 0 {
			p.Rivals = max(p.Rivals, c.Shared)
		}
	}
	told := map[Candidate]bool{}
	for _, c := range all {
		same := c
		same.Episodes = ""
		if !told[same] && c != p.Candidate && len(p.Others) < otherCandidates && c.Found+c.Stated > 0 {
			p.Others = append(p.Others, c)
		}
		told[same] = true
	}
	return p, nil
}

// sampled is how many texts tell which templates are worth being tried on all.
const sampled = 200

// best are the few templates that explain the most of the texts of a pattern.
func (s survey) best(glob string) []Candidate {
	texts := s.matching(glob)
	some := texts
	if len(texts) > sampled {
		some = nil
		for i := range sampled {
			some = append(some, texts[i*len(texts)/sampled])
		}
	}
	var tried []Candidate
	for _, template := range s.templates(texts) {
		tried = append(tried, s.try(glob, template, some))
	}
	slices.SortStableFunc(tried, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(b.score(), a.score()), cmp.Compare(a.built(), b.built()))
	})
	best := tried[:min(len(tried), 3)]
	if len(some) < len(texts) {
		for i, c := range best {
			best[i] = s.try(glob, c.Audio, texts)
		}
	}
	return best
}

func sorted[V any](values map[string]V) []string { return slices.Sorted(maps.Keys(values)) }

// Sure reports whether the audio's template is to be written: it pairs most texts, or somebody insists.
func (p Proposal) Sure() bool { return p.pairs() && p.Rivals == 0 || p.Forced && p.Found+p.Stated > 0 }

// Doubt says why no audio is named, or "".
func (p Proposal) Doubt() string {
	switch {
	case p.Sure():
		return ""
	case p.Files == 0:
		return "this folder has no MP3, and no field of these texts is the address of one"
	case p.Rivals > 0:
		return fmt.Sprintf("with %q, %d texts would share their audio; which of them are the episodes?", cmp.Or(p.Audio, "{stem}.mp3"), p.Rivals)
	case p.Shared > 0 && p.Found == 0:
		return fmt.Sprintf("with %q, %d texts would share their audio", p.Audio, p.Shared)
	case p.Found == 0:
		return fmt.Sprintf("no name of the %d MP3s in this folder matches a text", p.Files)
	}
	return fmt.Sprintf("%q finds the audio of %d of %d texts", cmp.Or(p.Audio, "{stem}.mp3"), p.Found, p.Texts)
}

// Write writes the proposed config, and over nothing.
func (p Proposal) Write(path string) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = file.WriteString(p.Config())
	return errors.Join(err, file.Close())
}

// Config is the text of the proposed config.
func (p Proposal) Config() string {
	audio := "# Where an episode's MP3 is. {number}, {slug}, {stem}, {date} or a front matter field stand for the text's own.\n" +
		"# By default, an MP3 of the same name beside the text.\n"
	switch {
	case !p.Sure():
		audio += "# It is not set: " + p.Doubt() + ".\n# audio: audio/show-{number}.mp3\n"
	case p.Audio != "":
		audio += fmt.Sprintf("audio: %q\n", p.Audio)
	default:
		audio += "# audio: audio/show-{number}.mp3\n"
	}
	return "# yaml-language-server: $schema=https://raw.githubusercontent.com/chapmark/chapmark/main/docs/chapmark.schema.json\n" +
		"# Which texts are episodes.\n" + fmt.Sprintf("episodes: %q\n\n", p.Episodes) + audio +
		"\n# Read only topics under a heading with these words; by default, from any list of timestamps.\n# sections: Topics\n" +
		"# Add an opening chapter at 0:00 if the first topic starts later.\n# intro: Welcome\n" +
		"# Overwrite tags where they fit: much faster for a whole archive.\n# in_place: true\n" +
		"# Update mp3_bytes and mp3_duration in the front matter with each write.\n# stamp: true\n" +
		"# Change severities: off, advice, warning or error; also for globs of texts.\n# rules:\n#   too-short: off\n"
}
