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
	"github.com/chapmark/chapmark/chapters/format"
	"github.com/chapmark/chapmark/chapters/markdown"
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

// newText is the text with the chapters: of topics that were only moved, nothing but the timestamps changes.
func newText(e episode.Episode, list []chapters.Chapter, origins []int) ([]byte, error) {
	document := e.Document
	exact := slices.ContainsFunc(document.Topics, func(t chapters.Topic) bool { return t.Start%time.Second != 0 })
	starts := make([]time.Duration, len(document.Topics))
	for i, t := range document.Topics {
		starts[i] = t.Start
	}
	rounded := slices.Clone(list)
	for i := range rounded {
		if !exact { // as the text has them
			rounded[i].Start = rounded[i].Start.Truncate(time.Second)
		}
		if origin := origins[i]; origin >= 0 {
			starts[origin] = rounded[i].Start
		}
	}
	for i := 1; i < len(rounded); i++ {
		asBefore := origins[i] >= 0 && origins[i-1] >= 0 && document.Topics[origins[i]].Start == document.Topics[origins[i-1]].Start
		if rounded[i].Start == rounded[i-1].Start && !asBefore {
			return nil, fmt.Errorf("two chapters would start at %s", chapters.FormatTimestamp(rounded[i].Start))
		}
	}
	text, err := markdown.Retime(document, starts)
	if err != nil && len(document.Topics) == len(list) {
		return nil, err
	}
	if err == nil { // the rest is changed in a text in which the topics that stay are in their places
		document, _ = markdown.Parse(chapters.NewSource(document.Source.Name, text))
	}
	inPlace := len(list) == len(document.Topics)
	for i := range rounded {
		inPlace = inPlace && origins[i] == i
	}
	for i := range rounded {
		if !inPlace || rounded[i].Title == document.Topics[i].Title {
			continue
		}
		renamed, ok := format.Retitled(document, i, rounded[i].Title)
		if inPlace = ok; ok {
			document, _ = markdown.Parse(chapters.NewSource(document.Source.Name, renamed))
		}
	}
	if inPlace {
		return document.Source.Text, nil
	}
	for i := range rounded {
		rounded[i].End = rounded[i].Start
		if i+1 < len(rounded) {
			rounded[i].End = rounded[i+1].Start
		}
		if origin := origins[i]; origin >= 0 && document.Topics[origin].End > 0 && err == nil { // a range stays one
			rounded[i].End = document.Topics[origin].End
		}
	}
	return format.Into(document, format.Set{Chapters: rounded})
}

func (s *Server) save(asked request) (any, error) {
	e, err := s.Load()
	if err != nil {
		return nil, err
	}
	if !stateOf(e).CanSave {
		return nil, errors.New("the text cannot be changed from here: mend its problems first")
	}
	list, origins, err := asked.wanted(e)
	if err != nil {
		return nil, err
	}
	text, err := newText(e, list, origins)
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
	if string(text) != string(was) {
		if err := episode.WriteText(e.TextPath, was, text); err != nil {
			return nil, err
		}
	}
	return s.after("saved", list)
}

// write brings the text up to date, and then the tag, to the millisecond.
func (s *Server) write(asked request) (any, error) {
	e, err := s.Load()
	if err != nil {
		return nil, err
	}
	now := stateOf(e)
	if !now.CanWrite {
		return nil, errors.New("these chapters cannot be written: mend the problems first")
	}
	if !now.CanSave { // of a chapter file, as they are
		words, err := s.Write(e, e.Chapters, asked.Rehearse)
		if err != nil || asked.Rehearse {
			return rehearsal{words}, err
		}
		return s.after(words, nil)
	}
	list, origins, err := asked.wanted(e)
	if err != nil {
		return nil, err
	}
	text, err := newText(e, list, origins)
	if err != nil {
		return nil, err
	}
	was := e.Document.Source.Text
	if asked.Rehearse {
		words, err := s.Write(e, withStarts(e, list), true)
		if string(text) != string(was) {
			words = report.Diff(e.TextPath, was, text) + "\n" + words
		}
		return rehearsal{words}, err
	}
	words, err := s.Write(e, withStarts(e, list), false)
	if err != nil {
		return nil, err // and the text is as it was
	}
	if string(text) != string(was) {
		if err := episode.WriteText(e.TextPath, was, text); err != nil {
			return nil, fmt.Errorf("the chapters are written, but the text is not: %w", err)
		}
	}
	return s.after(words, list)
}

// withStarts are the chapters of a list, behind the opening one that the episode may have, up to its end.
func withStarts(e episode.Episode, list []chapters.Chapter) []chapters.Chapter {
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
