package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/batch"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/overview"
	"github.com/chapmark/chapmark/cmd/internal/report"
)

// batchOptions are those of commands that change many files.
type batchOptions struct {
	failFast   bool
	report     string // file
	rehearsal  bool   // nothing is changed
	exitCode   bool   // problems are found where anything would change
	severities severities
	site       siteOptions
}

// addFailFast adds the flag --fail-fast.
func addFailFast(command *cobra.Command, o *batchOptions) {
	command.Flags().BoolVar(&o.failFast, "fail-fast", false, "begin no other file after one that was refused or failed")
}

// result is what became of one file of a batch, and what was printed about it.
type result struct {
	stdout, stderr held
	status         status
	err            error
	episode        overview.Episode
}

// held is what was printed, and where to it will go: so it can look as it should there.
type held struct {
	bytes.Buffer
	to io.Writer
}

// Unwrap gives the writer behind it, which may be a terminal.
func (h *held) Unwrap() io.Writer { return h.to }

// status sums a file up. Its word is that of docs/json.md.
type status string

const (
	notBegun     status = "not-begun"
	unchanged    status = "unchanged"
	changed      status = "written"
	planned      status = "planned"
	refusedIt    status = "refused"
	failedIt     status = "failed"
	withoutAudio status = "no-audio"
)

// each is what a batch does to one file. It reports whether anything changed, or would.
type each func(p pair, e *overview.Episode, stdout, stderr io.Writer) (bool, error)

// run does one thing to all files. What fails does not stop the rest, unless that is asked for; a signal does, once the
// files in hand are done. The worst outcome counts.
func (o batchOptions) run(s selection, command, verb string, stdout, stderr io.Writer, one each) error {
	begin := time.Now()
	b := batch.Batch{Jobs: o.site.jobs}
	release := b.Listen()
	defer release()
	progress := batch.NewProgress(stderr, verb, len(s.pairs), s.bytes())
	whole := overview.Report{Command: command, Shard: s.shard}
	count := map[status]int{}
	outcome := o.leftOver(s, &whole, stderr)
	interrupted, roomless := false, false
	batch.Run(&b, len(s.pairs), func(i int) *result {
		r := &result{stdout: held{to: stdout}, stderr: held{to: stderr}}
		o.do(r, s.pairs[i], one)
		if errors.Is(r.err, errInterrupted) || errors.Is(r.err, errNoRoom) || o.failFast && (r.status == refusedIt || r.status == failedIt) {
			b.Stop()
		}
		return r
	}, func(i int, begun bool, r *result) {
		if !begun || errors.Is(r.err, errNoRoom) && roomless {
			r = &result{status: notBegun, episode: overview.Episode{Status: string(notBegun)}}
		}
		roomless = roomless || errors.Is(r.err, errNoRoom)
		progress.Add(s.pairs[i].bytes)
		progress.Print(stdout, r.stdout.Bytes())
		progress.Print(stderr, r.stderr.Bytes())
		count[r.status]++
		var failure failureError
		interrupted = interrupted || errors.Is(r.err, errInterrupted)
		switch {
		case errors.As(r.err, &failure):
			var text bytes.Buffer
			printError(&text, failure.error)
			progress.Print(stderr, text.Bytes())
			outcome = failureError{failure.error, true}
			r.episode.Error = failure.Error()
		case r.err != nil && outcome == nil:
			outcome = errProblems
		}
		if o.report != "" {
			whole.Episodes = append(whole.Episodes, s.entry(r.episode, s.pairs[i].name(), s.pairs[i].audio))
		}
	})
	progress.Close()
	noun := "file"
	if len(s.pairs) > 0 && s.pairs[0].text != "" {
		noun = "episode"
	}
	fmt.Fprintf(stderr, "%s %s of %s, %s%s%s\n", verb, report.Plural(count[changed]+count[planned], "file"), report.Plural(len(s.pairs), noun),
		batch.Bytes(s.bytes()), took(begin), details(count))
	if outcome == nil && o.exitCode && count[planned] > 0 {
		outcome = errProblems
	}
	if interrupted || b.Interrupted() {
		outcome = errors.Join(errInterrupted, outcome)
	}
	return writeReport(o.report, whole, outcome)
}

// leftOver tells what is wrong with the site besides, if it is an error.
func (o batchOptions) leftOver(s selection, whole *overview.Report, stderr io.Writer) (outcome error) {
	for _, d := range s.left {
		for _, d := range o.severities.judge(pair{audio: d.Source.Name, config: s.config}, chapters.Document{}, []chapters.Diagnostic{d}) {
			whole.Problems = append(whole.Problems, s.problems([]chapters.Diagnostic{d})...)
			if d.Severity == chapters.Error {
				report.Diagnostics(stderr, report.StyleFor(stderr), []chapters.Diagnostic{d})
				outcome = errProblems
			}
		}
	}
	return outcome
}

// took is how long a run was, where that is worth a word.
func took(begin time.Time) string {
	if elapsed := time.Since(begin); elapsed >= time.Second {
		return " in " + elapsed.Round(time.Second).String()
	}
	return ""
}

// details lists what else there was.
func details(count map[status]int) string {
	text := ""
	for _, part := range []struct {
		status status
		words  string
	}{{unchanged, "unchanged"}, {refusedIt, "refused"}, {failedIt, "failed"}, {withoutAudio, "without audio"}, {notBegun, "not begun"}} {
		if n := count[part.status]; n > 0 {
			text += fmt.Sprintf("; %d %s", n, part.words)
		}
	}
	return text
}

// do does one file.
func (o batchOptions) do(r *result, p pair, one each) {
	if o.site.all && !o.site.requireAudio && p.err == nil && p.audio == "" && p.named != "" && len(p.problems) == 0 {
		r.status = withoutAudio
		if o.report != "" {
			if e, err := episode.LoadText(p.text, episode.Options{Text: p.config.Text}); err == nil {
				r.episode.Fill(e)
			}
		}
		r.episode.Status = string(withoutAudio)
		return
	}
	var wrote bool
	wrote, r.err = one(p, &r.episode, &r.stdout, &r.stderr)
	var failure failureError
	switch {
	case errors.As(r.err, &failure):
		r.status = failedIt
	case wrote && o.rehearsal:
		r.status = planned
	case wrote:
		r.status = changed
	case errors.Is(r.err, errProblems):
		r.status = refusedIt
	default:
		r.status = unchanged
	}
	r.episode.Status = string(r.status)
}
