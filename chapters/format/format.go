// Package format writes chapters as other programs and platforms read them. In go chapters; out come the bytes of a file or a block
// to paste, and in words what of the chapters it cannot carry. It touches no files.
package format

import (
	"fmt"
	"time"

	"github.com/chapmark/chapmark/chapters"
)

// Format is one row of the table.
type Format struct {
	Name  string
	About string // one line
	// What a chapter may have beyond a start in whole seconds and a title.
	Carries Carries
	// Rules are what a platform demands of chapters, or ignores them; nil where there are none.
	Rules  func(list []chapters.Chapter) []string
	encode func(list []chapters.Chapter) ([]byte, error)
}

// Carries says what of a chapter a format can hold.
type Carries struct {
	URL, Image, End, Hidden bool
	Precision               time.Duration // of times
}

// All returns the table, in the order of docs/formats.md.
func All() []Format {
	second, ms := time.Second, time.Millisecond
	return []Format{
		{"json", "Podcasting 2.0 chapters (JSON chapters 1.2)", Carries{URL: true, End: true, Hidden: true, Precision: ms}, nil, encodeJSON},
		{"psc", "Podlove Simple Chapters 1.2, XML for a feed", Carries{URL: true, Precision: ms}, nil, encodePSC},
		{"psc-json", "Podlove Simple Chapters, JSON", Carries{URL: true, Precision: ms}, nil, encodePSCJSON},
		{"webvtt", "WebVTT chapters for HTML players", Carries{End: true, Precision: ms}, nil, encodeWebVTT},
		{"ffmetadata", "ffmpeg's metadata", Carries{End: true, Precision: ms}, nil, encodeFFMetadata},
		{"mp4chaps", "MP4Chaps, for mp4v2's mp4chaps", Carries{Precision: ms}, nil, encodeMP4Chaps},
		{"ogm", "OGM, or simple Matroska chapters", Carries{Precision: ms}, nil, encodeOGM},
		{"matroska", "Matroska chapters, XML for mkvmerge", Carries{End: true, Hidden: true, Precision: ms}, nil, encodeMatroska},
		{"audacity", "Audacity labels", Carries{End: true, Precision: time.Microsecond}, nil, encodeAudacity},
		{"csv", "comma-separated values with a header", Carries{URL: true, End: true, Hidden: true, Precision: ms}, nil, encodeCSV},
		{"tsv", "tab-separated values with a header", Carries{URL: true, End: true, Hidden: true, Precision: ms}, nil, encodeTSV},
		{"youtube", "lines for a description on YouTube", Carries{Precision: second}, youtubeRules, encodeLines("%s %s\n", false)},
		{"spotify", "lines for a description on Spotify", Carries{Precision: second}, spotifyRules, encodeLines("(%s) %s\n", false)},
		{"apple", "lines for a description on Apple Podcasts", Carries{Precision: second}, appleRules, encodeLines("%s %s\n", true)},
	}
}

// ByName finds a format.
func ByName(name string) (Format, bool) {
	for _, f := range All() {
		if f.Name == name {
			return f, true
		}
	}
	return Format{}, false
}

// RulesError says why a platform would ignore chapters.
type RulesError struct {
	Format string
	Broken []string
}

func (e *RulesError) Error() string {
	return fmt.Sprintf("%s would ignore these chapters: %s", e.Format, e.Broken[0])
}

// Encode writes chapters, which are in time order, and says in words what the format cannot carry of them. What the platform would
// ignore is a *RulesError.
func (f Format) Encode(list []chapters.Chapter) (content []byte, lost []string, err error) {
	if f.Rules != nil {
		if broken := f.Rules(list); len(broken) > 0 {
			return nil, nil, &RulesError{f.Name, broken}
		}
	}
	kept := make([]chapters.Chapter, 0, len(list))
	hidden := 0
	for _, c := range list {
		if c.Hidden && !f.Carries.Hidden {
			hidden++
			continue
		}
		c.Title, _ = chapters.CleanTitle(c.Title)
		kept = append(kept, c)
	}
	if content, err = f.encode(kept); err != nil {
		return nil, nil, err
	}
	return content, f.lost(kept, hidden), nil
}

// lost lists what does not arrive.
func (f Format) lost(list []chapters.Chapter, hidden int) (words []string) {
	count := func(has func(i int) bool) (n int) {
		for i := range list {
			if has(i) {
				n++
			}
		}
		return n
	}
	note := func(carried bool, n int, what string) {
		if !carried && n > 0 {
			noun := "chapters"
			if n == 1 {
				noun = "chapter"
			}
			words = append(words, fmt.Sprintf("%s %d %s", what, n, noun))
		}
	}
	note(f.Carries.URL, count(func(i int) bool { return list[i].URL != "" }), "links of")
	note(f.Carries.Image, count(func(i int) bool { return list[i].Image != nil }), "pictures of")
	// An end that is the next one's start goes without saying.
	note(f.Carries.End, count(func(i int) bool { return i+1 < len(list) && list[i].End != list[i+1].Start }), "ends before the next start of")
	note(false, count(func(i int) bool { return list[i].Start%f.Carries.Precision != 0 }), "fractions of a second of")
	note(false, hidden, "what is hidden:")
	return words
}

// clock writes a time with so many digits of its fraction.
func clock(t time.Duration, digits int) string {
	text := fmt.Sprintf("%02d:%02d:%02d", t/time.Hour, t/time.Minute%60, t/time.Second%60)
	if digits > 0 {
		text += fmt.Sprintf(".%09d", t%time.Second)[:digits+1]
	}
	return text
}
