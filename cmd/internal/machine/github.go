package machine

import (
	"cmp"
	"fmt"
	"html"
	"io"
	"slices"
	"strings"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/report"
)

// Annotations prints commands that make GitHub show problems beside the lines that they concern (docs.github.com, "Workflow
// commands"). Paths are relative to the workspace. The worst come first, since GitHub shows ten of each kind.
func Annotations(w io.Writer, workspace string, outcomes []Outcome) {
	var all []chapters.Diagnostic
	for _, o := range outcomes {
		all = append(all, o.Problems...)
		if o.Failure != nil {
			fmt.Fprintf(w, "::error file=%s,title=chapmark::%s\n", property(from(workspace, o.Name)), data(o.Failure.Error()))
		}
	}
	slices.SortStableFunc(all, func(a, b chapters.Diagnostic) int { return cmp.Compare(b.Severity, a.Severity) })
	for _, d := range all {
		at := place(d.Source, d.Span)
		where := "file=" + property(from(workspace, at.File))
		if at.Line > 0 {
			where += fmt.Sprintf(",line=%d,endLine=%d", at.Line, at.EndLine)
			if at.Line == at.EndLine { // columns are for one line alone
				where += fmt.Sprintf(",col=%d,endColumn=%d", at.Column, max(at.EndColumn-1, at.Column)) // which here is inclusive
			}
		}
		message, hint := words(d)
		if hint != "" {
			message += "\n" + hint
		}
		fmt.Fprintf(w, "::%s %s,title=%s::%s\n", command(d.Severity), where, property(string(d.Rule)), data(message))
	}
}

func command(s chapters.Severity) string {
	switch s {
	case chapters.Error:
		return "error"
	case chapters.Warning:
		return "warning"
	}
	return "notice"
}

// data and property escape as GitHub's own toolkit does.
func data(text string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(text)
}

func property(text string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(data(text))
}

// maxRows keeps a summary below the megabyte that GitHub shows.
const maxRows = 500

// Summary writes a table for the page of a job, in Markdown.
func Summary(w io.Writer, workspace string, outcomes []Outcome) {
	count := map[chapters.Severity]int{}
	var rows []string
	for _, severity := range []chapters.Severity{chapters.Error, chapters.Warning, chapters.Advice} {
		for _, o := range outcomes {
			for _, d := range o.Problems {
				if d.Severity != severity {
					continue
				}
				count[severity]++
				at := place(d.Source, d.Span)
				where := from(workspace, at.File)
				if at.Line > 0 {
					where += fmt.Sprintf(":%d:%d", at.Line, at.Column)
				}
				rows = append(rows, fmt.Sprintf("| %s | %s | %s | [%s](%s%s) |", severity, cell(where), cell(report.WithoutCredentials(d.Message)), d.Rule, rules, d.Rule))
			}
		}
	}
	fmt.Fprintf(w, "### Chapters of %s\n\n%s, %s, %d advice\n\n", report.Plural(len(outcomes), "episode"), report.Plural(count[chapters.Error], "error"),
		report.Plural(count[chapters.Warning], "warning"), count[chapters.Advice])
	for _, o := range outcomes {
		if o.Failure != nil {
			fmt.Fprintf(w, "- **%s**: %s\n", cell(from(workspace, o.Name)), cell(o.Failure.Error()))
		}
	}
	if len(rows) == 0 {
		return
	}
	fmt.Fprint(w, "| | where | what | rule |\n| --- | --- | --- | --- |\n")
	for _, row := range rows[:min(len(rows), maxRows)] {
		fmt.Fprintln(w, row)
	}
	if n := len(rows) - maxRows; n > 0 {
		fmt.Fprintf(w, "\nand %d more\n", n)
	}
}

// cell makes text safe for a cell of a table in Markdown: nothing in it is markup.
func cell(text string) string {
	var b strings.Builder
	for _, r := range html.EscapeString(strings.Join(strings.Fields(text), " ")) {
		if strings.ContainsRune("\\`*_{}[]()#+!|~<>@", r) {
			fmt.Fprintf(&b, "&#%d;", r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}
