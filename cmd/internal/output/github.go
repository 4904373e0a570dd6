package output

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/run"
)

// annotations prints commands that make GitHub show problems beside the lines that they concern (docs.github.com, "Workflow
// commands"). Paths are relative to the workspace. The worst come first, since GitHub shows ten of each kind.
func annotations(w io.Writer, workspace string, outcomes []keptOutcome) {
	var all []Problem
	for _, o := range outcomes {
		all = append(all, o.problems...)
		if o.err != nil {
			workflowCommand(w, "error", []workflowProperty{property("file", from(workspace, o.name)), property("title", "chapmark")}, data(o.err.Error()))
		}
	}
	slices.SortStableFunc(all, func(a, b Problem) int { return cmp.Compare(b.Severity, a.Severity) })
	for _, p := range all {
		where := []workflowProperty{property("file", from(workspace, p.File))}
		if p.Line > 0 {
			where = append(where, number("line", p.Line), number("endLine", p.EndLine))
			if p.Line == p.EndLine { // columns are for one line alone
				where = append(where, number("col", p.Column), number("endColumn", max(p.EndColumn-1, p.Column))) // which here is inclusive
			}
		}
		lines := []string{p.Message}
		if p.Hint != "" {
			lines = append(lines, p.Hint)
		}
		workflowCommand(w, annotationCommand(p.Severity), append(where, property("title", p.Rule)), data(lines...))
	}
}

func annotationCommand(s chapters.Severity) string {
	switch s {
	case chapters.Error:
		return "error"
	case chapters.Warning:
		return "warning"
	}
	return "notice"
}

// A command takes nothing but texts that were made safe for it.
type (
	workflowProperty string // name=value
	workflowData     string // the message
)

func workflowCommand(w io.Writer, name string, properties []workflowProperty, message workflowData) {
	fmt.Fprintf(w, "::%s ", name)
	for i, p := range properties {
		if i > 0 {
			fmt.Fprint(w, ",")
		}
		fmt.Fprint(w, p)
	}
	fmt.Fprintf(w, "::%s\n", message)
}

// data and property clean text from files, and escape it as GitHub's own toolkit does.
func data(lines ...string) workflowData {
	for i, line := range lines {
		lines[i] = strings.NewReplacer("%", "%25", "##[", "# #[").Replace(Clean(line))
	}
	return workflowData(strings.Join(lines, "%0A"))
}

func property(name, text string) workflowProperty {
	return workflowProperty(name + "=" + strings.NewReplacer(":", "%3A", ",", "%2C").Replace(string(data(text))))
}

func number(name string, n int) workflowProperty {
	return workflowProperty(fmt.Sprintf("%s=%d", name, n))
}

// maxRows keeps a summary below the megabyte that GitHub shows.
const maxRows = 500

// jobSummary writes a table for the page of a job, in Markdown.
func jobSummary(w io.Writer, workspace string, s run.Summary, sums tally, outcomes []keptOutcome) {
	var rows []string
	for _, severity := range []chapters.Severity{chapters.Error, chapters.Warning, chapters.Advice} {
		for _, o := range outcomes {
			for _, p := range o.problems {
				if p.Severity != severity {
					continue
				}
				where := from(workspace, p.File)
				if p.Line > 0 {
					where += fmt.Sprintf(":%d:%d", p.Line, p.Column)
				}
				rows = append(rows, fmt.Sprintf("| %s | %s | %s | [%s](%s%s) |", severity, cell(where), cell(p.Message), p.Rule, rulesAddress, p.Rule))
			}
		}
	}
	count, found := checkedWords(s, sums)
	fmt.Fprintf(w, "### Chapters of %s\n\n%s\n\n", Plural(count, s.Selection.Noun()), found)
	for _, o := range outcomes {
		if o.err != nil {
			fmt.Fprintf(w, "- **%s**: %s\n", cell(from(workspace, o.name)), cell(o.err.Error()))
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
	text = strings.ReplaceAll(Clean(strings.Join(strings.Fields(text), " ")), "www.", "www\u2060.")
	for _, r := range text {
		if strings.ContainsRune("\\`*_{}[]()#+!|~<>@&$", r) {
			fmt.Fprintf(&b, "&#%d;", r)
			continue
		}
		b.WriteRune(r)
	}
	return strings.ReplaceAll(b.String(), "://", ":&#47;/") // which GitHub would make a link of
}

// github prints annotations, and fills the page of the job.
type github struct {
	kept
	words *words // nil: annotations alone
}

func newGitHub(o Options) run.Printer { return &github{kept: kept{collected: collected{Options: o}}} }

// newAuto is text; where GitHub runs this, with annotations after it.
func newAuto(o Options) run.Printer {
	if !onGitHub() || o.Command != "check" {
		return newText(o)
	}
	return &github{kept: kept{collected: collected{Options: o}}, words: newText(o).(*words)}
}

// Add prints an outcome in words, where there are any, and keeps it.
func (g *github) Add(o run.Outcome) {
	if g.words != nil {
		g.words.Add(o)
	} else if o.Err != nil {
		g.Console.aside(func(w *sheet) { printError(w, o.Err) })
	}
	g.kept.Add(o)
}

// Close prints the annotations and the summary.
func (g *github) Close(s run.Summary) error {
	workspace, all := os.Getenv("GITHUB_WORKSPACE"), g.all(s)
	if g.words != nil {
		g.words.besides(s)
	}
	annotations(g.Console.Out, workspace, all)
	var err error
	if path := os.Getenv("GITHUB_STEP_SUMMARY"); path != "" && onGitHub() {
		err = appendSummary(path, workspace, s, g.tally, all)
	}
	finished(g.collected, s)
	return err
}

// appendSummary adds a table to the page of a job of GitHub.
func appendSummary(path, workspace string, s run.Summary, sums tally, outcomes []keptOutcome) error {
	file, err := os.OpenFile(filepath.Clean(path), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("write the summary of the job: %w", err)
	}
	jobSummary(file, workspace, s, sums, outcomes)
	return file.Close()
}
