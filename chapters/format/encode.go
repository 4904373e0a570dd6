package format

import (
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/platform"
)

// RulesError says why a platform would ignore chapters.
type RulesError struct {
	Format string
	Broken []string
}

func (e *RulesError) Error() string {
	return fmt.Sprintf("%s ignores these chapters: %s", e.Format, e.Broken[0])
}

// Encode writes chapters, which are in time order, and says in words what the format cannot carry of them. What the platform would
// ignore is a *RulesError, more than the format has room for a *LimitError.
func (f Format) Encode(set Set) (content []byte, lost []string, err error) {
	if f.encode == nil {
		return nil, nil, fmt.Errorf("chapmark reads %s but does not write it", f.Name)
	}
	kept := make([]chapters.Chapter, 0, len(set.Chapters))
	hidden, unsafe := 0, 0
	for _, c := range set.Chapters {
		if c.Hidden && !f.Carries.Hidden {
			hidden++
			continue
		}
		c.Title, _ = chapters.CleanTitle(c.Title)
		if url, ok := chapters.WebURL(c.URL); ok {
			c.URL = url
		} else if c.URL != "" { // of a stranger's MP3: javascript: and the like
			c.URL = ""
			unsafe++
		}
		if c.Image != nil && !safeImage(c.Image.Source) {
			without := *c.Image
			without.Source = ""
			c.Image = &without
		}
		kept = append(kept, c)
	}
	if broken := platform.Demands(f.Platform, kept); len(broken) > 0 {
		return nil, nil, &RulesError{f.Name, broken}
	}
	set.Chapters = kept
	if content, err = f.encode(set); err != nil {
		return nil, nil, err
	}
	lost = f.lost(set, hidden)
	if unsafe > 0 {
		lost = append(lost, fmt.Sprintf("links that lead to nothing on the web: %d", unsafe))
	}
	if n := len(kept); f.Name == "webvtt" && n > 0 && kept[n-1].End <= kept[n-1].Start {
		lost = append(lost, "a last chapter without an end (it lasts 1 s); name the audio after the source")
	}
	return content, lost, nil
}

// safeImage reports whether what names a picture is a path, a web address or the picture itself, and nothing that runs.
func safeImage(source string) bool {
	source = strings.TrimSpace(source)
	if strings.ContainsFunc(source, unicode.IsControl) {
		return false
	}
	parsed, err := url.Parse(source)
	return err != nil || parsed.Scheme == "" || len(parsed.Scheme) == 1 || strings.EqualFold(parsed.Scheme, "http") || strings.EqualFold(parsed.Scheme, "https") ||
		strings.HasPrefix(strings.ToLower(source), "data:image/")
}

// lost lists what does not arrive.
func (f Format) lost(set Set, hidden int) (words []string) {
	list := set.Chapters
	count := func(has func(i int) bool) (n int) {
		for i := range list {
			if has(i) {
				n++
			}
		}
		return n
	}
	note := func(n int, what string) {
		if n > 0 {
			noun := "chapters"
			if n == 1 {
				noun = "chapter"
			}
			words = append(words, fmt.Sprintf("%s %d %s", what, n, noun))
		}
	}
	if !f.Carries.URL || !hasLinks(set.Template) {
		note(count(func(i int) bool { return list[i].URL != "" }), "links of")
	}
	if f.Carries.Precision == 0 {
		note(len(list), "starts of")
	}
	// A format that has pictures names them.
	note(count(func(i int) bool { return list[i].Image != nil && (!f.Carries.Image || list[i].Image.Source == "") }), "pictures of")
	if !f.Carries.End { // an end that is the next one's start goes without saying
		note(count(func(i int) bool {
			implied, ok := chapters.ImpliedEnd(list, i)
			if !ok {
				return set.Duration == 0 && list[i].End > list[i].Start || set.Duration-list[i].End >= time.Millisecond
			}
			return list[i].End != implied
		}), "stated ends of")
	}
	note(count(func(i int) bool {
		_, own := ownEnd(list, i)
		return f.rounds(list[i].Start) || own && f.Carries.End && f.rounds(list[i].End)
	}), "fractions of a second of")
	note(hidden, "what is hidden:")
	if !f.Carries.More {
		note(count(func(i int) bool { return len(list[i].Members) > 0 }), "what else the source says of")
		if len(set.Members) > 0 {
			words = append(words, "what else the source says of the whole")
		}
	}
	if f.Name == "mp4chaps" {
		note(count(func(i int) bool { return mp4Link().MatchString(list[i].Title) }), "titles that end like links of")
	}
	if f.Name == "cue" {
		note(count(func(i int) bool { return strings.Contains(list[i].Title, `"`) }), "double quotes in titles of")
	}
	return words
}

// rounds reports whether a time comes out as another one.
func (f Format) rounds(t time.Duration) bool {
	if f.Carries.Precision == 0 { // it has no times at all
		return false
	}
	if f.Carries.Precision == a75th { // a second is not a multiple of it in nanoseconds
		return (cueStart(cueFrames(t)) - t).Abs() >= time.Millisecond
	}
	return t%f.Carries.Precision != 0
}
