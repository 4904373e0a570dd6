package output

import (
	"fmt"
	"strings"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/chapters"
)

// ShowAudio prints what is in an MP3.
func ShowAudio(w *sheet, f *audio.File) {
	s := f.Stream
	line := func(label, format string, args ...any) {
		w.Printf("  %-9s %s\n", label, fmt.Sprintf(format, args...))
	}
	w.Println(w.paint(bold, f.Name))
	claimed := ""
	if f.Claimed {
		claimed = "; as its header claims, not counted"
	}
	line("duration", "%s (%.3f seconds), %s bytes%s", chapters.FormatTimestamp(f.Duration()), f.Duration().Seconds(), Thousands(f.Size), claimed)
	if list := f.Chapters(); len(list) == 0 {
		line("chapters", "none")
	} else {
		line("chapters", "%d", len(list))
		chapterRows(w, list)
	}
	if s.Frames > 0 {
		rate := fmt.Sprintf("%d kbit/s", s.BitRate()/1000)
		if s.VBR() {
			rate += fmt.Sprintf(" on average (%d to %d)", s.MinBitRate()/1000, s.MaxBitRate()/1000)
		}
		line("audio", "MPEG %s layer %s, %s Hz, %s, %s; %s", s.First.Version, strings.Repeat("I", s.First.Layer),
			Thousands(int64(s.First.SampleRate)), s.First.Mode, rate, Plural(int(s.Frames), "frame"))
	}
	showRates(w, s)
	if s.Info != nil {
		line("header", "%s", header(f))
	}
	if s.GapBytes > 0 {
		line("between", "%s between the frames", Plural(int(s.GapBytes), "byte"))
	}
	if s.CutBytes > 0 {
		line("cut", "the last frame ends too early; it is not counted")
	}
	switch {
	case f.TagError != nil:
		line("tag", "cannot be read: %v", f.TagError)
	case f.Tag == nil:
		line("tag", "none")
	default:
		line("tag", "ID3v%s, %s bytes (%s of padding): %s", version(f), Thousands(f.TagBytes), Thousands(int64(f.Tag.Padding)), summary(frameIDs(f)))
	}
	for _, tail := range f.Tails {
		line("after", "%s, %s bytes", tail.Kind, Thousands(tail.Bytes))
	}
}

func header(f *audio.File) string {
	info := f.Stream.Info
	text := info.Kind
	if info.Encoder != "" {
		text += " by " + Clean(info.Encoder)
	}
	if claimed, ok := f.Stream.Claimed(); ok {
		text += ", claims " + chapters.FormatTimestamp(claimed)
	}
	if info.Gapless {
		text += fmt.Sprintf(", delay %d and padding %d samples", info.Delay, info.Padding)
	}
	return text
}

// ShowText prints what is in an episode's text.
func ShowText(w *sheet, document chapters.Document) {
	w.Println(w.paint(bold, document.Source.Name))
	for _, key := range []string{document.Fields.Bytes, document.Fields.Duration} {
		if field, ok := document.FrontMatter.Field(key); ok {
			w.Printf("  %-12s %s\n", key, field.Value)
		}
	}
	if document.Format != "" {
		w.Printf("  %-12s %s\n", "format", document.Format)
	}
	w.Printf("  %-12s %d\n", "topics", len(document.Topics))
	list := make([]chapters.Chapter, len(document.Topics))
	for i, topic := range document.Topics {
		list[i] = chapters.Chapter{Start: topic.Start, Title: topic.Title, URL: topic.URL, Image: topic.Image, Hidden: topic.Hidden}
	}
	chapterRows(w, list)
}

// ShowWhy tells which timestamps of a text were taken for topics, and why others were not.
func ShowWhy(w *sheet, document chapters.Document) {
	if len(document.Candidates) == 0 {
		w.Println("  no line starts with a timestamp, or ends with a marked one")
		return
	}
	for _, c := range document.Candidates {
		verdict := "read"
		if !c.Taken {
			verdict = "skipped: " + c.Reason
		}
		w.Printf("  line %-5d %s, %s: %s\n", document.Source.Position(c.Span.Start).Line, c.Kind, Plural(c.Stamps, "timestamp"), verdict)
		for _, e := range c.Evidence {
			if e.Weight <= chapters.Never {
				w.Printf("        never  %s\n", e.Words)
			} else {
				w.Printf("        %+5d  %s\n", e.Weight, e.Words)
			}
		}
	}
}

// chapterRows prints chapters: number, start, title.
func chapterRows(w *sheet, list []chapters.Chapter) {
	width := startWidth(list)
	for i, c := range list {
		link := painted("")
		if c.URL != "" {
			link = " " + w.paint(dim, "<"+c.URL+">")
		}
		w.Printf("  %4d  %*s  %s%s%s\n", i+1, width, chapters.FormatTimestamp(c.Start), c.Title, link, pictured(c))
	}
}

// startWidth is how wide the longest start is.
func startWidth(list []chapters.Chapter) (width int) {
	for _, c := range list {
		width = max(width, len(chapters.FormatTimestamp(c.Start)))
	}
	return width
}

// pictured says what picture a chapter has, and that it is hidden.
func pictured(c chapters.Chapter) (text string) {
	switch {
	case c.Image.Embeddable() || c.Image != nil && c.Image.Source == "":
		text = fmt.Sprintf(" [%s, %s bytes]", Clean(c.Image.MIMEType), Thousands(int64(len(c.Image.Bytes))))
	case c.Image != nil && strings.HasPrefix(c.Image.Source, "data:"):
		text = " [a picture]"
	case c.Image != nil:
		text = " [" + Clean(c.Image.Source) + "]"
	}
	if c.Hidden {
		text += " (hidden)"
	}
	return text
}

func version(f *audio.File) string { return fmt.Sprintf("2.%d", f.Tag.Found) }

func frameIDs(f *audio.File) []string {
	ids := make([]string, 0, len(f.Tag.Frames))
	for _, frame := range f.Tag.Frames {
		ids = append(ids, frame.ID)
	}
	return ids
}

// summary lists frame IDs, runs of one ID counted.
func summary(ids []string) string {
	var parts []string
	for i := 0; i < len(ids); {
		n := 1
		for i+n < len(ids) && ids[i+n] == ids[i] {
			n++
		}
		if part := ids[i]; n > 1 {
			parts = append(parts, fmt.Sprintf("%s ×%d", part, n))
		} else {
			parts = append(parts, part)
		}
		i += n
	}
	if len(parts) == 0 {
		return "no frames"
	}
	return strings.Join(parts, " ")
}
