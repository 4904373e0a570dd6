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
	fewStamps        = 5               // of which half that gap is enough
	turnGap          = 2 * time.Minute // people who speak by turns do so more often
)

// transcripts finds the groups that are transcripts: so dense that they hold every sentence, or with the names of a few
// speakers in place of titles, be it over several sections.
func (o *outline) transcripts() map[int]bool {
	starts, names := map[int][]time.Duration{}, map[int][]string{}
	var allNames []string
	var allStarts []time.Duration
	all := 0
	for _, e := range o.entries {
		kind := o.groups[e.group].kind
		if !e.stamp.ok || kind != plainLines && kind != codeLines {
			continue
		}
		all++
		allStarts = append(allStarts, e.stamp.start)
		starts[e.group] = append(starts[e.group], e.stamp.start)
		if name := o.speaker(e); name != "" {
			names[e.group] = append(names[e.group], name)
			allNames = append(allNames, name)
		}
	}
	everywhere := conversation(allNames, all) && medianGap(allStarts) < turnGap
	found := map[int]bool{}
	for index, list := range starts {
		if count := len(names[index]); conversation(names[index], len(list)) && medianGap(list) < turnGap || everywhere && 2*count > len(list) {
			found[index] = true
			continue
		}
		if len(list) < transcriptStamps && (len(list) < fewStamps || medianGap(list) >= transcriptGap/2) {
			continue
		}
		found[index] = medianGap(list) < transcriptGap
	}
	return found
}

// medianGap is that between neighbours.
func medianGap(starts []time.Duration) time.Duration {
	if len(starts) < 2 {
		return 0
	}
	gaps := make([]time.Duration, 0, len(starts))
	for i, start := range starts[1:] {
		gaps = append(gaps, (start - starts[i]).Abs())
	}
	slices.Sort(gaps)
	return gaps[len(gaps)/2]
}

// conversation reports whether names stand after most of the stamps, and are those of a few who speak again and again.
func conversation(names []string, stamps int) bool {
	count := len(names)
	if 2*count <= stamps || count < speakerStamps {
		return false
	}
	sorted := slices.Sorted(slices.Values(names))
	different := len(slices.Compact(sorted))
	return different >= 2 && 2*different <= count+1
}

// speaker is who speaks from a stamp on, if the line names somebody: Ann: or Ann, with text after or below.
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
