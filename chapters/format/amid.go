package format

import (
	"bytes"
	"slices"
	"strings"

	"github.com/chapmark/chapmark/chapters"
)

// firstBetween finds the first of what stands between topics and is none: notes, a line that cannot be read.
func firstBetween(document chapters.Document, lines []chapters.Span) (between chapters.Span, ok bool) {
	for i := 1; i < len(lines); i++ {
		span := chapters.Span{Start: lines[i-1].End, End: lines[i].Start}
		if len(bytes.TrimSpace(document.Source.Text[span.Start:span.End])) > 0 {
			return span, true
		}
	}
	return chapters.Span{}, false
}

// amid puts chapters into a text line by line, since between its topics stands what is to stay. The topics that stay keep their order,
// and one that goes must have nothing below it that belongs to it.
func amid(document chapters.Document, set Set, lines []chapters.Span, template string, between chapters.Span) ([]byte, error) {
	text, newline := document.Source.Text, newlineAt(document.Source.Text, lines[0])
	notes := notesBelow(document, lines)
	stays := make([]int, len(set.Chapters)) // which topic a chapter is, or -1
	used := map[int]bool{}
	for i, c := range set.Chapters {
		c.Title, _ = chapters.CleanTitle(c.Title)
		if stays[i] = find(document.Topics, c); stays[i] >= 0 {
			if used[stays[i]] || i > 0 && stays[i] < slices.Max(stays[:i]) {
				return nil, &IntoError{between, "there is other text between the topics, so chapmark cannot reorder them"}
			}
			used[stays[i]] = true
		}
	}
	var edits []chapters.Edit
	last := lines[len(lines)-1]
	for i, c := range set.Chapters {
		if stays[i] >= 0 {
			continue
		}
		line, err := set.line(i, template)
		if err != nil {
			return nil, err
		}
		if same := slices.IndexFunc(document.Topics, func(t chapters.Topic) bool { return t.Start == c.Start }); same >= 0 && !used[same] {
			used[same] = true
			edits = append(edits, chapters.Edit{Span: lines[same], Text: line})
			continue
		}
		next := slices.IndexFunc(stays[i:], func(stays int) bool { return stays >= 0 })
		switch {
		case next >= 0:
			at := lines[stays[i+next]].Start
			if above, _ := document.Source.Line(max(at-1, 0)); at > 0 && len(bytes.TrimSpace(above)) == 0 {
				line += newline // topics have room between them
			}
			edits = append(edits, chapters.Edit{Span: chapters.Span{Start: at, End: at}, Text: line + newline})
		case notes[len(lines)-1] && !hasMore(document.Source, last):
			return nil, &IntoError{last, "the last topic has text below it, and it is not clear where that ends"}
		default:
			at := endBelow(document.Source, last)
			edits = append(edits, chapters.Edit{Span: chapters.Span{Start: at, End: at}, Text: newline + line})
		}
	}
	for i, line := range lines {
		if used[i] {
			continue
		}
		if notes[i] {
			return nil, &IntoError{line, "a topic that would be deleted has text below it, which would go to another topic"}
		}
		end := nextLine(document.Source, line.End)
		above := i == 0 || used[i-1] || lines[i-1].End+len(newline) < line.Start // it stays
		if i == len(lines)-1 && end == len(text) && line.Start > 0 && above {    // and ends the text then
			line.Start -= len(newline)
			end = line.End
		}
		edits = append(edits, chapters.Edit{Span: chapters.Span{Start: line.Start, End: end}})
	}
	result, err := chapters.ApplyEdits(text, edits)
	if err != nil {
		return nil, err
	}
	return result, readBack(result, set.Chapters)
}

// notesBelow says of each topic whether what stands below it, up to the next one, belongs to it: all but a line that should have been a
// topic, too. Below the last one there is more text in any case; that is about it where it is indented, or where most of the others have
// notes.
func notesBelow(document chapters.Document, lines []chapters.Span) []bool {
	text, notes, others := document.Source.Text, make([]bool, len(lines)), 0
	for i, line := range lines {
		end := len(text)
		if i+1 < len(lines) {
			end = lines[i+1].Start
		}
		for below := range bytes.Lines(text[line.End:end]) {
			words := strings.Fields(strings.Trim(string(below), "-*+ \t\r\n"))
			if len(words) > 0 && !chapters.NearTimestamp(words[0]) && !chapters.LooksLikeTimestamp(words[0]) {
				notes[i] = true
			}
		}
		if i+1 < len(lines) && notes[i] {
			others++
		}
	}
	if last := len(lines) - 1; 2*others < last {
		notes[last] = hasMore(document.Source, lines[last])
	}
	return notes
}

// endBelow is after what is indented below a line.
func endBelow(source *chapters.Source, line chapters.Span) int {
	indent := func(line []byte) int { return len(line) - len(bytes.TrimLeft(line, " \t")) }
	own, _ := source.Line(line.Start)
	end := line.End
	for at := nextLine(source, line.End); at < len(source.Text); at = nextLine(source, at) {
		below, start := source.Line(at)
		if len(bytes.TrimSpace(below)) == 0 {
			continue
		}
		if indent(below) <= indent(own) {
			break
		}
		end = start + len(bytes.TrimRight(below, "\r"))
	}
	return end
}
