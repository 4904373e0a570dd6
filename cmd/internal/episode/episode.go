// Package episode brings an episode's text and its audio together. In goes a Job, out comes an Episode: the text parsed,
// the audio measured, the chapters built, and every problem of either or both. It reads both files, and changes none.
package episode

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/loudness"
	"github.com/chapmark/chapmark/audio/remote"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/format"
	"github.com/chapmark/chapmark/chapters/markdown"
	"github.com/chapmark/chapmark/chapters/platform"
	"github.com/chapmark/chapmark/cmd/internal/job"
)

// Episode is one episode as it was when it was read. The text or the audio may be missing.
type Episode struct {
	Job       job.Job
	Options   Options // that it was examined with: those of the command line and the site
	TextPath  string  // "" where there is none
	AudioPath string  // "" where there is none
	Document  chapters.Document
	Audio     *audio.File // nil where there is none, or where it is not an MP3
	Facts     chapters.Facts
	Chapters  []chapters.Chapter    // what the text asks for
	Problems  []chapters.Diagnostic // with the severities that the command line and the site give them

	Sound *loudness.Envelope // where a command listened to the audio, to show it

	all       []chapters.Diagnostic // those that nobody wants to hear of, too
	converted bool                  // the document's text is not the file's bytes, which were UTF-16
}

// Options are the choices that a person makes about how an episode is examined.
type Options struct {
	chapters.Options
	Text      markdown.Options
	Format    string          // of the text: MP3, Markdown, or the name of a format of chapter files; "" for what its content says
	Timeline  format.Timeline // of a chapter file whose times count frames
	TextOnly  bool            // leave the audio alone
	FixTitles bool            // take titles of an MP3 that are not in the encoding they state as they are meant

	Reader      *audio.Reader
	Web         *remote.Client // reads audio on the web; nil: it is left there
	FetchImages *remote.Client // fetches pictures from the web; nil: they are left there
	Severities  Severities
	Platforms   []string // whose listeners to think of
	Decode      Decode
}

// Decode is how much of the audio is decoded to see whether a player can.
type Decode string

// The choices.
const (
	DecodeNothing Decode = ""
	DecodeBreaks  Decode = "breaks"
	DecodeAll     Decode = "all"
)

// Examine reads a job's text and its audio, builds the chapters, and runs every rule. It is the only way to an Episode, so
// that all commands agree about what is wrong. The error is one of the machine; what is wrong with the content is in
// Problems.
func Examine(j job.Job, options Options) (Episode, error) {
	if j.Err != nil {
		return Episode{Job: j}, j.Err
	}
	if options.Reader == nil {
		options.Reader = new(audio.Reader)
	}
	options = options.of(j)
	e, err := load(j, options)
	var missing *remote.MissingError
	if errors.As(err, &missing) && j.Named != "" { // the site's config said that it is there
		without := j
		without.Audio = ""
		e, err = load(without, options)
		e.Job, e.AudioPath = j, j.Named
	}
	if err != nil {
		return e, err
	}
	e.explainMissingAudio(missing)
	if !options.TextOnly { // whether it has audio, and whose, is not asked
		e.addPairing()
	}
	return e, e.judge(options)
}

// of are the options with those of the job's site, where a person chose no others.
func (o Options) of(j job.Job) Options {
	if j.Site != nil {
		o.Intro = cmp.Or(o.Intro, j.Site.Build.Intro)
		o.Tolerance = j.Site.Build.Tolerance
		o.Text.Fields = j.Site.Text.Fields
		if len(o.Text.Sections) == 0 && o.Text.From == "" {
			o.Text.Sections, o.Text.From = j.Site.Text.Sections, j.Site.Text.From
		}
	}
	o.Intro, _ = chapters.CleanTitle(o.Intro)
	return o
}

func load(j job.Job, options Options) (Episode, error) {
	e := Episode{Job: j, Options: options, TextPath: j.Text, AudioPath: j.Audio}
	switch {
	case j.Made != nil:
		e.Document = *j.Made
	case e.TextPath != "":
		if err := e.readSource(options); err != nil {
			return e, err
		}
	}
	if options.TextOnly {
		e.AudioPath = ""
	}
	if e.AudioPath != "" {
		if err := e.readAudio(options); err != nil {
			return e, err
		}
	}
	if j.Plays > 0 {
		e.Facts.Duration = j.Plays
	}
	if e.TextPath != "" {
		e.build(options)
	} else {
		e.Problems = append(e.Problems, chapters.CheckAlone(e.Facts)...)
	}
	chapters.SortDiagnostics(e.Problems)
	return e, nil
}

// explainMissingAudio says where a site's audio should have been.
func (e *Episode) explainMissingAudio(missing *remote.MissingError) {
	if e.Job.Named == "" {
		return
	}
	for i := range e.Problems {
		d := &e.Problems[i]
		switch {
		case d.Rule != chapters.AudioMissing:
		case missing != nil:
			d.Severity, d.Message, d.Hint = chapters.Error, missing.Error(), ""
		case remote.IsURL(e.Job.Named) || remote.IsObject(e.Job.Named) && e.Job.Objects == nil:
			d.Message, d.Hint = fmt.Sprintf("no MP3 was found for this text: %s is on the web, and was not read", e.Job.Named), ""
		default:
			d.Message, d.Hint = fmt.Sprintf("no MP3 was found for this text: %s does not exist", e.Job.Named), ""
		}
	}
}

// addPairing adds the problems of the pairing, which say why there is no audio.
func (e *Episode) addPairing() {
	if len(e.Job.Problems) == 0 {
		return
	}
	e.Problems = slices.DeleteFunc(e.Problems, func(d chapters.Diagnostic) bool { return d.Rule == chapters.AudioMissing })
	for _, d := range e.Job.Problems {
		if d.Rule == chapters.NoAudioName && e.Document.Topicless() {
			continue // it is not an episode
		}
		d.Source = e.Document.Source
		e.Problems = append(e.Problems, d)
	}
	chapters.SortDiagnostics(e.Problems)
}

// judge adds what depends on a person's choices, and gives each problem its severity.
func (e *Episode) judge(options Options) error {
	if len(options.Platforms) > 0 {
		source, list := e.Document.Source, e.Chapters
		if source == nil {
			source, list = e.Facts.Source, e.Facts.Embedded
		}
		e.Problems = append(e.Problems, platform.Check(options.Platforms, source, platform.Episode{Chapters: list, Duration: e.Facts.Duration, Problems: e.Problems})...)
	}
	e.all = e.Problems
	e.Problems = chapters.MergeAlike(options.Severities.Judge(e.Job, e.Document, e.Problems))
	if options.Decode == DecodeNothing || e.Audio == nil || remote.IsURL(e.AudioPath) {
		return nil
	}
	stumbles, err := e.Audio.Stumbles(options.Decode == DecodeAll)
	if err != nil {
		return err
	}
	e.Problems = append(e.Problems, options.Severities.Judge(e.Job, e.Document, stumbles)...)
	chapters.SortDiagnostics(e.Problems)
	return nil
}

func (e *Episode) readAudio(options Options) error {
	file, err := (*audio.File)(nil), error(nil)
	if remote.IsURL(e.AudioPath) && options.Web != nil {
		var problems []chapters.Diagnostic
		file, problems, err = options.Web.Open(options.Reader, e.AudioPath)
		e.AudioPath = remote.Redacted(e.AudioPath)
		e.Problems = append(e.Problems, problems...)
	} else if e.Job.Objects != nil && remote.IsObject(e.AudioPath) {
		var problems []chapters.Diagnostic
		file, problems, err = e.Job.Objects.Open(options.Reader, e.AudioPath)
		e.Problems = append(e.Problems, problems...)
	} else {
		file, err = options.Reader.Open(e.AudioPath)
	}
	if problem, ok := audio.AsDiagnostic(err); ok {
		e.Problems = append(e.Problems, problem)
		return nil
	}
	if err != nil {
		return err
	}
	e.Audio = file
	if file.Stream.Frames > 0 { // after a damaged tag there may be none to be found
		e.Facts = file.Facts()
	}
	e.Problems = append(e.Problems, file.Problems()...)
	return nil
}

// build makes the chapters and runs the rules that need more than the text's syntax.
func (e *Episode) build(options Options) {
	if _, blocked := chapters.Blocks(e.Problems); blocked && len(e.Document.Topics) == 0 {
		return // nothing that could be said of it would help
	}
	if e.AudioPath == "" && !options.TextOnly {
		e.Problems = append(e.Problems, chapters.Report(chapters.AudioMissing, e.Document.Source, chapters.Span{},
			"no MP3 was found for this text").WithHint("name its MP3: `chapmark check EPISODE.md AUDIO.mp3`"))
	}
	chapters.DropFixesPastEnd(e.Problems, e.Document, e.Facts)
	opens := options.Merge && len(e.Facts.Embedded) > 0 && e.Facts.Embedded[0].Start == 0 // the tag has an opening chapter, which stays
	if opens {
		options.Intro = ""
	}
	list, problems := chapters.Build(e.Document, e.Facts, options.Options)
	if opens {
		problems = slices.DeleteFunc(problems, func(d chapters.Diagnostic) bool { return d.Rule == chapters.StartsLate })
	}
	if e.Document.Format == "" && !options.Whole {
		list = chapters.Refine(list, e.Facts.Embedded)
	}
	if options.Merge {
		list = chapters.Merge(list, e.Facts.Embedded)
		problems = append(problems, chapters.CheckMerged(e.Document, list)...)
	}
	e.Chapters = list
	e.Problems = append(e.Problems, problems...)
	e.Problems = append(e.Problems, chapters.CheckClaims(e.Document, e.Facts, options.Options)...)
	if _, blocked := chapters.Blocks(e.Problems); !blocked {
		e.Problems = append(e.Problems, chapters.CheckEmbedded(e.Document, list, e.Facts)...)
	}
	if slices.EqualFunc(list, e.Facts.Embedded, func(a, b chapters.Chapter) bool { return a.Hidden == b.Hidden }) {
		e.Problems = slices.DeleteFunc(e.Problems, func(d chapters.Diagnostic) bool { return d.Rule == chapters.UnlistedChapters })
	}
	e.dropFixes()
}

// dropFixes takes back the fixes of a text that is not the file's, byte for byte.
func (e *Episode) dropFixes() {
	for i, d := range e.Problems {
		if e.converted && d.Source == e.Document.Source && d.Fix != nil {
			e.Problems[i].Fix, e.Problems[i].Hint = nil, ""
		}
	}
}
