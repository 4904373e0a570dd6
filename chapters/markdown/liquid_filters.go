package markdown

import (
	"errors"
	"fmt"
	"html"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/chapmark/chapmark/chapters/limits"
)

// mostArguments are how many arguments a filter may have; false where it is not known here.
func mostArguments(filter string) (n int, known bool) {
	switch filter {
	case "upcase", "downcase", "capitalize", "strip", "lstrip", "rstrip", "strip_newlines", "strip_html", "escape", "size", "first", "last":
		return 0, true
	case "append", "prepend", "remove", "remove_first", "split", "join", "default":
		return 1, true
	case "replace", "replace_first", "truncate", "truncatewords":
		return 2, true
	}
	return 0, false
}

// filter applies one of Liquid's filters of text (shopify.github.io/liquid/filters). One that is not known here has no value.
func (r *renderer) filter(name string, value any, args []any) (any, error) {
	most, known := mostArguments(name)
	list, isList := value.([]any)
	switch {
	case name == "":
		return nil, errBroken
	case !known:
		return nil, fmt.Errorf("chapmark does not know the filter %.40q", name)
	case len(args) > most:
		return nil, fmt.Errorf("the filter %s has too many arguments", name)
	case name == "default":
		if value == nil || value == false || value == "" || isList && len(list) == 0 {
			return argument(args, 0), nil
		}
		return value, nil
	case name == "size":
		if size, ok := member(value, name).(int64); ok {
			return size, nil
		}
		return int64(0), nil
	case name == "first" || name == "last":
		if !isList && value != nil {
			return nil, errBroken
		}
		return member(value, name), nil
	case name == "join" && isList:
		return r.join(list, r.words(args, 0, " "))
	case name == "join":
		return value, nil
	}
	text, err := r.text(value)
	if err != nil {
		return nil, err
	}
	if name == "split" {
		return r.split(text, r.words(args, 0, " "))
	}
	changed, err := r.change(name, text, args)
	switch {
	case err != nil:
		return nil, err
	case len(changed) > limits.FilterBytes && len(changed) > len(text):
		return nil, errTooLarge
	case !r.spend(len(text) + len(changed)):
		return nil, errWork
	}
	return changed, nil
}

// change applies a filter that makes a text of a text.
func (r *renderer) change(name, text string, args []any) (string, error) {
	first := r.words(args, 0, "")
	switch name {
	case "append":
		return text + first, nil
	case "prepend":
		return first + text, nil
	case "upcase":
		return strings.ToUpper(text), nil
	case "downcase":
		return strings.ToLower(text), nil
	case "capitalize":
		_, size := utf8.DecodeRuneInString(text)
		return strings.ToUpper(text[:size]) + strings.ToLower(text[size:]), nil
	case "strip":
		return strings.TrimSpace(text), nil
	case "lstrip":
		return strings.TrimLeftFunc(text, unicode.IsSpace), nil
	case "rstrip":
		return strings.TrimRightFunc(text, unicode.IsSpace), nil
	case "strip_newlines":
		return strings.ReplaceAll(text, "\n", ""), nil
	case "strip_html":
		return tag().ReplaceAllString(text, ""), nil
	case "escape":
		return html.EscapeString(text), nil
	case "remove":
		return replaced(text, first, "", -1)
	case "remove_first":
		return replaced(text, first, "", 1)
	case "replace":
		return replaced(text, first, r.words(args, 1, ""), -1)
	case "replace_first":
		return replaced(text, first, r.words(args, 1, ""), 1)
	}
	usual, shorten := 50, truncated
	if name == "truncatewords" {
		usual, shorten = 15, firstWords
	}
	n, err := countOf(args, usual)
	if err != nil {
		return "", err
	}
	return shorten(text, n, r.words(args, 1, "...")), nil
}

func argument(args []any, i int) any {
	if i < len(args) {
		return args[i]
	}
	return nil
}

// words is an argument as text, or what is meant where there is none.
func (r *renderer) words(args []any, i int, usual string) string {
	if i >= len(args) {
		return usual
	}
	text, err := r.text(args[i])
	if err != nil {
		return usual
	}
	return text
}

// countOf is the first argument as a number that is none below 0, or what is meant where there is none.
func countOf(args []any, usual int) (int, error) {
	if len(args) == 0 {
		return usual, nil
	}
	n, err := strconv.ParseFloat(strings.TrimSpace(fmt.Sprint(args[0])), 64)
	if err != nil || n != n {
		return 0, errors.New("the filter needs a number")
	}
	return int(min(max(n, 0), limits.FilterBytes)), nil
}

func (r *renderer) split(text, at string) (any, error) {
	if !r.spend(16 * len(text)) { // what an item takes
		return nil, errWork
	}
	var list []any
	for _, part := range strings.Split(text, at) {
		list = append(list, part)
	}
	return list, nil
}

func replaced(text, old, replacement string, most int) (string, error) {
	if longer := len(replacement) - len(old); longer > 0 && most < 0 && strings.Count(text, old)*longer > limits.FilterBytes {
		return "", errTooLarge
	}
	return strings.Replace(text, old, replacement, most), nil
}

// truncated is a text of at most so many characters, of which the last ones say that it went on.
func truncated(text string, n int, end string) string {
	runes, last := []rune(text), utf8.RuneCountInString(end)
	if len(runes) <= n {
		return text
	}
	return string(runes[:max(n-last, 0)]) + end
}

func firstWords(text string, n int, end string) string {
	words := strings.Fields(text)
	if len(words) <= max(n, 1) {
		return text
	}
	return strings.Join(words[:max(n, 1)], " ") + end
}
