package episode

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/remote"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/format"
	"github.com/chapmark/chapmark/cmd/internal/job"
)

// readSource reads what the chapters come from: a text, a chapter file, or the tag of an MP3.
func (e *Episode) readSource(options Options) error {
	isText, err := options.Format != job.MP3, error(nil)
	if remote.IsObject(e.TextPath) {
		isText = false
	} else if options.Format == "" {
		isText, err = job.IsText(e.TextPath)
	}
	switch {
	case err != nil:
		return err
	case !isText:
		err = e.readChapters(options.Reader, options.FixTitles)
	default:
		err = e.readText(options)
	}
	if err == nil {
		e.resolveImages(options)
	}
	return err
}

func (e *Episode) readText(options Options) error {
	name, content := "standard input", e.Job.Piped
	if e.TextPath != job.StandardInput {
		file, err := os.Open(e.TextPath)
		if err != nil {
			return err
		}
		defer file.Close()
		name = e.TextPath
		if content, err = job.ReadText(file); err != nil {
			return err
		}
	}
	text, was16 := format.Text(content)
	f, ok := format.ByName(options.Format)
	if !ok && options.Format == "" && !job.IsMarkdown(e.TextPath) {
		if f, ok = format.Recognise(text); !ok {
			f, ok = format.ByEnding(filepath.Ext(e.TextPath))
		}
	}
	if !ok || !f.Reads() {
		e.Document, e.Problems = options.Text.Parse(chapters.NewSource(name, content))
		if options.Format == "" && job.IsMarkdown(e.TextPath) {
			e.doubtName(text, options)
		}
		return nil
	}
	e.Document, e.Problems = f.DecodeOn(options.Timeline, chapters.NewSource(name, text))
	if !f.Matches(text) && options.Format == "" { // such as notes around a list whose lines look like those of a chapter file
		document, problems := options.Text.Parse(chapters.NewSource(name, content))
		if stray, isProse := prose(e.Problems); isProse && sameTopics(e.Document, document) {
			e.Document, e.Problems = document, append(problems, chapters.Report(chapters.LeftOut, document.Source, stray,
				"except for this line, this is %s; chapmark reads it as a text, with the same chapters", f.Name).WithHint("--from markdown reads it without this advice; --from %s refuses it", f.Name))
			return nil
		}
	}
	for i, d := range e.Problems {
		if options.Format == "" && d.Rule == chapters.BadChapterFile && d.Hint == "" {
			e.Problems[i].Hint = fmt.Sprintf("this looks like %s; if it is something else, say so with --from", f.Name)
		}
	}
	e.converted = was16
	return nil
}

// doubtName reports a text that is Markdown by its name, and looks like a chapter file that says something else.
func (e *Episode) doubtName(text []byte, options Options) {
	f, ok := format.Recognise(text)
	if !ok {
		return
	}
	other, _ := f.DecodeOn(options.Timeline, e.Document.Source)
	if sameTopics(other, e.Document) || e.Document.FrontMatter.Syntax == chapters.JSON && len(other.Topics) == 0 { // a front matter is JSON, too
		return
	}
	d := chapters.Report(chapters.BadChapterFile, e.Document.Source, chapters.Span{}, "the name says Markdown, but the content looks like a chapter file (%s)", f.Name)
	if _, reads := format.ByName(f.Name); reads && len(other.Topics) > 0 {
		e.Problems = append(e.Problems, d.WithHint("say which it is with --from %s or --from markdown", f.Name))
	} else {
		e.Problems = append(e.Problems, d.WithHint("--from markdown reads it as Markdown"))
	}
	chapters.SortDiagnostics(e.Problems)
}

// prose finds the first line that keeps a text from being a chapter file, and reports whether such lines are all words, and no times that
// went wrong.
func prose(problems []chapters.Diagnostic) (first chapters.Span, ok bool) {
	for _, d := range problems {
		if d.Rule != chapters.BadTimestamp || d.Span.IsWhole() {
			return first, false
		}
		line, _ := d.Source.Line(d.Span.Start)
		if line = bytes.TrimSpace(line); len(line) == 0 || line[0] >= '0' && line[0] <= '9' || clock().Match(line) {
			return first, false
		}
	}
	if len(problems) > 0 {
		first = problems[0].Span
	}
	return first, len(problems) > 0
}

var clock = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\d[:;.]\d`) })

// sameTopics reports whether two readings of a text say the same.
func sameTopics(a, b chapters.Document) bool {
	return slices.EqualFunc(a.Topics, b.Topics, func(a, b chapters.Topic) bool {
		return a.Start == b.Start && strings.TrimLeft(a.Title, " -–—|:") == b.Title && a.URL == b.URL
	})
}

// readChapters takes the chapters of a tag.
func (e *Episode) readChapters(reader *audio.Reader, asMeant bool) error {
	e.Document = chapters.Document{Source: chapters.NewSource(e.TextPath, nil), Format: job.MP3}
	file, err := (*audio.File)(nil), error(nil)
	if e.Job.Objects != nil && remote.IsObject(e.TextPath) {
		file, _, err = e.Job.Objects.Open(reader, e.TextPath)
	} else {
		file, err = reader.Open(e.TextPath)
	}
	if problem, ok := audio.AsDiagnostic(err); ok {
		e.Problems = append(e.Problems, problem)
		return nil
	}
	if err != nil {
		return err
	}
	defer reader.Recycle(file)
	for _, d := range file.Problems() {
		if d.Rule == chapters.DamagedTag || d.Rule == chapters.WrongEncoding && !asMeant {
			e.Problems = append(e.Problems, d)
		}
	}
	e.Problems = append(e.Problems, furtherPictures(file)...)
	list := file.Chapters()
	if asMeant {
		list = file.ChaptersAsMeant()
	}
	if len(list) == 0 {
		markers, problems := markersOf(file)
		e.Document.Topics, e.Problems = markers.Topics, append(e.Problems, problems...)
	}
	for _, c := range list {
		e.Document.Topics = append(e.Document.Topics, chapters.Topic{Start: c.Start, End: c.End, Title: c.Title, URL: c.URL, Image: held(c.Image), Hidden: c.Hidden})
	}
	return nil
}
