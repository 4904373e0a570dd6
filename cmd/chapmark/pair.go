package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/facts"
	"github.com/chapmark/chapmark/audio/remote"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/markdown"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/report"
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

// find finds the audio of a site's text. The text is read only where its name does not tell.
func (p *pair) find() {
	found, problem := p.config.Pair(p.text, chapters.Document{})
	if problem != nil {
		e, err := episode.LoadText(p.text, p.config.Text)
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
	o.Intro, _ = chapters.CleanTitle(o.Intro)
	o.Alone = p.named != "" || len(p.problems) > 0 // the site knows where the audio is
	return o
}

// pairs reads arguments as texts, each with the audio file that may follow it.
func pairs(args []string) []pair {
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
		switch {
		case err != nil:
			list = append(list, pair{audio: arg, err: err})
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
func (p *place) Type() string   { return "place" }

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

// failed is the JSON object of a file that could not be read or written.
type failed struct {
	Status   string           `json:"status"`
	File     string           `json:"file"`
	Error    string           `json:"error"`
	Problems []report.Problem `json:"problems"`
}

func failedJSON(w io.Writer, name string, err error) {
	_ = report.JSON(w, failed{"failed", name, err.Error(), report.Problems(nil)})
}

// jsonLine prints a result.
func jsonLine(w io.Writer, value any) error {
	if err := report.JSON(w, value); err != nil {
		return failureError{error: err}
	}
	return nil
}

// failing prints the JSON object of a failure, where JSON was asked for, and passes the error on.
func failing(asJSON bool, stdout io.Writer, name string, err error) error {
	var failure failureError
	if asJSON && errors.As(err, &failure) && !failure.reported {
		failedJSON(stdout, name, failure.error)
	}
	return err
}

// broken sorts the errors of a change: what was refused, so as not to lose anything, was reported to be so; all else is
// a failure of the machine.
func broken(asJSON bool, name string, err error, stdout, stderr io.Writer) error {
	var why *audio.RefusedError
	if !errors.As(err, &why) {
		return failureError{error: err}
	}
	printError(stderr, err)
	if asJSON {
		if err := jsonLine(stdout, failed{"refused", name, err.Error(), report.Problems(nil)}); err != nil {
			return err
		}
	}
	return errProblems
}

// eachFile runs a command on each of several files. What fails does not stop the rest; the worst outcome counts.
func eachFile(names []string, asJSON bool, stdout, stderr io.Writer, run func(name string) error) error {
	var outcome error
	for _, name := range names {
		err := run(name)
		var failure failureError
		switch {
		case errors.Is(err, errInterrupted):
			return err
		case errors.As(err, &failure):
			printError(stderr, failure.error)
			if asJSON {
				failedJSON(stdout, name, failure.error)
			}
			outcome = failureError{failure.error, true}
		case err != nil && outcome == nil:
			outcome = err
		}
	}
	return outcome
}
