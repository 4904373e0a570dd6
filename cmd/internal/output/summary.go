package output

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/chapmark/chapmark/audio/objects"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/run"
)

// finished says at the end of a run what became of all files.
func finished(o Options, s run.Summary, outcomes []run.Outcome) {
	if client := s.Selection.Objects; client != nil && (o.Many || len(s.Selection.Jobs) > 1) {
		defer func() {
			o.Console.Note("object storage: %s", storage(&objects.Written{Traffic: client.Total()}).words())
			if s.Expected.Requests > 0 {
				o.Console.Note("without --dry-run, in addition: %s", storage(&s.Expected).words())
			}
		}()
	}
	switch {
	case o.Command == "check":
		checkedAll(o, s, outcomes)
	case o.Many:
		took := ""
		if s.Elapsed >= time.Second {
			took = " in " + s.Elapsed.Round(time.Second).String()
		}
		noun := "file"
		if len(s.Selection.Jobs) > 0 && s.Selection.Jobs[0].Text != "" {
			noun = "episode"
		}
		text := fmt.Sprintf("%s %d of %s", o.Verb, s.Changed(), Plural(len(s.Selection.Jobs), noun))
		if n := s.Selection.Bytes(); n > 0 || s.Selection.Objects == nil { // of an object by itself, it is not known
			text += ", " + Bytes(n)
		}
		text += took
		for _, part := range []struct {
			status run.Status
			words  string
		}{{run.Unchanged, "unchanged"}, {run.Refused, "refused"}, {run.Failed, "failed"}, {run.WithoutAudio, "without audio"}, {run.Skipped, "skipped"}, {run.NotBegun, "not begun"}} {
			if n := s.Count[part.status]; n > 0 {
				text += fmt.Sprintf("; %d %s", n, part.words)
			}
		}
		o.Console.aside(func(w *sheet) { w.Println(w.paint(summaryColor(s), text)) })
	}
}

// summaryColor is that of a run's last line: what failed must not be overlooked.
func summaryColor(s run.Summary) string {
	switch {
	case s.Count[run.Failed]+s.Count[run.Refused]+s.Count[run.NotBegun] > 0:
		return red
	case s.ExitCode != run.ExitClean:
		return yellow
	}
	return green
}

// checkedAll sums a check up.
func checkedAll(o Options, s run.Summary, outcomes []run.Outcome) {
	var all []chapters.Diagnostic
	for _, outcome := range outcomes {
		all = append(all, outcome.Problems...)
	}
	switch count, found := tally(s, all); {
	case count == 0 && len(all) == 0 && s.Count[run.Failed] == 0:
		o.Console.Note("there was nothing to check")
	case count > 0 || s.Count[run.Failed] == 0:
		color := green
		if worst, any := chapters.Worst(all); s.Count[run.Failed] > 0 {
			color = red
		} else if any && worst != chapters.Advice {
			color = severityColor(worst)
		}
		o.Console.aside(func(w *sheet) { w.Printf("checked %s: %s\n", Plural(count, s.Selection.Noun()), w.paint(color, found)) })
	}
	fixable(o, s, outcomes)
	if rules := byRule(all); len(rules) > 1 && len(s.Selection.Jobs) > 1 {
		o.Console.Note("by rule: %s", strings.Join(rules, ", "))
	}
}

// fixable says how many problems can be fixed, and by which command.
func fixable(o Options, s run.Summary, outcomes []run.Outcome) {
	count, problems := 0, 0
	for _, outcome := range outcomes {
		if outcome.DryRun || outcome.Fixed > 0 {
			return // it was asked for
		}
		for _, d := range outcome.Problems {
			if problems++; d.Fix != nil {
				count++
			}
		}
	}
	if count == 0 {
		return
	}
	command := "chapmark check --fix"
	switch jobs := s.Selection.Jobs; {
	case s.Selection.Site != nil:
		command += " --all"
	case len(jobs) == 1 && jobs[0].Text != "":
		command = jobs[0].Command(command)
	}
	which := Plural(count, "problem")
	if count < problems {
		which = fmt.Sprintf("%d of %s", count, Plural(problems, "problem"))
	}
	o.Console.Note("%s can be fixed: %s", which, command)
}

// tally is how many files a check looked at, and what it found in them, in words.
func tally(s run.Summary, all []chapters.Diagnostic) (count int, found string) {
	count, found = s.Count[run.OK]+s.Count[run.Problems], Count(all)
	if s.Selection.Feed != nil {
		count = *s.Selection.Feed
	}
	if s.Topicless > 0 {
		found += fmt.Sprintf("; %d without topics", s.Topicless)
	}
	if n := s.Count[run.Failed]; n > 0 {
		found += fmt.Sprintf("; %d failed", n)
	}
	return count, found
}

// byRule counts problems by their rules, the most frequent first.
func byRule(all []chapters.Diagnostic) []string {
	counts := map[chapters.Rule]int{}
	for _, d := range all {
		counts[d.Rule]++
	}
	rules := slices.SortedFunc(maps.Keys(counts), func(a, b chapters.Rule) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	words := make([]string, len(rules))
	for i, rule := range rules {
		words[i] = fmt.Sprintf("%s %d", rule, counts[rule])
	}
	return words
}
