package markdown

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/chapmark/chapmark/chapters"
)

// Retime returns a text whose topics start at other times, given in their order: only the timestamps change, the ends of ranges, and
// links that lead to the same times, each in its own shape. A text that would read otherwise than with these times is refused.
func Retime(document chapters.Document, starts []time.Duration) ([]byte, error) {
	return RetimeEnds(document, starts, make([]time.Duration, len(starts)))
}

// RetimeEnds is Retime for topics that state their ends, which are given, too; one of 0 moves with its start, or is the next one's.
func RetimeEnds(document chapters.Document, starts, ends []time.Duration) ([]byte, error) {
	if len(starts) != len(document.Topics) {
		return nil, errors.New("there are as many times as topics")
	}
	style := styleOf(document)
	var edits []chapters.Edit
	for i, topic := range document.Topics {
		if stamp := ascii(string(document.Source.Text[topic.Stamp.Start:topic.Stamp.End])); starts[i] != topic.Start && !strings.ContainsAny(stamp, "0123456789") {
			return nil, fmt.Errorf("the place where the time of %s is written was not found; write it as %s", chapters.Quoted(topic.Title), chapters.FormatTimestamp(topic.Start))
		}
		end := topic.End
		switch {
		case end == 0:
		case ends[i] > 0:
			end = ends[i]
		case i+1 < len(starts) && end == document.Topics[i+1].Start:
			end = starts[i+1]
		default:
			end += starts[i] - topic.Start
		}
		if topic.End > 0 && end <= starts[i] {
			return nil, fmt.Errorf("%s would end before it starts", chapters.Quoted(topic.Title))
		}
		edits = append(edits, style.retimed(document, topic, starts[i], end)...)
	}
	text, err := chapters.ApplyEdits(document.Source.Text, append(edits, style.retimedKeys(document, starts)...))
	if err != nil {
		return nil, err
	}
	again, problems := Again(document, text)
	for _, d := range problems {
		if d.Rule == chapters.AmbiguousTopics {
			return nil, errors.New("the topics are in the front matter and in the text: chapmark would move only one of the lists")
		}
	}
	if len(again.Topics) != len(document.Topics) {
		return nil, errors.New("with these times, chapmark would no longer read its timestamps as topics")
	}
	for i, topic := range again.Topics {
		if topic.Start != starts[i] || topic.Title != document.Topics[i].Title {
			return nil, fmt.Errorf("topic %d would be read as %s %s", i+1, chapters.FormatTimestamp(topic.Start), chapters.Quoted(topic.Title))
		}
		if was := document.Topics[i].Image; was != nil && (topic.Image == nil || topic.Image.Source != was.Source) {
			return nil, fmt.Errorf("the picture of %s would be lost: chapmark cannot move its entry in the front matter", chapters.Quoted(topic.Title))
		}
	}
	return text, nil
}

// style is how a text writes times, as far as one of them does not tell by itself.
type style struct {
	padded bool // 01:32
	full   bool // 0:01:32
	high   bool // 75:10
}

func styleOf(document chapters.Document) (s style) {
	short := false
	for _, topic := range document.Topics {
		stamp := ascii(string(document.Source.Text[topic.Stamp.Start:topic.Stamp.End]))
		groups := strings.Count(stamp, ":")
		s.padded = s.padded || stamp != "" && stamp[0] == '0' && len(stamp) > 1 && stamp[1] != ':'
		s.full = s.full || groups == 2 && topic.Start < time.Hour
		s.high = s.high || groups == 1 && topic.Start >= time.Hour
		short = short || groups == 1 && topic.Start < time.Hour
	}
	s.full = s.full && !short
	return s
}

var endStamp = compiled(`[0-9０-９]{1,3}(?:[:：][0-9０-９]{2}){1,2}(?:\.\d+)?`)

// retimed are the edits of one topic.
func (s style) retimed(document chapters.Document, topic chapters.Topic, start, end time.Duration) (edits []chapters.Edit) {
	text := document.Source.Text
	stamp := string(text[topic.Stamp.Start:topic.Stamp.End])
	entry := string(text[topic.Span.Start:topic.Span.End])
	replace := func(at, end int, with string) {
		if entry[at:end] != with {
			edits = append(edits, chapters.Edit{Span: chapters.Span{Start: topic.Span.Start + at, End: topic.Span.Start + end}, Text: with})
		}
	}
	if end != topic.End {
		behind := max(topic.Stamp.End-topic.Span.Start, 0)
		for _, at := range endStamp().FindAllStringIndex(entry[min(behind, len(entry)):], 1) {
			if t, ok := parseStamp(entry[behind+at[0] : behind+at[1]]); ok && t == topic.End {
				replace(behind+at[0], behind+at[1], s.like(entry[behind+at[0]:behind+at[1]], t, end))
			}
		}
	}
	if start == topic.Start {
		return edits
	}
	shaped := s.like(stamp, topic.Start, start)
	edits = append(edits, chapters.Edit{Span: topic.Stamp, Text: shaped})
	return append(edits, chapters.LinkEdits(document.Source, topic, start, shaped)...)
}

// like writes a time as a stamp of another one is written.
func (s style) like(stamp string, was, t time.Duration) string {
	plain := ascii(stamp)
	if n, err := strconv.ParseFloat(plain, 64); err == nil { // a number of seconds, or of milliseconds
		unit := time.Second
		if (time.Duration(n*float64(unit)) - was).Abs() > time.Millisecond {
			unit = time.Millisecond
		}
		return strconv.FormatFloat(float64(t)/float64(unit), 'f', -1, 64)
	}
	first, _, _ := strings.Cut(plain, ":")
	groups := strings.Count(plain, ":")
	full, high, padding := s.full, s.high, s.padded
	if was < time.Hour {
		full = groups == 2 // it tells by itself
	} else {
		high = groups == 1
	}
	if len(first) == 1 || strings.HasPrefix(first, "0") {
		padding = len(first) > 1
	}
	text := chapters.FormatTimestamp(t)
	switch whole, fraction, _ := strings.Cut(text, "."); {
	case t < time.Hour && full:
		text = "0:" + strings.Repeat("0", max(len("00:00")-len(whole), 0)) + text
	case t >= time.Hour && high:
		text = strings.TrimSuffix(fmt.Sprintf("%d:%02d.%s", t/time.Minute, t/time.Second%60, fraction), ".")
	}
	if first, _, _ := strings.Cut(text, ":"); padding && len(first) == 1 {
		text = "0" + text
	}
	if plain == stamp {
		return text
	}
	colon, zero := strings.Contains(stamp, "："), '0'
	for _, r := range stamp {
		if r > unicode.MaxASCII && unicode.IsDigit(r) {
			zero = r - rune(digit(r))
		}
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9':
			return r - '0' + zero
		case r == ':' && colon:
			return '：'
		}
		return r
	}, text)
}
