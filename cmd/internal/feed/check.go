package feed

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/chapmark/chapmark/chapters"
)

// Facts are what is really so of an episode.
type Facts struct {
	Missing  string        // why there is no audio, or ""
	Bytes    int64         // 0: not known, since it is not an MP3
	Duration time.Duration // 0: not known
	Chapters []chapters.Chapter
	From     string // where Chapters are from: a text, or the audio; "" where there are none
}

// CheckAudio compares what a feed says of an episode's audio with the facts.
func CheckAudio(source *chapters.Source, item Item, facts Facts) []chapters.Diagnostic {
	if facts.Missing != "" {
		return []chapters.Diagnostic{chapters.Report(chapters.FeedAudioMissing, source, item.Audio.Span, "the audio does not exist: %s", facts.Missing)}
	}
	if facts.Bytes == 0 { // it is audio of another kind
		return nil
	}
	var problems []chapters.Diagnostic
	if n, err := strconv.ParseInt(item.Length.Text, 10, 64); err != nil || n != facts.Bytes {
		said := chapters.Quoted(item.Length.Text)
		if item.Length.Text == "" {
			said = "nothing"
		}
		problems = append(problems, chapters.Report(chapters.FeedLength, source, item.Length.Span, "length says %s, but the file has %d bytes", said, facts.Bytes).
			WithHint("players show it as the size of the download, and some stop at it"))
	}
	if item.Duration.Span.IsWhole() || facts.Duration == 0 {
		return problems
	}
	said, ok := duration(item.Duration.Text)
	if !ok || (said-facts.Duration).Abs() > chapters.MinTolerance {
		problems = append(problems, chapters.Report(chapters.FeedDuration, source, item.Duration.Span, "itunes:duration says %s, but the audio lasts %s",
			chapters.Quoted(item.Duration.Text), chapters.FormatTimestamp(facts.Duration)))
	}
	return problems
}

// duration reads HH:MM:SS, MM:SS or seconds.
func duration(text string) (time.Duration, bool) {
	if t, ok := chapters.ParseTimestamp(text); ok {
		return t, true
	}
	seconds, err := strconv.ParseFloat(text, 64)
	if err != nil || !(seconds >= 0 && seconds < 1e6) {
		return 0, false
	}
	return time.Duration(seconds * float64(time.Second)), true
}

// document is a chapters document of Podcasting 2.0 (JSON chapters 1.2).
type document struct {
	Chapters []struct {
		Start *float64 `json:"startTime"`
		Title string   `json:"title"`
		TOC   *bool    `json:"toc"`
	} `json:"chapters"`
}

// CheckChapters compares a chapters document with the chapters that an episode has.
func CheckChapters(source *chapters.Source, item Item, content []byte, facts Facts) []chapters.Diagnostic {
	stale := func(format string, args ...any) []chapters.Diagnostic {
		d := chapters.Report(chapters.FeedChapters, source, item.Chapters.Span, format, args...)
		return []chapters.Diagnostic{d.WithHint("publish the chapters document again")}
	}
	var doc document
	if err := json.Unmarshal(content, &doc); err != nil || doc.Chapters == nil {
		return stale("its chapters document is not JSON chapters")
	}
	if facts.From == "" {
		return nil
	}
	var said []string
	for _, c := range doc.Chapters {
		if c.Start == nil || *c.Start < 0 || *c.Start > math.MaxInt32 {
			return stale("its chapters document has a chapter without a start")
		}
		if c.TOC == nil || *c.TOC {
			said = append(said, line(time.Duration(*c.Start*float64(time.Second)), c.Title))
		}
	}
	if difference := differs(said, facts); difference != "" {
		return stale("its chapters document %s", difference)
	}
	return nil
}

// CheckSimple compares the chapters that stand in the feed itself with those that an episode has.
func CheckSimple(source *chapters.Source, item Item, facts Facts) []chapters.Diagnostic {
	if item.Listed.IsWhole() || facts.From == "" {
		return nil
	}
	stale := func(format string, args ...any) []chapters.Diagnostic {
		d := chapters.Report(chapters.FeedChapters, source, item.Listed, format, args...)
		return []chapters.Diagnostic{d.WithHint("publish the feed again")}
	}
	var said []string
	for _, c := range item.Simple {
		start, ok := duration(c.Start)
		if !ok {
			return stale("its psc:chapters have one without a start: %s", chapters.Quoted(c.Start))
		}
		said = append(said, line(start, c.Title))
	}
	if difference := differs(said, facts); difference != "" {
		return stale("its psc:chapters: the feed %s", difference)
	}
	return nil
}

// differs says where chapters differ from those that an episode has.
func differs(said []string, facts Facts) string {
	for i, c := range facts.Chapters {
		want := line(c.Start, c.Title)
		if i >= len(said) {
			return fmt.Sprintf("has %d chapters, and %s has %d: %s is missing", len(said), facts.From, len(facts.Chapters), want)
		}
		if said[i] != want {
			return fmt.Sprintf("says %s, and %s says %s", said[i], facts.From, want)
		}
	}
	if len(said) > len(facts.Chapters) {
		return fmt.Sprintf("has %d chapters, and %s has %d: %s is one too many", len(said), facts.From, len(facts.Chapters), said[len(facts.Chapters)])
	}
	return ""
}

// line is a chapter in words. Times are compared in whole seconds: so are those of many players.
func line(start time.Duration, title string) string {
	title, _ = chapters.CleanTitle(title)
	return fmt.Sprintf("%s %s", chapters.FormatTimestamp(start.Truncate(time.Second)), chapters.Quoted(strings.TrimSpace(title)))
}
