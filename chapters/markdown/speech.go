package markdown

import (
	"slices"
	"strings"
	"time"
)

// A transcript has a stamp every few seconds, and many of them. It is made of lines; nobody makes a list of it.
const (
	transcriptStamps = 10
	speakerStamps    = 3
	transcriptGap    = 12 * time.Second
)

// transcripts finds the groups that are transcripts: so dense that they hold every sentence, or with the names of a few
// speakers in place of titles, be it over several sections.
func (o *outline) transcripts() map[int]bool {
	starts, names := map[int][]time.Duration{}, map[int][]string{}
	var allNames []string
	all := 0
	for _, e := range o.entries {
		kind := o.groups[e.group].kind
		if !e.stamp.ok || kind != plainLines && kind != codeLines {
			continue
		}
		all++
		starts[e.group] = append(starts[e.group], e.stamp.start)
		if name := o.speaker(e); name != "" {
			names[e.group] = append(names[e.group], name)
			allNames = append(allNames, name)
		}
	}
	everywhere := conversation(allNames, all)
	found := map[int]bool{}
	for index, list := range starts {
		if count := len(names[index]); conversation(names[index], len(list)) || everywhere && 2*count > len(list) {
			found[index] = true
			continue
		}
		if len(list) < transcriptStamps {
			continue
		}
		gaps := make([]time.Duration, 0, len(list))
		for i, start := range list[1:] {
			gaps = append(gaps, (start - list[i]).Abs())
		}
		slices.Sort(gaps)
		found[index] = gaps[len(gaps)/2] < transcriptGap
	}
	return found
}

// conversation reports whether names stand behind most of the stamps, and are those of a few who speak again and again.
func conversation(names []string, stamps int) bool {
	count := len(names)
	if 2*count <= stamps || count < speakerStamps {
		return false
	}
	sorted := slices.Sorted(slices.Values(names))
	different := len(slices.Compact(sorted))
	return different >= 2 && 2*different <= count+1
}

// speaker is who speaks from a stamp on, if the line names somebody: Ann: or Ann, with text behind or below.
func (o *outline) speaker(e entry) string {
	rest := strings.Trim(e.stamp.withoutStamp(o.line(e.lines[0])), " *_[]()")
	name, _, colon := strings.Cut(rest, ":")
	if colon || e.more || len(e.lines) > 1 {
		if name = strings.Trim(name, " *_"); len(name) <= 30 && !strings.Contains(name, "http") && strings.Count(name, " ") <= 2 {
			return name
		}
	}
	return ""
}
