// Package run does the jobs of a command: one, or five thousand, on the same loop. In go a Selection and what to do with
// each Job; out come Outcomes, in the order of the jobs, handed to Printers, and at the end a Summary with the exit code.
package run

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/objects"
	"github.com/chapmark/chapmark/audio/remote"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/change"
	"github.com/chapmark/chapmark/cmd/internal/episode"
	"github.com/chapmark/chapmark/cmd/internal/job"
)

// Status says in a word what became of a job: those of docs/json.md.
type Status string

// The words.
const (
	OK           Status = "ok"       // checked or shown, and nothing fails
	Problems     Status = "problems" // checked or shown, and something does
	Unchanged    Status = "unchanged"
	Written      Status = "written"
	Planned      Status = "planned" // it would be written
	Refused      Status = "refused" // the content stops it, or it would lose something
	Failed       Status = "failed"  // the machine failed
	WithoutAudio Status = "no-audio"
	Skipped      Status = "skipped" // of a site, there is nothing to write for it, and nothing that fails a check
	NotBegun     Status = "not-begun"
)

// Outcome is what became of one job.
type Outcome struct {
	Job      job.Job
	Audio    string // that was found for it
	Status   Status
	Problems []chapters.Diagnostic
	Change   *change.Change // what was done, or would be; nil where there is nothing of the kind
	DryRun   bool
	Found    any              // what a command looked for: an episode to show, pauses, the state of a file
	Notes    []string         // about the run, each a line
	Fixed    int              // problems
	Stored   *objects.Written // what became of audio in object storage, or in a dry run would; nil where there is none
	Fails    bool             // the exit code is at least 1, whatever the status
	Err      error            // of the machine, or a RefusedError

	Lacks       []string // fields that the site's config names, and the text does not have
	Topicless   bool     // the text holds no topics, and nothing that could be some
	Interrupted bool     // a signal came meanwhile
	Digest      *Digest
}

// Digest is what a report says of an episode.
type Digest struct {
	Title    string
	Bytes    int64 // of the audio
	Duration time.Duration
	Chapters []chapters.Chapter // that the text asks for, or what the audio alone holds; pictures without their bytes
	Page     string             // its address as seen from the report, or ""
	Pictures []int              // the length of each chapter's picture, in bytes
}

// DigestOf sums an episode up.
func DigestOf(e episode.Episode) *Digest {
	d := &Digest{Title: title(e), Bytes: e.Facts.Bytes, Duration: e.Facts.Duration}
	list := e.Chapters
	if e.TextPath == "" {
		list = e.Facts.Embedded
	}
	for _, c := range list {
		n := 0
		if c.Image != nil {
			n = len(c.Image.Bytes)
			c.Image = &chapters.Image{Source: c.Image.Source, MIMEType: c.Image.MIMEType}
		}
		d.Chapters, d.Pictures = append(d.Chapters, c), append(d.Pictures, n)
	}
	return d
}

// lacks are the fields that the site's config names and the text does not have.
func lacks(e episode.Episode) (names []string) {
	if e.Job.Site == nil || e.TextPath == "" {
		return nil
	}
	for _, name := range e.Job.Site.FieldNames() {
		if !e.Document.FrontMatter.Has(name) {
			names = append(names, name)
		}
	}
	return names
}

// withoutTopics takes the words that a text has no topics, and that its audio is not there, from its problems, where it holds
// nothing that could be topics: in a site, such a text is news, and no mistake.
func (o *Outcome) withoutTopics(e episode.Episode) {
	if !e.Document.Topicless() || e.TextPath == "" {
		return
	}
	o.Topicless = slices.ContainsFunc(o.Problems, func(d chapters.Diagnostic) bool {
		return d.Rule == chapters.NoTopics && d.Severity == chapters.NoTopics.Severity()
	})
	if o.Topicless {
		o.Problems = slices.DeleteFunc(slices.Clone(o.Problems), func(d chapters.Diagnostic) bool {
			return d.Rule == chapters.NoTopics || d.Rule == chapters.AudioMissing && d.Severity == chapters.Advice
		})
	}
}

// title is that of the front matter, else the name of the file.
func title(e episode.Episode) string {
	if field, ok := e.Document.FrontMatter.Field("title"); ok && strings.TrimSpace(field.Value) != "" {
		return field.Value
	}
	path := e.TextPath
	if path == "" {
		path = e.AudioPath
	}
	return strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
}

// Failure is the outcome of a job that failed, or that was refused so as not to lose anything.
func Failure(j job.Job, err error) Outcome {
	o := Outcome{Job: j, Audio: shownAudio(j), Status: Failed, Err: err, Interrupted: errors.Is(err, change.ErrInterrupted)}
	var refused *audio.RefusedError
	if errors.As(err, &refused) {
		o.Status = Refused
	}
	return o
}

// shownAudio is the audio as messages may name it: addresses without their secrets.
func shownAudio(j job.Job) string {
	if remote.IsURL(j.Audio) {
		return remote.Redacted(j.Audio)
	}
	return j.Audio
}

// Refusal is the outcome of a job that the content stops.
func Refusal(j job.Job, problems []chapters.Diagnostic) Outcome {
	return Outcome{Job: j, Audio: shownAudio(j), Status: Refused, Problems: problems}
}

// ExitCode is the code that the outcome alone would end the process with.
func (o Outcome) ExitCode() int {
	switch {
	case o.Status == Failed:
		return ExitFailure
	case o.Status == Refused, o.Status == Problems, o.Fails:
		return ExitProblems
	}
	return ExitClean
}

// Exit codes: a promise to scripts (docs/json.md).
const (
	ExitClean    = 0
	ExitProblems = 1 // in the content, or a tag that was refused
	ExitUsage    = 2 // wrong flags or arguments
	ExitFailure  = 3 // a named path is missing or forbidden, or reading or writing failed

	ExitInterrupted = 130 // as shells count: 128 and the number of SIGINT
)
