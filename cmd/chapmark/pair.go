package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/remote"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/site"
)

// pair is one episode on the command line: a text, an audio file, or both.
type pair struct {
	text, audio string
	err         error // of finding out which of the two it is

	config   *site.Config          // of the site that the text belongs to, or nil
	named    string                // where the audio should be, if the config says so
	bytes    int64                 // of the audio, 0 where there is none
	problems []chapters.Diagnostic // of the pairing
	piped    []byte                // the text, where it is piped in
}

func (p pair) name() string {
	if p.text != "" {
		return p.text
	}
	if remote.IsURL(p.audio) {
		return remote.Redacted(p.audio)
	}
	return p.audio
}

// isAudio reports whether it is an audio file alone.
func (p pair) isAudio() bool { return p.err == nil && p.text == "" && p.audio != "" }

// find finds the audio of a site's text. The text is read only where its name does not tell.
func (p *pair) find() {
	found, problem := p.config.Pair(p.text, chapters.Document{})
	if problem != nil {
		e, err := episode.LoadText(p.text, episode.Options{Text: p.config.Text})
		if err != nil {
			p.err = err
			return
		}
		found, problem = p.config.Pair(p.text, e.Document)
	}
	p.audio, p.named = shorter(found.Audio), shorter(found.Named)
	if remote.IsURL(found.Named) {
		p.audio, p.named = found.Named, remote.Redacted(found.Named)
	}
	if problem != nil {
		p.problems = append(p.problems, *problem)
	}
}

// owns notes whose the audio is, by its real path.
func (p *pair) owns(owners map[string][]*pair) {
	real := cmp.Or(p.audio, p.named)
	if p.text == "" || real == "" || len(p.problems) > 0 {
		return
	}
	if resolved, err := filepath.EvalSymlinks(real); err == nil {
		real = resolved
	}
	if absolute, err := filepath.Abs(real); err == nil && !remote.IsURL(real) {
		real = absolute
	}
	owners[real] = append(owners[real], p)
}

// measure notes the size of the audio.
func (p *pair) measure() {
	if info, err := os.Stat(p.audio); err == nil {
		p.bytes = info.Size()
	}
}

// options are those of the command line, and of the config where that has no others.
func (p pair) options(o episode.Options) episode.Options {
	if p.config != nil {
		o.Intro = cmp.Or(o.Intro, p.config.Build.Intro)
		o.Tolerance = p.config.Build.Tolerance
		o.Text.Fields = p.config.Text.Fields
		if len(o.Text.Sections) == 0 && o.Text.From == "" {
			o.Text.Sections, o.Text.From = p.config.Text.Sections, p.config.Text.From
		}
	}
	o.Piped = p.piped
	if p.config != nil {
		o.Folder = p.config.Folder
	}
	o.Intro, _ = chapters.CleanTitle(o.Intro)
	o.Alone = p.named != "" || len(p.problems) > 0 // the site knows where the audio is
	return o
}

// pairs reads arguments as texts, each with the audio file that may follow it. From an MP3, chapters are taken where that is
// said; then it stands where a text does otherwise.
func pairs(args []string, from string) []pair {
	var list []pair
	for _, arg := range args {
		if remote.IsURL(arg) {
			if last := len(list) - 1; last >= 0 && list[last].text != "" && list[last].audio == "" {
				list[last].audio = arg
			} else {
				list = append(list, pair{audio: arg})
			}
			continue
		}
		isText, err := episode.IsText(arg)
		last := len(list) - 1
		if from == episode.MP3 && err == nil {
			isText = last < 0 || list[last].audio != ""
		}
		switch {
		case err != nil:
			list = append(list, pair{audio: arg, err: err})
		case arg == episode.StandardInput:
			piped, err := episode.ReadText(os.Stdin)
			list = append(list, pair{text: arg, piped: piped, err: err})
		case isText:
			list = append(list, pair{text: arg})
		case last >= 0 && list[last].text != "" && list[last].audio == "":
			list[last].audio = arg
		default:
			list = append(list, pair{audio: arg})
		}
	}
	return list
}

// withTexts demands that each of the pairs has a text.
func withTexts(list []pair) error {
	for i, p := range list {
		switch {
		case p.err != nil:
			return failureError{error: p.err}
		case p.text != "":
		case i+1 < len(list) && list[i+1].text != "":
			return usageError{fmt.Errorf("the episode's text comes first, then its audio: %s %s", list[i+1].text, p.audio)}
		default:
			return usageError{fmt.Errorf("%s is no episode's text; each MP3 stands behind the Markdown that it belongs to", p.audio)}
		}
	}
	return nil
}

// load reads one episode.
func (p pair) load(reader *audio.Reader, options episode.Options) (episode.Episode, error) {
	if p.err != nil {
		return episode.Episode{}, failureError{error: p.err}
	}
	e, err := episode.Load(reader, p.text, p.audio, p.options(options))
	var missing *remote.MissingError
	if errors.As(err, &missing) && p.named != "" { // the site's config said that it is there
		e, err = episode.Load(reader, p.text, "", p.options(options))
		for i, d := range e.Problems {
			if d.Rule == chapters.AudioMissing {
				e.Problems[i].Severity = chapters.Error
				e.Problems[i].Message, e.Problems[i].Hint = missing.Error(), ""
			}
		}
		e.AudioPath = p.named
	}
	if err != nil {
		return e, failureError{error: err}
	}
	for i, d := range e.Problems {
		if d.Rule == chapters.AudioMissing && p.named != "" && missing == nil {
			gone := "is not there"
			if remote.IsURL(p.named) {
				gone = "is on the web, and was not read"
			}
			e.Problems[i].Message, e.Problems[i].Hint = fmt.Sprintf("there is no audio to check it against: %s %s", p.named, gone), ""
		}
	}
	if len(p.problems) > 0 { // which say why there is none
		e.Problems = slices.DeleteFunc(e.Problems, func(d chapters.Diagnostic) bool { return d.Rule == chapters.AudioMissing })
	}
	for _, d := range p.problems {
		d.Source = e.Document.Source
		e.Problems = append(e.Problems, d)
	}
	chapters.SortDiagnostics(e.Problems)
	return e, nil
}
