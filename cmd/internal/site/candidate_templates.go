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
		for _, file := range s.audio {
			t.templates(file, found)
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

// templates adds those that a text's values make of one path.
func (t surveyed) templates(file string, found map[string]bool) {
	if folder := t.values["folder"]; strings.Contains("/"+file, "/"+folder+"/") {
		found[strings.TrimPrefix(strings.Replace("/"+file, "/"+folder+"/", "/{folder}/", 1), "/")] = true
	}
	for key, value := range t.values {
		if value == "" || key == "year" {
			continue
		}
		for _, form := range []string{value, base(value), slugged(value), padded(value, 3), padded(value, 2), padded(value, 4)} {
			i := strings.LastIndex(file, form)
			if form == "" || i < 0 || !whole(file, i, i+len(form)) {
				continue
			}
			filter := ""
			switch form {
			case value:
			case base(value):
				filter = "|base"
			case slugged(value):
				filter = "|slug"
			default:
				filter = "|" + strings.Repeat("0", len(form))
			}
			before, after := file[:i], file[i+len(form):]
			for _, other := range []string{"year", "folder"} { // of folders
				if folder := t.values[other]; folder != "" && strings.Contains("/"+before, "/"+folder+"/") {
					found[strings.TrimPrefix(strings.Replace("/"+before, "/"+folder+"/", "/{"+other+"}/", 1), "/")+"{"+key+filter+"}"+after] = true
				}
			}
			found[before+"{"+key+filter+"}"+after] = true
			if strings.HasPrefix(value, "/") && strings.HasSuffix(before, "/") {
				found[strings.TrimSuffix(before, "/")+"{"+key+filter+"}"+after] = true
			}
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
