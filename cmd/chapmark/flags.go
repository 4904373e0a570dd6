package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/facts"
	"github.com/chapmark/chapmark/chapters/markdown"
	"github.com/chapmark/chapmark/cmd/internal/episode"
)

// addIntro adds the flag --intro.
func addIntro(command *cobra.Command, options *episode.Options) {
	command.Flags().StringVar(&options.Intro, "intro", "", "`title` of an opening chapter at 0:00, where the first topic starts later")
}

// addPlace adds the flags that say where the topics are.
func addPlace(command *cobra.Command, options *markdown.Options) {
	command.Flags().StringArrayVar(&options.Sections, "section", nil, "take the topics under the heading with these `words`")
	command.Flags().Var((*place)(&options.From), "from", "take the topics from the front-matter or from the body, where both list some")
}

// place is the value of --from.
type place markdown.Place

func (p *place) String() string { return string(*p) }

func (p *place) Type() string { return "place" }

func (p *place) Set(value string) error {
	switch *p = place(value); markdown.Place(*p) {
	case markdown.FromFrontMatter, markdown.FromBody:
		return nil
	}
	return fmt.Errorf("%s and %s are the places", markdown.FromFrontMatter, markdown.FromBody)
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
