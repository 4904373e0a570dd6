package preview

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/chapmark/chapmark/audio/loudness"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/format"
	"github.com/chapmark/chapmark/chapters/markdown"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/output"
)

// state is what the page knows of the episode.
type state struct {
	Name         string    `json:"name"`  // of its files
	Title        string    `json:"title"` // as the front matter has it; ""
	Facts        string    `json:"facts"`
	Cover        bool      `json:"cover"`   // the MP3 has a picture
	Version      string    `json:"version"` // of the text; a save that rests on another one is refused
	Duration     float64   `json:"duration_s"`
	Step         float64   `json:"step_s"` // of the levels
	Editable     bool      `json:"editable"`
	NoAdding     string    `json:"no_adding"`     // why no chapters can be added or deleted; "" where they can
	NoHiding     string    `json:"no_hiding"`     // why no chapter can be hidden; "" where they can
	WholeSeconds bool      `json:"whole_seconds"` // the text counts whole seconds
	CanSave      bool      `json:"can_save"`
	NoWriting    string    `json:"no_writing"`       // why the MP3 cannot be written; "" where it can
	Static       bool      `json:"static,omitempty"` // a page by itself, with no server
	AudioURL     string    `json:"audio_url,omitempty"`
	Chapters     []chapter `json:"chapters"`
	Problems     []problem `json:"problems"`
	Against      *against  `json:"against,omitempty"`
}

type chapter struct {
	Start  float64 `json:"start_s"`
	Title  string  `json:"title"`
	URL    string  `json:"url"`
	End    float64 `json:"end_s,omitempty"`  // where the text states it
	Image  string  `json:"image,omitempty"`  // where its picture is
	Hidden bool    `json:"hidden,omitempty"` // in no table of contents
	Fixed  bool    `json:"fixed,omitempty"`  // its title cannot be changed from here
	Line   string  `json:"line,omitempty"`   // of the text, that it stands in
	Stood  *stood  `json:"stood,omitempty"`  // the line that it stood in once, where that has to come back
	Origin int     `json:"origin"`           // which topic it was; -1: none
}

// stood is a line of the text as it was, and what it said.
type stood struct {
	Line  string  `json:"line"`
	Start float64 `json:"start_s"`
	Title string  `json:"title"`
	URL   string  `json:"url"`
}

type problem struct {
	Severity string  `json:"severity"`
	Message  string  `json:"message"`
	Hint     string  `json:"hint"`
	Line     int     `json:"line"`
	Topic    int     `json:"topic"` // that it concerns; -1: none
	After    int     `json:"after"` // after how many topics it stands in the text
	Number   int     `json:"number"`
	Fix      *fixing `json:"fix,omitempty"`
	Written  string  `json:"written,omitempty"` // what stands there where a timestamp should
}

// fixing is what a fix does.
type fixing struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// step is that of the levels on the page.
const step = 20 * time.Millisecond

// levelsOf are the levels in even steps, a byte each: from -60 dB of full scale or less to 0.
func levelsOf(sound loudness.Envelope) []byte {
	if len(sound.Pieces) == 0 {
		return nil
	}
	end := sound.Pieces[len(sound.Pieces)-1].End()
	levels := make([]byte, max(int(end/step)+1, 1))
	for _, p := range sound.Pieces {
		for i, level := range p.Levels {
			at := max(p.At+time.Duration(i)*p.Step, 0)
			height := byte(min(max(math.Round((float64(level)+6000)*255/6000), 0), 255))
			// A granule may be longer than a step.
			for j := int(at / step); j <= int((at+p.Step-1)/step) && j < len(levels); j++ {
				levels[j] = max(levels[j], height)
			}
		}
	}
	return levels
}

// topics are the topics that the page shows: of a text, or what is in the tag.
func topics(e episode.Episode) []chapters.Topic {
	if e.Document.Source != nil {
		return e.Document.Topics
	}
	var list []chapters.Topic
	for _, c := range e.Facts.Embedded {
		list = append(list, chapters.Topic{Start: c.Start, Title: c.Title, URL: c.URL})
	}
	return list
}

// stateOf describes an episode. Of one whose audio was edited, topics may be past the end until they are moved.
func (s *Server) stateOf(e episode.Episode) state {
	now := stateOf(s.shown(e))
	if s.Against != nil {
		now.Against = s.Against.state()
	}
	return now
}

// shown is an episode with the problems that the page shows.
func (s *Server) shown(e episode.Episode) episode.Episode {
	if s.Against != nil {
		e.Problems = slices.DeleteFunc(slices.Clone(e.Problems), func(d chapters.Diagnostic) bool { return d.Rule == chapters.PastEnd })
	}
	return e
}

// stateOf describes an episode.
func stateOf(e episode.Episode) state {
	isText := e.Document.Source != nil && e.Document.Format == ""
	s := state{
		Name: filepath.Base(e.AudioPath), Version: version(e), Duration: output.Seconds(e.Facts.Duration), Step: step.Seconds(),
		Editable: isText && len(e.Document.Topics) > 0, NoWriting: noWriting(e), Chapters: []chapter{}, Problems: []problem{},
	}
	s.CanSave = s.Editable
	s.Facts = fmt.Sprintf("%s, %s", chapters.FormatTimestamp(e.Facts.Duration.Truncate(time.Second)), megabytes(e.Facts.Bytes))
	if e.Document.Source != nil {
		s.Name = filepath.Base(e.TextPath) + " and " + filepath.Base(e.AudioPath)
	}
	if field, ok := e.Document.FrontMatter.Field("title"); ok {
		s.Title, _ = chapters.CleanTitle(field.Value)
	}
	s.Cover = e.Audio != nil && e.Audio.Tag != nil && e.Audio.Tag.Cover() != nil
	list := topics(e)
	adding := s.Editable && s.canAdd(e)
	embedded := e.Chapters[len(e.Chapters)-min(len(e.Chapters), len(list)):]
	for i, t := range list {
		c := chapter{Start: output.Seconds(t.Start), Title: t.Title, URL: t.URL, End: output.Seconds(t.End), Hidden: t.Hidden, Origin: i}
		if t.Image != nil {
			c.Image = imageWords(t.Image)
		}
		if len(embedded) == len(list) { // the tag may be more exact
			c.Start = output.Seconds(embedded[i].Start)
		}
		if adding {
			lines := e.Document.Source.Lines(t.Span)
			c.Line = string(e.Document.Source.Text[lines.Start:lines.End])
		}
		if s.Editable && !adding {
			_, renamable := format.Retitled(e.Document, i, t.Title+"x")
			c.Fixed = !renamable
		}
		s.Chapters = append(s.Chapters, c)
	}
	if s.Editable {
		if _, err := markdown.Hiding(e.Document, 0, true); err != nil {
			s.NoHiding = err.Error()
		}
	}
	s.WholeSeconds = isText && e.Document.WholeSeconds()
	for i, d := range e.Problems {
		p := problem{Severity: d.Severity.String(), Message: d.Message, Hint: d.Hint, Topic: -1, Number: i}
		switch d.Rule { // what the page itself does about it
		case chapters.ChaptersMissing, chapters.ChaptersStale:
			p.Hint = "Write puts these chapters into the MP3"
		case chapters.StartsLate:
			p.Hint = "a chapter at 0:00 would hold it"
		}
		if d.Source == e.Document.Source && d.Source != nil && !d.Span.IsWhole() {
			p.Line = d.Source.Position(d.Span.Start).Line
			p.Topic = slices.IndexFunc(list, func(t chapters.Topic) bool { return t.Stamp == d.Span })
			for p.After < len(list) && list[p.After].Span.Start < d.Span.Start {
				p.After++
			}
		}
		if len(d.Fix) == 1 && isText {
			p.Fix = &fixing{string(d.Source.Text[d.Fix[0].Span.Start:d.Fix[0].Span.End]), d.Fix[0].Text}
		}
		if isText && isBadStamp(e, d) {
			p.Written = string(d.Source.Text[d.Span.Start:d.Span.End])
		}
		s.Problems = append(s.Problems, p)
	}
	return s
}

// isBadStamp reports whether a problem is about a few characters of the text that should be a timestamp.
func isBadStamp(e episode.Episode, d chapters.Diagnostic) bool {
	const longest = 24
	return d.Rule == chapters.BadTimestamp && d.Source == e.Document.Source && d.Source != nil && d.Span.End > d.Span.Start && d.Span.End-d.Span.Start <= longest
}

// canAdd finds out whether the text takes other chapters than it has, and keeps why not.
func (s *state) canAdd(e episode.Episode) bool {
	same := format.Set{}
	for i, t := range e.Document.Topics {
		end := t.End
		if end == 0 && i+1 < len(e.Document.Topics) {
			end = e.Document.Topics[i+1].Start
		}
		same.Chapters = append(same.Chapters, chapters.Chapter{Start: t.Start, End: end, Title: t.Title, URL: t.URL})
	}
	if _, err := format.Into(e.Document, same); err != nil {
		s.NoAdding = err.Error()
	}
	return s.NoAdding == ""
}

// noWriting says why the tag cannot be brought up to date: marks past the end are moved first, on the page itself.
func noWriting(e episode.Episode) string {
	for _, d := range e.Blocking() {
		if d.Rule != chapters.PastEnd {
			return d.Message
		}
	}
	if e.Document.Source == nil || len(e.Chapters) == 0 {
		return "there are no chapters to write"
	}
	return ""
}

// imageWords is where a picture is, in words: an address of data is long.
func imageWords(image *chapters.Image) string {
	if image.Source == "" || strings.HasPrefix(image.Source, "data:") {
		return "a picture"
	}
	return image.Source
}

func megabytes(bytes int64) string {
	if bytes < 1e6 {
		return fmt.Sprintf("%.0f kB", float64(bytes)/1e3)
	}
	return fmt.Sprintf("%.1f MB", float64(bytes)/1e6)
}

// version tells one state of a text and its audio from another.
func version(e episode.Episode) string {
	hash := sha256.New()
	if e.Document.Source != nil {
		hash.Write(e.Document.Source.Text)
	}
	fmt.Fprint(hash, e.Facts.Bytes, e.Facts.Duration)
	for _, c := range e.Facts.Embedded {
		fmt.Fprintf(hash, "%d %d %q %q\n", c.Start, c.End, c.Title, c.URL)
	}
	return hex.EncodeToString(hash.Sum(nil))
}
