package preview

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/format"
	"github.com/chapmark/chapmark/cmd/internal/change"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/output"
)

// request is what a person made of the chapters.
type request struct {
	Version  string    `json:"version"`
	Chapters []chapter `json:"chapters"`
	Rehearse bool      `json:"rehearse"`
	Exact    bool      `json:"exact"`   // fractions of seconds go into a text that had none
	Problem  int       `json:"problem"` // that is to be fixed
	Time     string    `json:"time"`    // that a person writes in the place of a bad timestamp; "": the fix that it has
	Name     string    `json:"name"`    // of a picture that is put on the page
	Content  []byte    `json:"content"` // of that
}

// rehearsal is what a change would do.
type rehearsal struct {
	Words  []string `json:"words"`
	Diff   string   `json:"diff"`
	Frames string   `json:"frames"` // of the tag
}

type done struct {
	Message string `json:"message"`
	State   state  `json:"state"`
}

var errStale = errors.New("another program changed the text or the audio meanwhile")

// edited reads a request against the text that it rests on. The chapters come in the order of time. Whatever the page does
// not show of a chapter stays with it.
func (s *Server) edited(r request, e episode.Episode, tagToo bool) (edited change.Edited, err error) {
	if r.Version != version(e) {
		return edited, errStale
	}
	slices.SortStableFunc(r.Chapters, func(a, b chapter) int { return cmp.Compare(a.Start, b.Start) })
	for _, c := range r.Chapters {
		if c.Origin >= len(e.Document.Topics) || c.Origin >= 0 && slices.Contains(edited.Origins, c.Origin) {
			return edited, errors.New("this is not a list of chapters")
		}
		stays := !tagToo && (c.Origin >= 0 && c.Start == output.Seconds(e.Document.Topics[c.Origin].Start) || c.Stood != nil && c.Start == c.Stood.Start) // it may be past the end until it is moved
		if !(c.Start >= 0 && c.Start < e.Facts.Duration.Seconds()) && !stays {
			return edited, fmt.Errorf("%s starts at %s, which is not a time in this episode (it lasts %s): move it, or delete it", named(c), stamp(c.Start), chapters.FormatTimestamp(e.Facts.Duration.Truncate(time.Second)))
		}
		kept := chapters.Chapter{}
		if c.Origin >= 0 {
			kept = keptOf(e, c.Origin)
		}
		if kept.URL != c.URL {
			if url, ok := chapters.WebURL(c.URL); c.URL != "" && !ok {
				return edited, fmt.Errorf("%s is not a web address: it should begin with https://", chapters.Quoted(c.URL))
			} else if kept.URL = url; c.URL == "" {
				kept.URL = ""
			}
		}
		kept.Hidden = c.Hidden
		if kept.Image, err = s.pictureOf(e, c.Image, kept.Image); err != nil {
			return edited, err
		}
		if kept.Title, _ = chapters.CleanTitle(c.Title); kept.Title == "" && !kept.Hidden {
			return edited, fmt.Errorf("the chapter at %s needs a title", chapters.FormatTimestamp(time.Duration(c.Start*float64(time.Second))))
		}
		if kept.Start = time.Duration(math.Round(c.Start*1000)) * time.Millisecond; kept.End <= kept.Start {
			kept.End = 0
		}
		edited.Chapters, edited.Origins = append(edited.Chapters, kept), append(edited.Origins, c.Origin)
		edited.Stood = append(edited.Stood, c.Stood.restored())
	}
	edited.Exact = r.Exact
	if len(edited.Chapters) == 0 {
		return edited, errors.New("there would be no chapters left; chapmark strip removes chapters from an MP3")
	}
	return edited, nil
}

// restored is a line that comes back.
func (s *stood) restored() format.Line {
	if s == nil {
		return format.Line{}
	}
	return format.Line{Text: s.Line, Topic: chapters.Chapter{Start: time.Duration(math.Round(s.Start*1000)) * time.Millisecond, Title: s.Title, URL: s.URL}}
}

// keptOf is what the page does not change of a topic: with the picture's bytes, where there are any.
func keptOf(e episode.Episode, origin int) chapters.Chapter {
	t := e.Document.Topics[origin]
	kept := chapters.Chapter{End: t.End, URL: t.URL, Image: t.Image, Hidden: t.Hidden, Members: t.Members, Span: t.Stamp}
	for _, c := range e.Chapters {
		if c.Span == t.Stamp && c.Image != nil {
			kept.Image = c.Image
		}
	}
	return kept
}

// prepared is what a request would make of the episode, as it is now: of its text, and where the tag is meant too, of that.
func (s *Server) prepared(asked request, tagToo bool) (e episode.Episode, list []chapters.Chapter, c change.Change, err error) {
	if e, err = s.Load(); err != nil {
		return e, nil, c, err
	}
	now := s.stateOf(e)
	var edited change.Edited
	var blocking []chapters.Diagnostic
	switch {
	case now.CanSave:
		if edited, err = s.edited(asked, e, tagToo); err != nil {
			return e, nil, c, err
		}
		if list = edited.Chapters; tagToo {
			c, blocking, err = change.SaveAll(e, edited)
		} else {
			c, err = change.Save(e, edited)
		}
	case now.NoWriting == "" && tagToo: // of a chapter file, as they are
		list = e.Chapters
		c, blocking, err = change.Write(e, change.WriteOptions{})
	default:
		err = errors.New(cmp.Or(now.NoWriting, "there are no topics to save"))
	}
	c.Pictures = s.newPictures(e, edited.Chapters)
	if len(blocking) > 0 {
		err = errors.New(blocking[0].Message)
	}
	return e, list, c, err
}

func (s *Server) save(asked request) (any, error) { return s.do(asked, false) }

// write brings the tag up to date, to the millisecond, and then the text: if the tag cannot be written, that stays as it was.
func (s *Server) write(asked request) (any, error) { return s.do(asked, true) }

// do makes a change, or says what it would be.
func (s *Server) do(asked request, tagToo bool) (any, error) {
	e, list, c, err := s.prepared(asked, tagToo)
	if err != nil {
		return nil, err
	}
	if asked.Rehearse {
		return rehearsed(e, list, asked, c), nil
	}
	words := "saved"
	if tagToo {
		words, _, _ = strings.Cut(output.PlanWords(e.AudioPath, *c.Audio, false), "\n")
		err = change.Hold(e.AudioPath, change.Patience, nil, func(disk.State) error {
			_, err := c.Apply(s.Apply)
			return err
		})
	} else {
		_, err = c.Apply(s.Apply)
	}
	if err != nil {
		return nil, err
	}
	if notes := roundedWords(e, list, asked); len(notes) > 0 {
		words += "; the text counts whole seconds: " + strings.Join(notes, ", ")
	}
	return s.after(words, list)
}

// fix makes the safe fix of one problem, or writes the time that a person says it should be.
func (s *Server) fix(asked request) (any, error) {
	e, err := s.Load()
	if err != nil {
		return nil, err
	}
	e = s.shown(e)
	if asked.Version != version(e) || asked.Problem < 0 || asked.Problem >= len(e.Problems) {
		return nil, errStale
	}
	e.Problems = slices.Clone(e.Problems[asked.Problem : asked.Problem+1])
	if d := &e.Problems[0]; asked.Time != "" {
		if t, ok := chapters.ParseTimestamp(asked.Time); !ok || t >= e.Facts.Duration || !isBadStamp(e, *d) {
			return nil, fmt.Errorf("%s is not a time in this episode: write minutes and seconds, as in 12:34", chapters.Quoted(asked.Time))
		}
		d.Fix = []chapters.Edit{{Span: d.Span, Text: asked.Time}}
	}
	c, fixed, err := change.Fix(e)
	if err == nil && fixed == 0 {
		err = errors.New("there is no safe fix for this")
	}
	if err == nil {
		_, err = c.Apply(s.Apply)
	}
	if err != nil {
		return nil, err
	}
	return s.after("fixed", nil)
}

// after is the answer to what was done. The text may count whole seconds: the page keeps the exact starts.
func (s *Server) after(words string, list []chapters.Chapter) (any, error) {
	e, err := s.Load()
	if err != nil {
		return nil, err
	}
	now := s.stateOf(e)
	if len(list) == len(now.Chapters) { // both in the order of time
		slices.SortStableFunc(now.Chapters, func(a, b chapter) int { return cmp.Compare(a.Start, b.Start) })
		for i, c := range list {
			if now.Chapters[i].Start == chapters.WholeSecond(c.Start).Seconds() {
				now.Chapters[i].Start = output.Seconds(c.Start)
			}
		}
	}
	return done{words, now}, nil
}
