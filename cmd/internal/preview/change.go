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
	"github.com/chapmark/chapmark/cmd/internal/change"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/output"
)

// request is what a person made of the chapters.
type request struct {
	Version  string    `json:"version"`
	Chapters []chapter `json:"chapters"`
	Rehearse bool      `json:"rehearse"`
}

type rehearsal struct {
	Diff string `json:"diff"`
}

type done struct {
	Message string `json:"message"`
	State   state  `json:"state"`
}

// edited reads a request against the text that it rests on. The chapters come in the order of time. Whatever the page does
// not show of a chapter stays with it.
func (r request) edited(e episode.Episode) (edited change.Edited, err error) {
	if r.Version != version(e) {
		return edited, errors.New("the text or the audio was changed by another program; load the page again")
	}
	slices.SortStableFunc(r.Chapters, func(a, b chapter) int { return cmp.Compare(a.Start, b.Start) })
	for _, c := range r.Chapters {
		if !(c.Start >= 0 && c.Start < e.Facts.Duration.Seconds()) {
			return edited, fmt.Errorf("%v s is no time in this episode", c.Start)
		}
		if c.Origin >= len(e.Document.Topics) || c.Origin >= 0 && slices.Contains(edited.Origins, c.Origin) {
			return edited, errors.New("this is no list of chapters")
		}
		kept := chapters.Chapter{}
		if c.Origin >= 0 {
			t := e.Document.Topics[c.Origin]
			kept = chapters.Chapter{End: t.End, URL: t.URL, Image: t.Image, Hidden: t.Hidden, Members: t.Members, Span: t.Stamp}
		}
		if kept.Title, _ = chapters.CleanTitle(c.Title); kept.Title == "" && !kept.Hidden {
			return edited, fmt.Errorf("the chapter at %s needs a title", chapters.FormatTimestamp(time.Duration(c.Start*float64(time.Second))))
		}
		if kept.Start = time.Duration(math.Round(c.Start*1000)) * time.Millisecond; kept.End <= kept.Start {
			kept.End = 0
		}
		edited.Chapters, edited.Origins = append(edited.Chapters, kept), append(edited.Origins, c.Origin)
	}
	if len(edited.Chapters) == 0 {
		return edited, errors.New("there would be no chapters left; chapmark strip takes them out of the MP3")
	}
	return edited, nil
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
		if edited, err = asked.edited(e); err != nil {
			return e, nil, c, err
		}
		if list = edited.Chapters; tagToo {
			c, blocking, err = change.SaveAll(e, edited)
		} else {
			c, err = change.Save(e, edited)
		}
	case now.CanWrite && tagToo: // of a chapter file, as they are
		list = e.Chapters
		c, blocking, err = change.Write(e, change.WriteOptions{})
	default:
		err = errors.New("these chapters cannot be changed from here: mend the problems first")
	}
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
		return rehearsal{rehearsed(e, c)}, nil
	}
	words := "saved"
	if tagToo {
		words = output.PlanWords(e.AudioPath, *c.Audio, false)
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
	return s.after(words, list)
}

// rehearsed says what a change would do.
func rehearsed(e episode.Episode, c change.Change) string {
	words := ""
	if c.Text.Changes() {
		words = string(output.Diff(e.TextPath, c.Text.Before, c.Text.After))
	}
	switch {
	case c.Audio != nil:
		return strings.TrimPrefix(words+"\n"+output.PlanWords(e.AudioPath, *c.Audio, true), "\n")
	case words == "":
		return "the text stays as it is: it counts whole seconds"
	}
	return words
}

// after is the answer to what was done. The text may count whole seconds: the page keeps the exact starts.
func (s *Server) after(words string, list []chapters.Chapter) (any, error) {
	e, err := s.Load()
	if err != nil {
		return nil, err
	}
	now := s.stateOf(e)
	for i, c := range list {
		if len(list) == len(now.Chapters) && now.Chapters[i].Start == chapters.WholeSecond(c.Start).Seconds() {
			now.Chapters[i].Start = output.Seconds(c.Start)
		}
	}
	first, _, _ := strings.Cut(words, "\n")
	return done{first, now}, nil
}
