package format

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/chapmark/chapmark/chapters"
)

// CUE sheets (docs/specs.md): a track for each chapter, whose INDEX 01 counts minutes, seconds and 75ths of a second.

const maxTracks = 99 // their numbers have two digits

var (
	cueIndex   = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?m)^\s*(?:INDEX|index|Index)\s+0?1\s+\d`) })
	cueTrack   = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?im)^\s*TRACK\s+\d+\s+\w`) })
	cueCommand = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)^(?:REM|CATALOG|CDTEXTFILE|PERFORMER|SONGWRITER|TITLE|FILE|TRACK|INDEX|FLAGS|ISRC|PREGAP|POSTGAP)(?:\s|$)`)
	})
	cueWords = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`"[^"]*"?|[^\s"]+`) })
)

func looksCue(text string) likeness {
	if !strings.Contains(text, "INDEX") && !strings.Contains(text, "index") && !strings.Contains(text, "Index") {
		return noLikeness // before the patterns, which take their time
	}
	if !cueTrack().MatchString(text) || !cueIndex().MatchString(text) {
		return noLikeness
	}
	return ofLines(text, cueCommand(), true)
}

const cueShape = "MM:SS:FF, where FF counts 75ths of a second"

func decodeCue(r *reading) {
	var track *chapters.Topic // that is open
	titles, files, number, named := "", 0, -1, false
	flush := func() {
		if track != nil && track.Stamp == track.Span {
			r.bad(track.Span, "this track has no INDEX 01")
		} else if track != nil && track.Start >= 0 {
			track.Title = titles
			r.add(*track)
		}
		track, titles, named = nil, "", false
	}
	for line := range r.lines() {
		if text := strings.TrimSpace(r.text[line.Start:line.End]); text != "" && !cueCommand().MatchString(text) {
			r.bad(line, "this line is not a command of a CUE sheet")
			return
		}
		var words []chapters.Span
		for _, at := range cueWords().FindAllStringIndex(r.text[line.Start:line.End], 4) {
			words = append(words, chapters.Span{Start: line.Start + at[0], End: line.Start + at[1]})
		}
		if len(words) < 2 {
			continue
		}
		switch strings.ToUpper(r.text[words[0].Start:words[0].End]) {
		case "FILE":
			if files++; files == 2 {
				r.bad(line, "there is a second FILE: chapters are those of one file")
				return
			}
		case "TRACK":
			flush()
			track = &chapters.Topic{Span: line, Stamp: line}
			n, ok := digits(r.text[words[1].Start:words[1].End])
			if !ok || number >= 0 && n != number+1 {
				r.bad(words[1], "the tracks are not numbered one after the other")
				return
			}
			number = n
		case "TITLE":
			if track != nil { // else it is that of the whole
				value := r.trim(chapters.Span{Start: words[1].Start, End: line.End})
				if titles = unquoted(r.text[value.Start:value.End]); named || strings.HasPrefix(titles, `"`) && !strings.HasSuffix(titles, `"`) {
					r.bad(line, "there is a second title in this track, or one whose quotation mark does not end")
					return
				}
				named = true
			}
		case "INDEX":
			if track == nil || len(words) < 3 || strings.TrimLeft(r.text[words[1].Start:words[1].End], "0") != "1" {
				continue // 00 is the gap before it
			}
			if track.Stamp != track.Span {
				r.bad(line, "there is a second INDEX 01 in this track")
				return
			}
			start, ok := r.time(words[2], cueShape, cueTime)
			if !ok {
				start = -1
			}
			track.Start, track.Stamp = start, words[2]
		}
	}
	flush()
}

// unquoted is a text without the quotes around it.
func unquoted(text string) string {
	if len(text) >= 2 && text[0] == '"' && text[len(text)-1] == '"' {
		return text[1 : len(text)-1]
	}
	return text
}

func cueTime(text string) (time.Duration, bool) {
	groups := strings.Split(text, ":")
	if len(groups) != 3 {
		return 0, false
	}
	minutes, ok1 := digits(groups[0])
	second, ok2 := digits(groups[1])
	frames, ok3 := digits(groups[2])
	if !ok1 || !ok2 || !ok3 || minutes > int(longest/time.Minute) || second > 59 || frames > 74 {
		return 0, false
	}
	return cueStart((minutes*60+second)*75 + frames), true
}

// cueStart is the start of a frame, to the nanosecond.
func cueStart(frames int) time.Duration {
	return time.Duration(frames/75)*time.Second + time.Duration(frames%75)*time.Second/75
}

// cueFrames is the number of the frame that starts next to a time.
func cueFrames(t time.Duration) int {
	return int(t/time.Second)*75 + int((t%time.Second*75+time.Second/2)/time.Second)
}

// encodeCue writes a sheet. A title cannot hold double quotes: they become single ones.
func encodeCue(set Set) ([]byte, error) {
	if n := len(set.Chapters); n > maxTracks {
		return nil, &LimitError{"a CUE sheet", maxTracks, n}
	}
	var b strings.Builder
	name := strings.ReplaceAll(cmp.Or(set.Audio, "episode.mp3"), `"`, "'")
	b.WriteString("FILE \"" + name + "\" MP3\n")
	for i, c := range set.Chapters {
		frames := cueFrames(c.Start)
		fmt.Fprintf(&b, "  TRACK %02d AUDIO\n    TITLE \"%s\"\n    INDEX 01 %02d:%02d:%02d\n", i+1, strings.ReplaceAll(c.Title, `"`, "'"), frames/75/60, frames/75%60, frames%75)
	}
	return []byte(b.String()), nil
}
