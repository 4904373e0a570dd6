package format

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/limits"
)

// reading is a chapter file while it is read.
type reading struct {
	source   *chapters.Source
	text     string // of the source
	document chapters.Document
	problems []chapters.Diagnostic
	stopped  bool // nothing more is to be reported: the file is not what it seemed
	times    []written
	timeline Timeline
	baseless bool // the last chapter of ffmpeg's metadata named no time base
}

// written is a time as a file has it.
type written struct {
	span  chapters.Span
	value time.Duration
	parse func(string) (time.Duration, bool)
}

// Decode reads a chapter file. What is wrong with it becomes a diagnostic; a file that cannot be read at all has no chapters.
func (f Format) Decode(source *chapters.Source) (chapters.Document, []chapters.Diagnostic) {
	return f.DecodeOn(Timeline{}, source)
}

// DecodeOn reads a chapter file whose times may count the frames of a timeline.
func (f Format) DecodeOn(timeline Timeline, source *chapters.Source) (chapters.Document, []chapters.Diagnostic) {
	r := reading{source: source, text: string(source.Text), document: chapters.Document{Source: source, Format: f.Name}, timeline: timeline}
	if r.isText() {
		f.decode(&r)
	}
	chapters.SortDiagnostics(r.problems)
	return r.document, r.problems
}

// isText refuses what is not text.
func (r *reading) isText() bool {
	if n := len(r.text); n > limits.TextBytes {
		r.bad(chapters.Span{}, "the file is larger than %d MiB, so it is probably not a list of chapters", limits.TextBytes>>20)
		return false
	}
	if n := strings.Count(r.text, "\n"); n > limits.TextLines {
		r.bad(chapters.Span{}, "the file has more than %d lines, so it is probably not a list of chapters", limits.TextLines)
		return false
	}
	if span, why := r.source.NotText(); why != "" {
		r.bad(span, "%s", why)
		r.problems[len(r.problems)-1].Hint = "save the file as UTF-8 text"
		return false
	}
	return true
}

// bad reports what keeps the file from being read.
func (r *reading) bad(span chapters.Span, format string, args ...any) {
	if !r.stopped {
		r.problems = append(r.problems, chapters.Report(chapters.BadChapterFile, r.source, span, format, args...))
	}
	r.stopped = true
}

// add adds a chapter whose fields are as they stand in the file.
func (r *reading) add(t chapters.Topic) {
	if r.stopped {
		return
	}
	if len(r.document.Topics) == limits.FileChapters {
		r.bad(t.Stamp, "there are more than %d chapters", limits.FileChapters)
		return
	}
	title, unsafe := chapters.CleanTitle(t.Title)
	t.Title = title
	if unsafe {
		r.report(chapters.Report(chapters.UnsafeText, r.source, t.Stamp,
			"this title contains control characters; chapmark removes them").WithHint("delete them: they can hide or change what a terminal or a player shows"))
	}
	if t.Span.IsWhole() {
		t.Span = t.Stamp
	}
	r.document.Topics = append(r.document.Topics, t)
}

// badTime reports a time that cannot be read.
func (r *reading) badTime(span chapters.Span, shape string) {
	if r.stopped {
		return
	}
	written, _ := chapters.CleanTitle(r.text[span.Start:min(span.End, span.Start+40)])
	message := fmt.Sprintf("%s is not a time", chapters.Quoted(written))
	if written == "" {
		message = "there is no time here"
	}
	r.report(chapters.Report(chapters.BadTimestamp, r.source, span, "%s", message).WithHint("write it as %s", shape))
}

// report reports a problem that leaves the others readable, until there are too many.
func (r *reading) report(d chapters.Diagnostic) {
	if r.stopped {
		return
	}
	r.problems = append(r.problems, d)
	if len(r.problems) == limits.FileProblems {
		r.bad(d.Span, "there are more than %d problems; the rest of the file was not read", limits.FileProblems-1)
	}
}

// leftOut reports entries that a file marks besides its chapters.
func (r *reading) leftOut(others []chapters.Span, kind, why, hint string) {
	n := len(others)
	if n == 0 {
		return
	}
	if n > 1 {
		kind += "s"
	}
	r.report(chapters.Report(chapters.LeftOut, r.source, others[0], "chapmark skips %d %s: %s", n, kind, why).WithHint("%s", hint))
}

// link reads a link: only what leads to the web means anything to a player.
func (r *reading) link(text string, span chapters.Span) string {
	url, ok := chapters.WebURL(text)
	if !ok && strings.TrimSpace(text) != "" {
		r.report(chapters.Report(chapters.BadLink, r.source, span, "the link %s is not a web address, so chapmark skips it", chapters.Quoted(text)))
	}
	return url
}

// time reads the time at a span by a parser. What cannot be read is reported.
func (r *reading) time(span chapters.Span, shape string, parse func(string) (time.Duration, bool)) (time.Duration, bool) {
	t, ok := parse(r.text[span.Start:span.End])
	if !ok {
		r.badTime(span, shape)
	}
	r.times = append(r.times, written{span, t, parse})
	return t, ok
}

// end reads the time at a span that may be missing, in which case it is 0, as is an end that is the start.
func (r *reading) end(start time.Duration, span chapters.Span, shape string, parse func(string) (time.Duration, bool)) time.Duration {
	if span.Start == span.End {
		return 0
	}
	t, ok := r.time(span, shape, parse)
	if ok && t < start {
		r.report(chapters.Report(chapters.BadTimestamp, r.source, span, "this chapter ends at %s, before it starts at %s",
			chapters.FormatTimestamp(t), chapters.FormatTimestamp(start)).WithHint("correct it or delete it: without it, the chapter ends where the next one starts"))
	}
	if !ok || t <= start {
		return 0
	}
	return t
}

// lines are the lines of the text, without their line ends, and without a byte order mark.
func (r *reading) lines() iter.Seq[chapters.Span] {
	return func(yield func(chapters.Span) bool) {
		at := 0
		if strings.HasPrefix(r.text, byteOrderMark) {
			at = len(byteOrderMark)
		}
		for at < len(r.text) {
			n := strings.IndexAny(r.text[at:], "\r\n")
			end := at + n
			if n < 0 {
				end = len(r.text)
			}
			if r.stopped || !yield(chapters.Span{Start: at, End: end}) {
				return
			}
			at = end + 1
			if strings.HasPrefix(r.text[end:], "\r\n") {
				at++
			}
		}
	}
}

// trim leaves out the blanks around a span.
func (r *reading) trim(span chapters.Span) chapters.Span {
	text := r.text[span.Start:span.End]
	span.Start += len(text) - len(strings.TrimLeft(text, " \t"))
	span.End -= len(text) - len(strings.TrimRight(text, " \t"))
	if span.End < span.Start {
		span.End = span.Start
	}
	return span
}

// firstLine is the first line that is not blank.
func firstLine(text string) string {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			return line
		}
	}
	return ""
}

// image is a picture that a file names.
func image(source string) *chapters.Image {
	if source = strings.TrimSpace(source); source == "" {
		return nil
	}
	return &chapters.Image{Source: source}
}

// named is the picture's name, or "".
func named(i *chapters.Image) string {
	if i == nil {
		return ""
	}
	return i.Source
}

// ownEnd is a chapter's end where it does not go without saying: that of the last one, and one that is not the next start.
func ownEnd(list []chapters.Chapter, i int) (time.Duration, bool) {
	c := list[i]
	implied, ok := chapters.ImpliedEnd(list, i)
	return c.End, c.End > c.Start && (!ok || c.End != implied)
}

// columns finds the first of some names in a header.
func columns(header []string, names ...string) int {
	return slices.IndexFunc(header, func(h string) bool { return slices.Contains(names, strings.ToLower(strings.TrimSpace(h))) })
}
