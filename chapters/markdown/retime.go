package markdown

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/chapmark/chapmark/chapters"
)

// Retime returns a text whose topics start at other times, given in their order: only the timestamps change, and links that lead
// to the same times, each in its own shape. A text that would read otherwise than with these times is refused.
func Retime(document chapters.Document, starts []time.Duration) ([]byte, error) {
	if len(starts) != len(document.Topics) {
		return nil, errors.New("there are as many times as topics")
	}
	var edits []chapters.Edit
	for i, topic := range document.Topics {
		if starts[i] == topic.Start {
			continue
		}
		edits = append(edits, retimed(document, topic, starts[i])...)
	}
	text, err := chapters.ApplyEdits(document.Source.Text, edits)
	if err != nil {
		return nil, err
	}
	again, _ := Parse(chapters.NewSource(document.Source.Name, text))
	if len(again.Topics) != len(document.Topics) {
		return nil, fmt.Errorf("with these times, the text would be read as one with %d topics", len(again.Topics))
	}
	for i, topic := range again.Topics {
		if topic.Start != starts[i] || topic.Title != document.Topics[i].Title {
			return nil, fmt.Errorf("topic %d would be read as %s %s", i+1, chapters.FormatTimestamp(topic.Start), chapters.Quoted(topic.Title))
		}
	}
	return text, nil
}

// linkSeconds is a time in seconds in a link: #t=92, ?t=92s.
var linkSeconds = compiled(`[#?&]t=(\d+)s?\b`)

// retimed are the edits of one topic.
func retimed(document chapters.Document, topic chapters.Topic, start time.Duration) (edits []chapters.Edit) {
	text := document.Source.Text
	stamp := string(text[topic.Stamp.Start:topic.Stamp.End])
	entry := string(text[topic.Span.Start:topic.Span.End])
	replace := func(at, end int, with string) {
		edits = append(edits, chapters.Edit{Span: chapters.Span{Start: topic.Span.Start + at, End: topic.Span.Start + end}, Text: with})
	}
	shaped := likeStamp(stamp, start)
	edits = append(edits, chapters.Edit{Span: topic.Stamp, Text: shaped})
	if !topic.Linked {
		return edits
	}
	for _, at := range regexp.MustCompile(regexp.QuoteMeta(stamp)).FindAllStringIndex(entry, -1) {
		digit := func(i int) bool {
			return i >= 0 && i < len(entry) && (entry[i] >= '0' && entry[i] <= '9' || entry[i] == ':')
		}
		if topic.Span.Start+at[0] != topic.Stamp.Start && !digit(at[0]-1) && !digit(at[1]) && strings.HasSuffix(entry[:at[0]], "=") {
			replace(at[0], at[1], shaped)
		}
	}
	for _, at := range linkSeconds().FindAllStringSubmatchIndex(entry, -1) {
		if entry[at[2]:at[3]] == fmt.Sprint(int(topic.Start/time.Second)) && !strings.HasPrefix(entry[at[3]:], ":") {
			replace(at[2], at[3], fmt.Sprint(int(start/time.Second)))
		}
	}
	return edits
}

// likeStamp writes a time as another one is written: as many digits, where they do, and full-width where they are.
func likeStamp(stamp string, t time.Duration) string {
	plain := ascii(stamp)
	text := chapters.FormatTimestamp(t)
	if groups := strings.Count(plain, ":"); groups == 2 && t < time.Hour {
		text = "0:" + padded(text, 5)
	} else if groups == 1 && t >= time.Hour && t%time.Second == 0 && len(plain) >= len("60:00") && plain[:2] >= "60" {
		text = fmt.Sprintf("%d:%02d", t/time.Minute, t/time.Second%60) // minutes go on above 59 there
	}
	if first, _, _ := strings.Cut(plain, ":"); len(first) == 2 && first[0] == '0' {
		n := len("00:00")
		if strings.Count(text, ":") == 2 {
			n = len("00:00:00")
		}
		whole, fraction, _ := strings.Cut(text, ".")
		text = strings.TrimSuffix(padded(whole, n)+"."+fraction, ".")
	}
	if plain != stamp {
		return strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' || r == ':' {
				return r - '0' + '０'
			}
			return r
		}, text)
	}
	return text
}

func padded(text string, n int) string { return strings.Repeat("0", max(n-len(text), 0)) + text }
