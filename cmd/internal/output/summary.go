package output

import (
	"fmt"
	"strings"
	"time"

	"github.com/chapmark/chapmark/audio/objects"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/run"
)

// finished says at the end of a run what became of all files.
func finished(c collected, s run.Summary) {
	o := c.Options
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
		checkedAll(o, s, c.tally)
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
func checkedAll(o Options, s run.Summary, sums tally) {
	switch count, found := checkedWords(s, sums); {
	case count == 0 && sums.total() == 0 && s.Count[run.Failed] == 0:
		o.Console.Note("there was nothing to check")
	case count > 0 || s.Count[run.Failed] == 0:
		color := green
		if worst, any := sums.worst(); s.Count[run.Failed] > 0 {
			color = red
		} else if any && worst != chapters.Advice {
			color = severityColor(worst)
		}
		o.Console.aside(func(w *sheet) { w.Printf("checked %s: %s\n", Plural(count, s.Selection.Noun()), w.paint(color, found)) })
	}
	fixable(o, s, sums)
	if rules := sums.byRule(); len(rules) > 1 && len(s.Selection.Jobs) > 1 {
		o.Console.Note("by rule: %s", strings.Join(rules, ", "))
	}
}

// fixable says how many problems can be fixed, and by which command.
func fixable(o Options, s run.Summary, sums tally) {
	count, problems := sums.fixable, sums.total()
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

// checkedWords are how many files a check looked at, and what it found in them, in words.
func checkedWords(s run.Summary, sums tally) (count int, found string) {
	count, found = s.Count[run.OK]+s.Count[run.Problems], sums.words()
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
