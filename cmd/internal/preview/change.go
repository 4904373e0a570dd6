package preview

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/report"
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

// wanted reads a request against the text that it rests on. The chapters come in the order of time.
func (r request) wanted(e episode.Episode) ([]chapters.Chapter, []int, error) {
	if r.Version != version(e) {
		return nil, nil, errors.New("the text or the audio was changed by another program; load the page again")
	}
	slices.SortStableFunc(r.Chapters, func(a, b chapter) int { return cmp.Compare(a.Start, b.Start) })
	var list []chapters.Chapter
	var origins []int
	for _, c := range r.Chapters {
		if !(c.Start >= 0 && c.Start < e.Facts.Duration.Seconds()) {
			return nil, nil, fmt.Errorf("%v s is no time in this episode", c.Start)
		}
		title, _ := chapters.CleanTitle(c.Title)
		if title == "" {
			return nil, nil, fmt.Errorf("the chapter at %s needs a title", chapters.FormatTimestamp(time.Duration(c.Start*float64(time.Second))))
		}
		if c.Origin >= len(e.Document.Topics) || c.Origin >= 0 && slices.Contains(origins, c.Origin) {
			return nil, nil, errors.New("this is no list of chapters")
		}
		url := ""
		if c.Origin >= 0 {
			url = e.Document.Topics[c.Origin].URL
		}
		list = append(list, chapters.Chapter{Start: time.Duration(math.Round(c.Start*1000)) * time.Millisecond, Title: title, URL: url})
		origins = append(origins, c.Origin)
	}
	if len(list) == 0 {
		return nil, nil, errors.New("there would be no chapters left; chapmark strip takes them out of the MP3")
	}
	return list, origins, nil
}

// prepared is what a request would make of the episode, as it is now.
func (s *Server) prepared(asked request) (e episode.Episode, list []chapters.Chapter, text []byte, err error) {
	if e, err = s.Load(); err != nil {
		return e, nil, nil, err
	}
	now := stateOf(e)
	switch {
	case now.CanSave:
		var origins []int
		if list, origins, err = asked.wanted(e); err == nil {
			text, err = newText(e, list, origins)
		}
	case now.CanWrite: // of a chapter file, as they are
		list, text = e.Chapters, e.Document.Source.Text
	default:
		err = errors.New("these chapters cannot be changed from here: mend the problems first")
	}
	return e, list, text, err
}

func (s *Server) save(asked request) (any, error) {
	e, list, text, err := s.prepared(asked)
	if err != nil {
		return nil, err
	}
	was := e.Document.Source.Text
	if asked.Rehearse {
		diff := report.Diff(e.TextPath, was, text)
		if string(text) == string(was) {
			diff = "the text stays as it is: it counts whole seconds"
		}
		return rehearsal{diff}, nil
	}
	if err := s.writeText(e, text); err != nil {
		return nil, err
	}
	return s.after("saved", list)
}

func (s *Server) writeText(e episode.Episode, text []byte) error {
	if was := e.Document.Source.Text; string(text) != string(was) {
		return episode.WriteText(e.TextPath, was, text)
	}
	return nil
}

// write brings the tag up to date, to the millisecond, and then the text: if the tag cannot be written, that stays as it was.
func (s *Server) write(asked request) (any, error) {
	e, list, text, err := s.prepared(asked)
	if err != nil {
		return nil, err
	}
	words, err := s.Write(e, withStarts(e, list), asked.Rehearse)
	if err != nil {
		return nil, err
	}
	if asked.Rehearse {
		if was := e.Document.Source.Text; string(text) != string(was) {
			words = report.Diff(e.TextPath, was, text) + "\n" + words
		}
		return rehearsal{words}, nil
	}
	if err := s.writeText(e, text); err != nil {
		return nil, fmt.Errorf("the chapters are written, but the text is not: %w", err)
	}
	return s.after(words, list)
}

// withStarts are the chapters of a list, behind the opening one that the episode may have, up to its end.
func withStarts(e episode.Episode, list []chapters.Chapter) []chapters.Chapter {
	if e.Document.Format != "" {
		return list
	}
	var all []chapters.Chapter
	if len(e.Chapters) > 0 && e.Chapters[0].Span.IsWhole() && list[0].Start > 0 {
		all = append(all, e.Chapters[0])
	}
	all = append(all, list...)
	for i := range all {
		if all[i].End = e.Facts.Duration.Truncate(time.Millisecond); i+1 < len(all) {
			all[i].End = all[i+1].Start
		}
	}
	return all
}

// after is the answer to what was done. The text may count whole seconds: the page keeps the exact starts.
func (s *Server) after(words string, list []chapters.Chapter) (any, error) {
	e, err := s.Load()
	if err != nil {
		return nil, err
	}
	now := stateOf(e)
	for i, c := range list {
		if len(list) == len(now.Chapters) && now.Chapters[i].Start == math.Floor(c.Start.Seconds()) {
			now.Chapters[i].Start = report.Seconds(c.Start)
		}
	}
	first, _, _ := strings.Cut(words, "\n")
	return done{first, now}, nil
}
