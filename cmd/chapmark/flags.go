package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/facts"
	"github.com/chapmark/chapmark/chapters/format"
	"github.com/chapmark/chapmark/chapters/markdown"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/report"
)

// addIntro adds the flag --intro.
func addIntro(command *cobra.Command, options *episode.Options) {
	command.Flags().StringVar(&options.Intro, "intro", "", "`title` of an opening chapter at 0:00, where the first topic starts later")
}

// addSource adds the flags that say what the chapters come from, and where in a text the topics are.
func addSource(command *cobra.Command, options *episode.Options) {
	command.Flags().StringArrayVar(&options.Text.Sections, "section", nil, "take the topics under the heading with these `words`")
	command.Flags().Var((*origin)(options), "from", "what the chapters come from: a `source` such as json, webvtt or mp3 (docs/formats.md), instead of what the content looks like; or of a text, the front-matter or the body, where both list topics")
}

// origin is the value of --from.
type origin episode.Options

func (o *origin) String() string { return cmp.Or(o.Format, string(o.Text.From)) }

func (o *origin) Type() string { return "source" }

func (o *origin) Set(value string) error {
	switch markdown.Place(value) {
	case markdown.FromFrontMatter, markdown.FromBody:
		o.Text.From = markdown.Place(value)
		return nil
	}
	names := []string{string(markdown.FromFrontMatter), string(markdown.FromBody), episode.Markdown, episode.MP3}
	for _, f := range format.All() {
		if f.Reads() {
			names = append(names, f.Name)
		}
	}
	if !slices.Contains(names, value) {
		near := ""
		if name := report.Nearest(value, names); name != "" {
			near = fmt.Sprintf("; did you mean %s?", name)
		}
		return fmt.Errorf("there is no such source%s (there are %s)", near, strings.Join(names, ", "))
	}
	o.Format = value
	return nil
}

// addMendTitles adds the flag --mend-titles.
func addMendTitles(command *cobra.Command, value *bool) {
	command.Flags().BoolVar(value, "mend-titles", false, "where an MP3's titles are not in the encoding that they state, take them as they are meant")
}

// addImages adds the flag --fetch-images.
func addImages(command *cobra.Command, fetch *bool) {
	command.Flags().BoolVar(fetch, "fetch-images", false, "embed pictures of chapters that are on the web, too; never from machines of private networks")
}

// addJSON adds the flag --json.
func addJSON(command *cobra.Command, value *bool) {
	command.Flags().BoolVar(value, "json", false, "print one JSON object a line, for programs")
}

// addNoCache adds the flag --no-cache.
func addNoCache(command *cobra.Command, value *bool) {
	command.Flags().BoolVar(value, "no-cache", false, "read all of the audio, even if it did not change since the last run")
}

// newReader returns a reader with the facts of earlier runs, if they are wanted and the system has a place for them.
func newReader(noCache bool) *audio.Reader {
	folder, err := os.UserCacheDir()
	if noCache || err != nil {
		return new(audio.Reader)
	}
	return &audio.Reader{Facts: facts.New(filepath.Join(folder, "chapmark", "facts"))}
}

// newDone returns what earlier runs of this very program found nothing to do about.
func newDone(noCache bool) (done *facts.Done, program []byte) {
	folder, err := os.UserCacheDir()
	if noCache || err != nil {
		return nil, nil
	}
	path, err := os.Executable()
	if err != nil {
		return nil, nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, nil
	}
	return facts.NewDone(filepath.Join(folder, "chapmark", "done")), fmt.Append(nil, version(), info.Size(), info.ModTime().UnixNano())
}
