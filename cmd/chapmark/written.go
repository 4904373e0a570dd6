package main

import (
	"fmt"
	"io"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/markdown"
	"github.com/chapmark/chapmark/cmd/internal/report"
)

// written is the result in JSON.
type written struct {
	Status      string           `json:"status"`
	File        string           `json:"file"`
	Audio       string           `json:"audio"`
	Changed     bool             `json:"changed"`
	Method      audio.Method     `json:"method"`
	BytesBefore int64            `json:"bytes_before"`
	BytesAfter  int64            `json:"bytes_after"`
	Added       []string         `json:"added"`
	Kept        []string         `json:"kept"`
	Removed     []string         `json:"removed"`
	Lost        []string         `json:"lost"`
	Mended      []string         `json:"mended"`
	Stamped     []report.Field   `json:"stamped"`
	Chapters    []report.Chapter `json:"chapters"`
	Problems    []report.Problem `json:"problems"`
}

func printWritten(o writeOptions, p pair, plan audio.Plan, stamping markdown.Stamping, remaining []chapters.Diagnostic, stdout io.Writer) error {
	result := written{
		Status: "unchanged", File: p.name(), Audio: p.audio, Changed: plan.Changes(), Method: plan.Method,
		BytesBefore: plan.BytesBefore, BytesAfter: plan.BytesAfter,
		Added: list(plan.Added), Kept: list(plan.Kept), Removed: list(plan.Removed), Lost: list(plan.Lost), Mended: list(plan.Mended),
		Stamped: report.Fields(stamping.Changes), Chapters: report.Chapters(plan.After), Problems: report.Problems(remaining),
	}
	switch changes := plan.Changes() || len(stamping.Changes) > 0; {
	case changes && o.dryRun:
		result.Status = "planned"
	case changes:
		result.Status = "written"
	}
	if err := report.JSON(stdout, result); err != nil {
		return failureError{error: err}
	}
	return nil
}

// list makes JSON's [] of nothing.
func list(values []string) []string { return append([]string{}, values...) }

// refuse reports why nothing was written.
func refuse(asJSON bool, p pair, problems []chapters.Diagnostic, stdout, stderr io.Writer) error {
	if asJSON {
		result := refused{Status: "refused", File: p.name(), Audio: p.audio, Problems: report.Problems(problems)}
		if err := report.JSON(stdout, result); err != nil {
			return failureError{error: err}
		}
		return errProblems
	}
	report.Diagnostics(stderr, report.StyleFor(stderr), problems)
	fmt.Fprintf(stderr, "%s: nothing was written\n", report.Clean(p.name()))
	return errProblems
}

// refused is the JSON object of an episode that was left alone.
type refused struct {
	Status   string           `json:"status"`
	File     string           `json:"file"`
	Audio    string           `json:"audio"`
	Changed  bool             `json:"changed"`
	Problems []report.Problem `json:"problems"`
}
