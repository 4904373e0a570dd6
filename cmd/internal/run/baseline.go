package run

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/limits"
	"github.com/chapmark/chapmark/cmd/internal/job"
)

// BaselineEntry is problems of one rule in one place. The place is the text of the line, so that an entry stays true where lines
// above it come and go.
type BaselineEntry struct {
	File  string `json:"file"` // from the site's folder, with slashes
	Rule  string `json:"rule"`
	Line  string `json:"line"` // its text; "" where a file as a whole is meant
	Count int    `json:"count"`
}

// Baseline is a list of entries, in order. The nil Baseline accepts nothing.
type Baseline struct {
	accepted map[BaselineEntry]int // Count 0; how many are left to accept
	seen     map[BaselineEntry]int // of this run
	all      bool                  // everything is accepted
	looked   map[string]bool
}

// baselineFile is the form of the file.
type baselineFile struct {
	Version  int              `json:"version"`
	Accepted []*BaselineEntry `json:"accepted"`
}

// AcceptingBaseline accepts everything that it sees, and forgets what another accepted of the same files; with forget, of all files.
func AcceptingBaseline(before *Baseline, forget bool) *Baseline {
	b := &Baseline{accepted: map[BaselineEntry]int{}, seen: map[BaselineEntry]int{}, looked: map[string]bool{}, all: true}
	if before != nil && !forget {
		b.accepted = before.accepted
	}
	return b
}

// maxBaselineLine is how much of a line counts on either side of a problem, in bytes: a whole feed may be one.
const maxBaselineLine = 1000

// ReadBaseline reads a baseline.
func ReadBaseline(path string) (*Baseline, error) {
	content, err := disk.ReadFile(path, limits.BaselineBytes)
	if err != nil {
		return nil, err
	}
	var form baselineFile
	if json.Unmarshal(content, &form) != nil || form.Version != 1 {
		err = errors.New("--update-baseline did not write this file")
	}
	if err != nil {
		return nil, fmt.Errorf("read the baseline %s: %w", path, err)
	}
	b := &Baseline{accepted: map[BaselineEntry]int{}, seen: map[BaselineEntry]int{}, looked: map[string]bool{}}
	for _, entry := range form.Accepted {
		if entry != nil { // null in JSON
			count := entry.Count
			entry.Count = 0
			b.accepted[*entry] += count
		}
	}
	return b, nil
}

// New returns the problems of an episode of a selection, or of a file, that were not accepted.
func (b *Baseline) New(s job.Selection, name string, problems []chapters.Diagnostic) []chapters.Diagnostic {
	if b == nil {
		return problems
	}
	name = job.Valid(s.Relative(name))
	b.looked[name] = true
	fresh := problems[:0:0]
	for _, d := range problems {
		entry := BaselineEntry{File: name, Rule: string(d.Rule)}
		if !d.Span.IsWhole() && len(d.Source.Text) > 0 {
			line, _ := d.Source.Around(d.Span, maxBaselineLine)
			entry.Line = strings.TrimSpace(string(line))
		}
		b.seen[entry]++
		if b.seen[entry] > b.accepted[entry] && !b.all {
			fresh = append(fresh, d)
		}
	}
	return fresh
}

// Gone counts accepted problems that were not seen.
func (b *Baseline) Gone() int {
	gone := 0
	for entry, count := range b.accepted {
		gone += max(count-b.seen[entry], 0)
	}
	return gone
}

// Write accepts what was seen, and what was accepted of files that were not looked at.
func (b *Baseline) Write(path string) (count int, err error) {
	form := baselineFile{Version: 1, Accepted: []*BaselineEntry{}}
	for entry, n := range b.accepted {
		if !b.looked[entry.File] {
			b.seen[entry] = n
		}
	}
	for entry, n := range b.seen {
		entry.Count = n
		count += n
		form.Accepted = append(form.Accepted, &entry)
	}
	slices.SortFunc(form.Accepted, func(a, b *BaselineEntry) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Line, b.Line))
	})
	if err = disk.PutJSON(path, form, 0o644); err != nil {
		err = fmt.Errorf("write the baseline: %w", err)
	}
	return count, err
}
