package facts

import (
	"bytes"
	"strconv"

	"github.com/chapmark/chapmark/audio/mpeg"
)

// fields writes values one after the other, or reads them again in the same order, so that what a line holds is told once.
type fields struct {
	text  []byte // what was written, or is left to read
	reads bool
	bad   bool // what is left is not what should come next
}

// encode is a stream as text, without its Marks.
func encode(s mpeg.Stream) []byte {
	f := fields{text: make([]byte, 0, usualBytes)}
	f.stream(&s)
	return f.text
}

// decode is the stream that encode wrote; false where it did not.
func decode(text []byte) (s mpeg.Stream, ok bool) {
	f := fields{text: text, reads: true}
	f.stream(&s)
	return s, !f.bad && len(f.text) == 0
}

func (f *fields) stream(s *mpeg.Stream) {
	number(f, &s.First.Version)
	number(f, &s.First.Layer)
	f.flag(&s.First.CRC)
	number(f, &s.First.BitRate)
	number(f, &s.First.SampleRate)
	f.flag(&s.First.Padding)
	number(f, &s.First.Mode)
	number(f, &s.First.Channels)
	for _, n := range []*int64{&s.Start, &s.End, &s.Frames, &s.AudioBytes, &s.InfoBytes, &s.GapBytes, &s.CutBytes} {
		number(f, n)
	}
	list(f, &s.Runs, func(r *mpeg.Run) {
		number(f, &r.SampleRate)
		number(f, &r.Samples)
	})
	list(f, &s.Rates, func(r *mpeg.Rate) {
		number(f, &r.BitRate)
		number(f, &r.Frames)
	})
	list(f, &s.Steps, func(step *mpeg.Step) {
		number(f, &step.Offset)
		number(f, &step.At)
		number(f, &step.BitRate)
		number(f, &step.Frames)
	})
	list(f, &s.Gaps, func(gap *mpeg.Gap) {
		number(f, &gap.Offset)
		number(f, &gap.Bytes)
		word(f, &gap.Kind)
		number(f, &gap.At)
	})
	hasInfo := s.Info != nil
	if f.flag(&hasInfo); hasInfo {
		if s.Info == nil {
			s.Info = new(mpeg.Info)
		}
		info := s.Info
		word(f, &info.Kind)
		number(f, &info.Frames)
		number(f, &info.Bytes)
		f.flag(&info.Table)
		word(f, &info.Encoder)
		f.flag(&info.Gapless)
		number(f, &info.Delay)
		number(f, &info.Padding)
	}
}

// next is the next field that is left, up to a blank.
func (f *fields) next() []byte {
	field, rest, found := bytes.Cut(f.text, []byte(" "))
	f.text, f.bad = rest, f.bad || !found
	return field
}

func number[T ~int | ~int64 | ~uint8](f *fields, n *T) {
	if !f.reads {
		f.text = append(strconv.AppendInt(f.text, int64(*n), 10), ' ')
		return
	}
	field := f.next()
	value, err := strconv.ParseInt(string(field), 10, 64)
	*n = T(value)
	f.bad = f.bad || err != nil || int64(*n) != value
}

func (f *fields) flag(is *bool) {
	n := 0
	if *is {
		n = 1
	}
	number(f, &n)
	*is = n == 1
}

// word is a text in quotation marks, in which nothing but letters, digits and signs of ASCII stands as it is.
func word[T ~string](f *fields, text *T) {
	if !f.reads {
		f.text = append(strconv.AppendQuoteToASCII(f.text, string(*text)), ' ')
		return
	}
	quoted, err := strconv.QuotedPrefix(string(f.text[:min(len(f.text), maxStreamBytes)]))
	if err != nil || !bytes.HasPrefix(f.text[len(quoted):], []byte(" ")) {
		f.bad = true
		return
	}
	value, err := strconv.Unquote(quoted)
	*text, f.text, f.bad = T(value), f.text[len(quoted)+1:], f.bad || err != nil
}

func list[T any](f *fields, items *[]T, each func(*T)) {
	count := len(*items)
	if number(f, &count); f.reads && (f.bad || count < 0 || count > len(f.text)) {
		f.bad = true
		return
	}
	if f.reads && count > 0 {
		*items = make([]T, count)
	}
	for i := range *items {
		each(&(*items)[i])
	}
}
