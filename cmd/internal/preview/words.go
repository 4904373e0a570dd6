package preview

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/format"
	"github.com/chapmark/chapmark/chapters/markdown"
	"github.com/chapmark/chapmark/cmd/internal/change"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/output"
)

// rehearsed says what a change would do: first in the words of a producer, then byte by byte.
func rehearsed(e episode.Episode, list []chapters.Chapter, asked request, c change.Change) (r rehearsal) {
	r.Words = editedWords(e, list, asked, c.Text)
	if c.Text.Changes() {
		r.Diff = output.DiffWords(c.Text)
	}
	for _, note := range roundedWords(e, list, asked) {
		r.Words = append(r.Words, "The text counts whole seconds: "+note)
	}
	for _, p := range c.Pictures {
		if _, err := os.Lstat(p.Path); err != nil {
			r.Words = append(r.Words, filepath.Base(p.Path)+" is saved beside the text")
		}
	}
	if c.Audio != nil {
		r.Frames = output.PlanWords(e.AudioPath, *c.Audio, true)
		now, then := len(e.Facts.Embedded), len(list)
		switch {
		case c.Audio.Method == audio.None:
			r.Words = append(r.Words, "The MP3 already has these chapters")
		case now == 0:
			r.Words = append(r.Words, fmt.Sprintf("The MP3 gets %s", output.Plural(then, "chapter")))
		default:
			r.Words = append(r.Words, fmt.Sprintf("The MP3 gets %s instead of %d", output.Plural(then, "chapter"), now))
		}
	}
	if len(r.Words) == 0 {
		r.Words = append(r.Words, "Nothing changes")
	}
	return r
}

// editedWords are what a person made of the topics: one line each.
func editedWords(e episode.Episode, list []chapters.Chapter, asked request, text *change.Edit) (words []string) {
	if e.Document.Format != "" {
		return nil
	}
	after := chapters.Document{}
	if text.Changes() {
		after, _ = markdown.Again(e.Document, text.After)
	}
	there := map[int]bool{}
	var origins []int
	for _, c := range asked.Chapters {
		origins = append(origins, c.Origin)
	}
	for i, c := range list {
		origin := asked.Chapters[i].Origin
		if origin < 0 {
			with := pictureWords(c.Image)
			if with != "" {
				with = ", with " + with
			}
			words = append(words, fmt.Sprintf("%s is new at %s%s", chapters.Quoted(c.Title), chapters.FormatTimestamp(c.Start), with))
			continue
		}
		there[origin] = true
		was := e.Document.Topics[origin]
		if was.Title != c.Title {
			words = append(words, fmt.Sprintf("%s is called %s", chapters.Quoted(was.Title), chapters.Quoted(c.Title)))
		}
		switch {
		case was.URL == c.URL:
		case c.URL == "":
			words = append(words, fmt.Sprintf("%s no longer has a link", chapters.Quoted(c.Title)))
		default:
			words = append(words, fmt.Sprintf("%s links to %s", chapters.Quoted(c.Title), c.URL))
		}
		if image := pictureWords(c.Image); image != pictureWords(was.Image) {
			if image == "" {
				image = "no picture"
			}
			words = append(words, fmt.Sprintf("%s gets %s", chapters.Quoted(c.Title), image))
		}
		if c.Hidden != was.Hidden {
			state := "is shown in the list of chapters again"
			if c.Hidden {
				state = "is hidden from the list of chapters"
			}
			words = append(words, chapters.Quoted(c.Title)+" "+state)
		}
		if lost := lostMarkup(e, origin, after, format.TopicOf(after, origins, i)); lost != "" && (was.Title != c.Title || was.URL != c.URL) {
			words = append(words, fmt.Sprintf("The line of %s loses %s", chapters.Quoted(c.Title), lost))
		}
		if start := c.Start; start != was.Start && (asked.Exact || chapters.WholeSecond(start) != was.Start) {
			words = append(words, fmt.Sprintf("%s moves from %s to %s", chapters.Quoted(c.Title), chapters.FormatTimestamp(was.Start), chapters.FormatTimestamp(start)))
		}
	}
	for i, was := range e.Document.Topics {
		if !there[i] {
			words = append(words, fmt.Sprintf("%s at %s is deleted", chapters.Quoted(was.Title), chapters.FormatTimestamp(was.Start)))
		}
	}
	return words
}

// escaped is a character that is what it is, and no markup.
var escaped = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile("\\\\[!-/:-@\\[-`{-~]") })

// marks are kinds of markup, as they begin.
var marks = sync.OnceValue(func() []mark {
	return []mark{
		{"emphasis", regexp.MustCompile(`\*+|\b_|_\b|~~`)}, {"code", regexp.MustCompile("`")}, {"comment", regexp.MustCompile(`<!--`)},
		{"picture", regexp.MustCompile(`!\[`)}, {"box to tick off", regexp.MustCompile(`\[[ xX]\]`)}, {"HTML", regexp.MustCompile(`</?[a-zA-Z]+[ >/]`)},
	}
})

type mark struct {
	words string
	begin *regexp.Regexp
}

// address is one on the web.
var address = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`https?://[^\s<>()"'\]]+`) })

// lostMarkup says what stood in a topic's line, and does not any more; "" for nothing.
func lostMarkup(e episode.Episode, origin int, after chapters.Document, now int) string {
	if now >= len(after.Topics) {
		return ""
	}
	was, is := e.Document.Topics[origin], after.Topics[now]
	entry := func(d chapters.Document, t chapters.Topic) string {
		return string(d.Source.Text[t.Span.Start:t.Span.End])
	}
	before, behind := entry(e.Document, was), entry(after, is)
	var lost []string
	if was.End > 0 && is.End == 0 {
		lost = append(lost, "its end at "+chapters.FormatTimestamp(was.End))
	}
	if was.Linked && !is.Linked {
		lost = append(lost, "the link of its timestamp")
	}
	for _, url := range address().FindAllString(before, -1) {
		if !strings.Contains(behind, url) && url != was.URL && !strings.Contains(was.Title, url) {
			lost = append(lost, "the link to "+url)
		}
	}
	plain, kept := escaped().ReplaceAllString(address().ReplaceAllString(before, ""), ""), escaped().ReplaceAllString(address().ReplaceAllString(behind, ""), "")
	for _, m := range marks() {
		if len(m.begin.FindAllString(plain, -1)) > len(m.begin.FindAllString(kept, -1)) {
			lost = append(lost, m.words)
		}
	}
	return strings.Join(lost, ", ")
}

// pictureWords name a picture that a text names; "" for none.
func pictureWords(image *chapters.Image) string {
	switch {
	case image == nil || image.Source == "":
		return ""
	case strings.HasPrefix(image.Source, "data:"):
		return "a picture"
	}
	return "the picture " + image.Source
}

// roundedWords are the starts that a text of whole seconds cannot hold.
func roundedWords(e episode.Episode, list []chapters.Chapter, asked request) (words []string) {
	if asked.Exact || e.Document.Source == nil || e.Document.Format != "" || !e.Document.WholeSeconds() {
		return nil
	}
	const most = 3
	for _, c := range list {
		if whole := chapters.WholeSecond(c.Start); whole != c.Start {
			words = append(words, fmt.Sprintf("%s is %s there, not %s", chapters.Quoted(c.Title), chapters.FormatTimestamp(whole), strings.TrimRight(chapters.FormatTimestamp(c.Start), "0")))
		}
	}
	if more := len(words) - most; more > 0 {
		words = append(words[:most], fmt.Sprintf("and so are %d more", more))
	}
	return words
}

func stamp(seconds float64) string {
	return chapters.FormatTimestamp(time.Duration(math.Round(seconds*1000)) * time.Millisecond)
}

func named(c chapter) string {
	if title, _ := chapters.CleanTitle(c.Title); title != "" {
		return chapters.Quoted(title)
	}
	return "a chapter"
}
