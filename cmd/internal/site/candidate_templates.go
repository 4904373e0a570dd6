package site

import (
	"cmp"
	"maps"
	"slices"
	"strings"
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
			if form == "" || i < 0 || i+len(form) > len(file)-len(".mp3") && !strings.HasSuffix(form, file[len(file)-len(".mp3"):]) || isDigit(form[0]) && i > 0 && isDigit(file[i-1]) || isDigit(form[len(form)-1]) && i+len(form) < len(file) && isDigit(file[i+len(form)]) {
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

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
