package change

import (
	"errors"
	"time"

	"github.com/chapmark/chapmark/audio/align"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/format"
	"github.com/chapmark/chapmark/chapters/markdown"
	"github.com/chapmark/chapmark/cmd/internal/episode"
)

// RetimeAlong is the change that moves the times of a file beside the source: of a chapter file, or else of a transcript, whose cues go
// with what was cut.
func RetimeAlong(path string, content []byte, t Retiming) (c Change, blocking []chapters.Diagnostic) {
	source := chapters.NewSource(path, content)
	refused := func(err error) (Change, []chapters.Diagnostic) {
		return Change{}, []chapters.Diagnostic{chapters.Report(chapters.BadChapterFile, source, chapters.Span{}, "its times cannot move: %v", err)}
	}
	cues, err := format.ParseTranscript(source)
	if err != nil && !errors.Is(err, format.ErrNoTranscript) {
		return refused(err)
	}
	if err == nil {
		unsure := 0
		text, gone, err := cues.Retime(func(from, to time.Duration) (start, end time.Duration, ok bool) {
			at, ok := t.Range(from, to)
			if place, found := t.Place(from); found == align.Unsure && to-from > time.Millisecond {
				unsure++
				if !ok { // it may be there: it stays, about where it may be
					return place, place + to - from, true
				}
			}
			return at.From, at.To, ok
		})
		if err != nil {
			return refused(err)
		}
		return Change{Text: &Edit{path, content, text}, Moved: len(cues.Cues) - gone, Gone: gone, Unsure: unsure}, nil
	}
	document, problems := chapters.Document{}, []chapters.Diagnostic(nil)
	if f, ok := format.Recognise(content); ok && f.Reads() {
		document, problems = f.Decode(source)
	} else {
		document, problems = markdown.Parse(source)
	}
	if len(document.Topics) == 0 && len(problems) == 0 {
		return refused(errors.New("it is not a chapter file, a transcript or a text with topics (docs/retiming.md)"))
	}
	if blocking, ok := chapters.Blocks(problems); ok {
		return Change{}, []chapters.Diagnostic{blocking}
	}
	list, _ := chapters.Build(document, chapters.Facts{}, chapters.Options{})
	moved := Topics(episode.Episode{Document: document, Chapters: list}, t.Result)
	moved.Dropped = t.Dropped
	if !moved.Stands() {
		return refused(errors.New("some of its chapters were cut completely, or their place is not certain"))
	}
	return RetimeText(episode.Episode{TextPath: path, Document: document, Chapters: list}, moved, chapters.Facts{})
}
