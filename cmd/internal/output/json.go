package output

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"time"
	"unicode"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/run"
)

// JSON writes one value as one line. Fields are only ever added; docs/json.md lists them.
func JSON(w io.Writer, value any) error {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return err
	}
	_, err := w.Write(escapedJSON(b.Bytes()))
	return err
}

// escapedJSON is the same JSON, of which nothing moves a terminal's cursor or turns its text around, and nothing is a
// command to GitHub's runner.
func escapedJSON(b []byte) []byte {
	b = bytes.ReplaceAll(b, []byte("##["), []byte(`#\u0023[`))
	if !bytes.ContainsFunc(b, moves) {
		return b
	}
	var escaped bytes.Buffer
	for _, r := range string(b) {
		if moves(r) {
			fmt.Fprintf(&escaped, `\u%04x`, r)
		} else {
			escaped.WriteRune(r)
		}
	}
	return escaped.Bytes()
}

// moves reports controls that JSON and XML hold as they are: those of 8 bits (ECMA-48 §5.3), and those of bidirectional text
// (UAX #9).
func moves(r rune) bool {
	return r >= 0x7F && r <= 0x9F || unicode.Is(unicode.Bidi_Control, r)
}

// Problem is a diagnostic in JSON. Lines and columns count from 1; all four are 0 where the file as a whole is meant.
type Problem struct {
	Rule      string            `json:"rule"`
	Severity  chapters.Severity `json:"severity"`
	File      string            `json:"file"`
	Line      int               `json:"line"`
	Column    int               `json:"column"`
	EndLine   int               `json:"end_line"`
	EndColumn int               `json:"end_column"`
	Message   string            `json:"message"`
	Hint      string            `json:"hint"`
	Fixable   bool              `json:"fixable"`
}

// Problems converts diagnostics; the result is never null in JSON.
func Problems(all []chapters.Diagnostic) []Problem {
	list := make([]Problem, 0, len(all))
	for _, d := range all {
		at := placeOf(d.Source, d.Span)
		message, hint := problemWords(d)
		list = append(list, Problem{string(d.Rule), d.Severity, at.File, at.Line, at.Column, at.EndLine, at.EndColumn, message, hint, d.Fix != nil})
	}
	return list
}

// Chapter is a chapter in JSON. Times are seconds.
type Chapter struct {
	Start  float64 `json:"start_s"`
	End    float64 `json:"end_s"`
	Title  string  `json:"title"`
	URL    string  `json:"url"`
	Image  *Image  `json:"image"`
	Hidden bool    `json:"hidden"`
}

// Image is a chapter's picture in JSON.
type Image struct {
	MIMEType string `json:"mime_type"`
	Bytes    int    `json:"bytes"`
}

// Chapters converts chapters; the result is never null in JSON.
func Chapters(all []chapters.Chapter) []Chapter {
	list := make([]Chapter, 0, len(all))
	for _, c := range all {
		j := Chapter{Start: Seconds(c.Start), End: Seconds(c.End), Title: c.Title, URL: c.URL, Hidden: c.Hidden}
		if c.Image != nil {
			j.Image = &Image{c.Image.MIMEType, len(c.Image.Bytes)}
		}
		list = append(list, j)
	}
	return list
}

// Seconds is a time in seconds, to the microsecond.
func Seconds(t time.Duration) float64 { return math.Round(t.Seconds()*1e6) / 1e6 }

// Tag is an ID3v2 tag in JSON.
type Tag struct {
	Version string   `json:"version"` // "2.3" or "2.4"
	Bytes   int64    `json:"bytes"`
	Padding int      `json:"padding"`
	Frames  []string `json:"frames"`
}

// Rate is a bit rate, and in how many frames it occurs.
type Rate struct {
	BitRate int   `json:"bit_rate"` // bit/s
	Frames  int64 `json:"frames"`
}

// AudioFile is what `show --json` says of an MP3.
type AudioFile struct {
	Status     string    `json:"status"`
	File       string    `json:"file"`
	Bytes      int64     `json:"bytes"`
	Duration   float64   `json:"duration_s"`
	Claimed    bool      `json:"claimed,omitempty"` // with --quick alone
	Frames     float64   `json:"frames_s"`
	Header     *float64  `json:"header_s"`
	Count      int64     `json:"frames"`
	SampleRate int       `json:"sample_rate"`
	Channels   int       `json:"channels"`
	BitRate    int       `json:"bit_rate"`
	VBR        bool      `json:"vbr"`
	Rates      []Rate    `json:"rates"`
	Tag        *Tag      `json:"tag"`
	Chapters   []Chapter `json:"chapters"`
	Layout     []Part    `json:"layout,omitempty"` // with --tag
	Problems   []Problem `json:"problems"`
}

// audioObject converts a file.
func audioObject(o run.Outcome, f *audio.File) AudioFile {
	j := AudioFile{
		Status: string(o.Status), File: f.Name, Bytes: f.Size, Duration: Seconds(f.Duration()), Claimed: f.Claimed, Frames: Seconds(f.Stream.Length()),
		Count: f.Stream.Frames, SampleRate: f.Stream.First.SampleRate, Channels: f.Stream.First.Channels,
		BitRate: f.Stream.BitRate(), VBR: f.Stream.VBR(), Rates: []Rate{}, Chapters: Chapters(f.Chapters()), Problems: Problems(o.Problems),
	}
	for _, rate := range f.Stream.Rates {
		j.Rates = append(j.Rates, Rate{rate.BitRate, rate.Frames})
	}
	if claimed, ok := f.Stream.Claimed(); ok {
		seconds := Seconds(claimed)
		j.Header = &seconds
	}
	if f.Tag != nil {
		j.Tag = &Tag{Version: version(f), Bytes: f.TagBytes, Padding: f.Tag.Padding, Frames: frameIDs(f)}
	}
	return j
}

// Topic is a topic of a text in JSON.
type Topic struct {
	Start  float64 `json:"start_s"`
	Title  string  `json:"title"`
	URL    string  `json:"url"`
	Image  string  `json:"image,omitempty"` // its path or address
	Hidden bool    `json:"hidden,omitempty"`
	Line   int     `json:"line"`
	Column int     `json:"column"`
}

// TextFile is what `show --json` says of an episode's text.
type TextFile struct {
	Status      string         `json:"status"`
	File        string         `json:"file"`
	Format      string         `json:"format,omitempty"` // of a chapter file
	FrontMatter map[string]any `json:"front_matter"`
	Chapters    []Topic        `json:"chapters"`
	Problems    []Problem      `json:"problems"`
}

// textObject converts a document.
func textObject(o run.Outcome, document chapters.Document) TextFile {
	j := TextFile{Status: string(o.Status), File: document.Source.Name, Format: document.Format, FrontMatter: document.FrontMatter.Values,
		Chapters: []Topic{}, Problems: Problems(o.Problems)}
	if j.FrontMatter == nil {
		j.FrontMatter = map[string]any{}
	}
	for _, topic := range document.Topics {
		at := document.Source.Position(topic.Stamp.Start)
		t := Topic{Start: Seconds(topic.Start), Title: topic.Title, URL: topic.URL, Hidden: topic.Hidden, Line: at.Line, Column: at.Column}
		if topic.Image != nil {
			t.Image = topic.Image.Source
		}
		j.Chapters = append(j.Chapters, t)
	}
	return j
}
