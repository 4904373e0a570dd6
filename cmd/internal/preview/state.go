package preview

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"time"

	"github.com/chapmark/chapmark/audio/loudness"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/format"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/output"
)

// state is what the page knows of the episode.
type state struct {
	Name     string    `json:"name"`
	Facts    string    `json:"facts"`
	Version  string    `json:"version"` // of the text; a save that rests on another one is refused
	Duration float64   `json:"duration_s"`
	Step     float64   `json:"step_s"` // of the levels
	Editable bool      `json:"editable"`
	MoveOnly bool      `json:"move_only"` // topics in a table or in the front matter: none can be added
	CanSave  bool      `json:"can_save"`
	CanWrite bool      `json:"can_write"`
	AudioURL string    `json:"audio_url,omitempty"`
	Chapters []chapter `json:"chapters"`
	Problems []problem `json:"problems"`
	Against  *against  `json:"against,omitempty"`
}

type chapter struct {
	Start  float64 `json:"start_s"`
	Title  string  `json:"title"`
	URL    string  `json:"url"`
	Origin int     `json:"origin"` // which topic it was; -1: none
}

type problem struct {
	Severity string `json:"severity"`
	Message  string `json:"message"`
	Hint     string `json:"hint"`
	Line     int    `json:"line"`
	Topic    int    `json:"topic"` // that it concerns; -1: none
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
	if s.Against == nil {
		return stateOf(e)
	}
	e.Problems = slices.DeleteFunc(slices.Clone(e.Problems), func(d chapters.Diagnostic) bool { return d.Rule == chapters.PastEnd })
	now := stateOf(e)
	now.Against = s.Against.state()
	return now
}

// stateOf describes an episode.
func stateOf(e episode.Episode) state {
	isText := e.Document.Source != nil && e.Document.Format == ""
	_, blocked := chapters.Blocks(e.Problems)
	s := state{
		Name: filepath.Base(e.AudioPath), Version: version(e), Duration: output.Seconds(e.Facts.Duration), Step: step.Seconds(),
		Editable: isText && !blocked, CanSave: isText && !blocked, CanWrite: e.Document.Source != nil && !blocked && len(e.Chapters) > 0,
		Chapters: []chapter{}, Problems: []problem{},
	}
	if s.Editable {
		same := format.Set{}
		for i, t := range e.Document.Topics {
			end := t.End
			if end == 0 && i+1 < len(e.Document.Topics) {
				end = e.Document.Topics[i+1].Start
			}
			same.Chapters = append(same.Chapters, chapters.Chapter{Start: t.Start, End: end, Title: t.Title, URL: t.URL})
		}
		_, err := format.Into(e.Document, same)
		s.MoveOnly = err != nil
	}
	s.Facts = fmt.Sprintf("%s, %s bytes", chapters.FormatTimestamp(e.Facts.Duration.Truncate(time.Second)), output.Thousands(e.Facts.Bytes))
	if e.Document.Source != nil {
		s.Name = filepath.Base(e.TextPath) + " and " + filepath.Base(e.AudioPath)
	}
	list := topics(e)
	embedded := e.Chapters[len(e.Chapters)-min(len(e.Chapters), len(list)):]
	for i, t := range list {
		c := chapter{Start: output.Seconds(t.Start), Title: t.Title, URL: t.URL, Origin: i}
		if len(embedded) == len(list) { // the tag may be more exact
			c.Start = output.Seconds(embedded[i].Start)
		}
		s.Chapters = append(s.Chapters, c)
	}
	for _, d := range e.Problems {
		p := problem{Severity: d.Severity.String(), Message: d.Message, Hint: d.Hint, Topic: -1}
		if d.Source == e.Document.Source && d.Source != nil && !d.Span.IsWhole() {
			p.Line = d.Source.Position(d.Span.Start).Line
			p.Topic = slices.IndexFunc(list, func(t chapters.Topic) bool { return t.Stamp == d.Span })
		}
		s.Problems = append(s.Problems, p)
	}
	return s
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
