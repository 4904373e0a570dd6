package site

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// templates are those that values of some texts make of paths of audio, the most frequent first.
func (s survey) templates(texts []surveyed) []string {
	count := map[string]int{}
	var sample []surveyed
	for _, t := range texts {
		if t.topics {
			sample = append(sample, t)
		}
	}
	for i := 0; i < min(len(sample), maxSample); i++ {
		t := sample[i*len(sample)/min(len(sample), maxSample)]
		found := map[string]bool{}
		for key, value := range t.values {
			if strings.HasSuffix(strings.ToLower(base(value)), ".mp3") {
				found["{"+key+"}"] = true
			}
		}
		forms := t.forms()
		for _, file := range s.audio {
			t.templates(file, forms, found)
		}
		for template := range found {
			count[template]++
		}
	}
	all := slices.SortedFunc(maps.Keys(count), func(a, b string) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(preference(a), preference(b)), cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
	})
	return append([]string{""}, all[:min(len(all), maxTemplates)]...)
}

// preference orders templates that explain the same: names of files say less by chance than fields do.
func preference(template string) int {
	if template == "" {
		return -1
	}
	for i, key := range []string{"{stem}", "{slug}", "{date}", "{number}", "{number|"} {
		if strings.Contains(template, key) {
			return i
		}
	}
	return 9
}

// form is how a template writes a value.
type form struct{ text, key, filter string }

// forms are the ways in which a path may hold a text's values.
func (t surveyed) forms() (list []form) {
	for key, value := range t.values {
		if value == "" || key == "year" {
			continue
		}
		known := map[string]bool{"": true}
		add := func(text, filter string) {
			if !known[text] {
				known[text] = true
				list = append(list, form{text, key, filter})
			}
		}
		add(value, "")
		add(base(value), "|base")
		add(slugged(value), "|slug")
		for width := 2; width <= 4; width++ {
			add(padded(value, width), "|"+strings.Repeat("0", width))
		}
	}
	return list
}

// templates adds those that a text's values, in their forms, make of one path.
func (t surveyed) templates(file string, forms []form, found map[string]bool) {
	if folder := t.values["folder"]; strings.Contains("/"+file, "/"+folder+"/") {
		found[strings.TrimPrefix(strings.Replace("/"+file, "/"+folder+"/", "/{folder}/", 1), "/")] = true
	}
	for _, f := range forms {
		i := strings.LastIndex(file, f.text)
		if i < 0 || !whole(file, i, i+len(f.text)) {
			continue
		}
		value, before, after := "{"+f.key+f.filter+"}", file[:i], file[i+len(f.text):]
		for _, other := range []string{"year", "folder"} { // of folders
			if folder := t.values[other]; folder != "" && strings.Contains("/"+before, "/"+folder+"/") {
				found[strings.TrimPrefix(strings.Replace("/"+before, "/"+folder+"/", "/{"+other+"}/", 1), "/")+value+after] = true
			}
		}
		found[before+value+after] = true
		if strings.HasPrefix(t.values[f.key], "/") && strings.HasSuffix(before, "/") {
			found[strings.TrimSuffix(before, "/")+value+after] = true
		}
	}
}

// whole reports whether part of a path is a word or a number, and no part of one, nor of its ending.
func whole(file string, from, to int) bool {
	ending := len(file) - len(".mp3")
	if to > ending && to < len(file) || to > ending && from >= ending {
		return false
	}
	kind := func(i int) int {
		switch r, _ := utf8.DecodeRuneInString(file[i:]); {
		case unicode.IsDigit(r):
			return 1
		case unicode.IsLetter(r):
			return 2
		}
		return 0
	}
	before := 0
	if from > 0 {
		r, size := utf8.DecodeLastRuneInString(file[:from])
		if r != utf8.RuneError {
			before = kind(from - size)
		}
	}
	after := 0
	if to < len(file) {
		after = kind(to)
	}
	_, size := utf8.DecodeLastRuneInString(file[:to])
	first, last := kind(from), kind(to-size)
	return (first == 0 || first != before) && (last == 0 || last != after)
}
