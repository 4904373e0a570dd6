package output

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/limits"
	"github.com/chapmark/chapmark/cmd/internal/job"
	"github.com/chapmark/chapmark/cmd/internal/run"
)

// ReportVersion is that of the report's form. Fields are only ever added.
const ReportVersion = 1

// Report is what became of the episodes of a site, in the order of their files.
type Report struct {
	Version  int             `json:"version"`
	Command  string          `json:"command"` // "check" or "write"
	ExitCode int             `json:"exit_code"`
	Shard    *job.Shard      `json:"shard,omitempty"`
	Summary  ReportSummary   `json:"summary"`
	Storage  *Storage        `json:"storage,omitempty"` // what went to and from object storage
	Episodes []ReportEpisode `json:"episodes"`
	Problems []ReportProblem `json:"problems"` // of no episode
}

// ReportSummary counts.
type ReportSummary struct {
	Episodes  int            `json:"episodes"`
	Statuses  map[string]int `json:"statuses"`
	Problems  map[string]int `json:"problems"` // by severity
	Rules     map[string]int `json:"rules"`    // problems by their rules
	Chapters  int            `json:"chapters"`
	Bytes     int64          `json:"bytes"`
	DurationS float64        `json:"duration_s"`
}

// ReportEpisode is what became of one. Duration and Bytes are 0 where there is no audio.
type ReportEpisode struct {
	File      string          `json:"file"`
	Audio     string          `json:"audio"`
	Title     string          `json:"title"`
	Page      string          `json:"page,omitempty"` // its address as seen from the report
	Status    string          `json:"status"`         // as in docs/json.md, or "no-audio"
	Error     string          `json:"error,omitempty"`
	Bytes     int64           `json:"bytes"`
	DurationS float64         `json:"duration_s"`
	Chapters  []Chapter       `json:"chapters"`          // that the text asks for, or what the audio alone holds
	Storage   *Storage        `json:"storage,omitempty"` // of audio there that was written, or would be
	Problems  []ReportProblem `json:"problems"`

	// AudioMissing says that a site's audio is not there. It is one problem of all these episodes, and of none of them.
	AudioMissing bool `json:"audio_missing,omitempty"`
}

// ReportProblem is a problem with the line that it concerns.
type ReportProblem struct {
	Problem
	Text string `json:"text"` // the line, "" where the file as a whole is meant
}

// Problems converts diagnostics.
func reportProblems(all []chapters.Diagnostic) []ReportProblem {
	list := make([]ReportProblem, 0, len(all))
	for i, p := range Problems(all) {
		text := ""
		if p.Line > 0 {
			line, _ := all[i].Source.Line(all[i].Span.Start)
			text = cut(WithoutSecrets(string(line[:min(len(line), 16*maxReportLine)])))
		}
		list = append(list, ReportProblem{p, text})
	}
	return list
}

// known is an exit code of chapmark's; a report with another one tells of a failure.
func known(code int) int {
	switch code {
	case run.ExitClean, run.ExitProblems, run.ExitUsage, run.ExitFailure, run.ExitInterrupted:
		return code
	}
	return run.ExitFailure
}

// maxReportLine is how many characters of a line a report holds.
const maxReportLine = 300

// cut keeps a report small, whatever the text.
func cut(line string) string {
	if runes := []rune(line); len(runes) > maxReportLine {
		return string(runes[:maxReportLine]) + "…"
	}
	return line
}

// Finish sorts the episodes and counts.
func (r *Report) Finish() {
	r.Version = ReportVersion
	r.Episodes, r.Problems = append([]ReportEpisode{}, r.Episodes...), append([]ReportProblem{}, r.Problems...) // [] and not null in JSON
	for i, e := range r.Episodes {
		e.File, e.Audio = job.Valid(e.File), job.Valid(e.Audio)
		if e.Title == "" {
			e.Title = fileTitle(cmp.Or(e.File, e.Audio))
		}
		e.Chapters, e.Problems = append([]Chapter{}, e.Chapters...), append([]ReportProblem{}, e.Problems...)
		validProblems(e.Problems)
		r.Episodes[i] = e
	}
	validProblems(r.Problems)
	slices.SortStableFunc(r.Episodes, func(a, b ReportEpisode) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Audio, b.Audio))
	})
	slices.SortStableFunc(r.Problems, func(a, b ReportProblem) int { return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Rule, b.Rule)) })
	r.tellMissing()
	r.Summary = ReportSummary{Episodes: len(r.Episodes), Statuses: map[string]int{}, Problems: map[string]int{}, Rules: map[string]int{}}
	count := func(problems []ReportProblem) {
		for _, p := range problems {
			r.Summary.Problems[p.Severity.String()]++
			r.Summary.Rules[p.Rule]++
		}
	}
	count(r.Problems)
	for _, e := range r.Episodes {
		r.Summary.Statuses[e.Status]++
		r.Summary.Chapters += len(e.Chapters)
		r.Summary.Bytes += e.Bytes
		r.Summary.DurationS += e.DurationS
		count(e.Problems)
	}
	// A sum of fractions depends on their order; this is one, to the microsecond.
	r.Summary.DurationS = float64(int64(r.Summary.DurationS*1e6+0.5)) / 1e6
}

// tellMissing says once that audio is not there, as the terminal does.
func (r *Report) tellMissing() {
	r.Problems = slices.DeleteFunc(r.Problems, func(p ReportProblem) bool {
		return p.Rule == string(chapters.AudioMissing) && p.Severity == chapters.Advice // that of a part
	})
	first, n := "", 0
	for _, e := range r.Episodes {
		if e.AudioMissing {
			if n++; n == 1 {
				first = e.File
			}
		}
	}
	if n > 0 {
		r.Problems = append(r.Problems, ReportProblem{Problem{Rule: string(chapters.AudioMissing), Severity: chapters.Advice, File: first, Message: missingWords(n)}, ""})
	}
}

func validProblems(problems []ReportProblem) {
	for i := range problems {
		problems[i].File, problems[i].Message = job.Valid(problems[i].File), job.Valid(problems[i].Message)
	}
}

// Merge joins the reports of all shards of one run.
func Merge(parts []Report) (Report, error) {
	var merged Report
	seen := map[int]bool{}
	for _, part := range parts {
		switch first := parts[0]; {
		case part.Version != ReportVersion:
			return merged, fmt.Errorf("one is of version %d; this program merges version %d", part.Version, ReportVersion)
		case part.Shard == nil:
			return merged, fmt.Errorf("one is not the report of a shard: it was made without --shard")
		case part.Shard.Index < 1 || part.Shard.Index > part.Shard.Count:
			return merged, fmt.Errorf("there is no shard %s", part.Shard)
		case part.Command != first.Command || part.Shard.Count != first.Shard.Count:
			return merged, fmt.Errorf("they are of different runs: %s of %d shards, and %s of %d", first.Command, first.Shard.Count, part.Command, part.Shard.Count)
		case seen[part.Shard.Index]:
			return merged, fmt.Errorf("shard %s is there twice", part.Shard)
		}
		seen[part.Shard.Index] = true
		merged.Command, merged.ExitCode = part.Command, max(merged.ExitCode, known(part.ExitCode))
		merged.Episodes = append(merged.Episodes, part.Episodes...)
		merged.Problems = append(merged.Problems, part.Problems...)
		merged.Storage = merged.Storage.with(part.Storage)
	}
	var missing []string
	for i := 1; len(parts) > 0 && i <= parts[0].Shard.Count && len(missing) < 10; i++ {
		if !seen[i] {
			missing = append(missing, job.Shard{Index: i, Count: parts[0].Shard.Count}.String())
		}
	}
	if len(missing) > 0 {
		return merged, fmt.Errorf("the report of %s is missing", strings.Join(missing, ", "))
	}
	merged.Finish()
	return merged, nil
}

// ReadReport reads a report.
func ReadReport(path string) (r Report, err error) {
	content, err := disk.ReadFile(path, limits.ReportBytes)
	if err != nil {
		return r, err
	}
	// What a report lists takes more than 70 bytes each. Where it takes much less, memory would be a hundred times what the file has.
	const leastBytes, few = 20, 1000
	if listed := bytes.Count(content, []byte("{")) + bytes.Count(content, []byte("null")); listed > len(content)/leastBytes+few {
		err = fmt.Errorf("it is not a report of chapmark: it lists %s things in %s", Thousands(int64(listed)), Bytes(int64(len(content))))
	} else if err = json.Unmarshal(content, &r); err == nil && r.Version == 0 {
		err = errors.New("it is not a report of chapmark")
	}
	if err != nil {
		err = fmt.Errorf("read %s: %w", path, err)
	}
	return r, err
}

// ReportForm is how a report is written: by the ending of its file's name.
type ReportForm string

// The forms.
const (
	FormJSON ReportForm = ".json"
	FormHTML ReportForm = ".html"
)

func fileTitle(path string) string {
	return job.Valid(strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)))
}

// FormOf reads it off a name.
func FormOf(path string) (ReportForm, error) {
	switch form := ReportForm(strings.ToLower(filepath.Ext(path))); form {
	case FormJSON, FormHTML:
		return form, nil
	}
	return "", fmt.Errorf("the report is a .json or a .html file, not %s", path)
}

// Write writes the report into a file: whole, or not at all.
func (r Report) Write(path string) error {
	form, err := FormOf(path)
	if err != nil {
		return err
	}
	if form == FormJSON {
		return disk.PutJSON(path, r, 0o644)
	}
	var content bytes.Buffer
	if err := r.page(&content); err != nil {
		return fmt.Errorf("make the report %s: %w", path, err)
	}
	return disk.Put(path, content.Bytes(), 0o644)
}
