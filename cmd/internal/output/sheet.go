package output

import (
	"bytes"
	"fmt"
	"reflect"
)

// sheet takes text for a person. Whatever is printed on it is cleaned, but for what is painted: text from a file cannot
// get past it. It is not an io.Writer, so that nothing else can print on it.
type sheet struct {
	text  bytes.Buffer
	style func() Style // nil: without colours
}

// painted is text that is clean, and may have colours.
type painted string

// Printf prints clean text.
func (s *sheet) Printf(format string, args ...any) {
	for i, arg := range args {
		args[i] = cleaned(arg)
	}
	fmt.Fprintf(&s.text, format, args...)
}

// Println prints a line of clean text.
func (s *sheet) Println(text any) { s.Printf("%s\n", text) }

// gap leaves a blank line on a terminal.
func (s *sheet) gap() {
	if s.style != nil && s.style().Terminal {
		s.text.WriteByte('\n')
	}
}

// paint makes clean text stand out.
func (s *sheet) paint(sgr string, text any) painted {
	if s.style == nil {
		return painted(fmt.Sprint(cleaned(text)))
	}
	return painted(s.style().paint(sgr, fmt.Sprint(cleaned(text))))
}

// cleaned is a value as it may be printed: a text of any kind is cleaned, a number stays.
func cleaned(value any) any {
	switch value := value.(type) {
	case painted:
		return string(value)
	case error:
		return Clean(value.Error())
	case fmt.Stringer:
		return Clean(value.String())
	}
	if v := reflect.ValueOf(value); v.Kind() == reflect.String {
		return Clean(v.String())
	}
	return value
}
