package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/batch"
	"github.com/chapmark/chapmark/cmd/internal/machine"
	"github.com/chapmark/chapmark/cmd/internal/report"
)

// answerForm is what a check's answer looks like: the value of --format.
type answerForm string

// The formats. Without a choice, it is text, with annotations where GitHub runs this.
const (
	formatAuto   answerForm = ""
	formatText   answerForm = "text"
	formatJSON   answerForm = "json"
	formatLines  answerForm = "jsonl"
	formatGitHub answerForm = "github"
	formatSARIF  answerForm = "sarif"
	formatJUnit  answerForm = "junit"
)

func (f *answerForm) Type() string   { return "format" }
func (f *answerForm) String() string { return string(*f) }

func (f *answerForm) Set(value string) error {
	if !slices.Contains([]answerForm{formatText, formatJSON, formatLines, formatGitHub, formatSARIF, formatJUnit}, answerForm(value)) {
		return errors.New("text, json, jsonl, github, sarif and junit are the formats")
	}
	*f = answerForm(value)
	return nil
}

// addFormat adds the flags --format and --json.
func addFormat(command *cobra.Command, f *answerForm) {
	command.Flags().Var(f, "format", "print the answer as text, json (one array), jsonl (an object a line), github (annotations), sarif or junit")
	command.Flags().BoolFunc("json", "the same as --format jsonl", func(string) error { *f = formatLines; return nil })
	command.MarkFlagsMutuallyExclusive("format", "json")
}

// checked is one episode's result in JSON.
type checked struct {
	Status   string           `json:"status"`
	File     string           `json:"file"`
	Audio    string           `json:"audio"`
	OK       bool             `json:"ok"`
	Fixed    int              `json:"fixed"`
	Problems []report.Problem `json:"problems"`
}

// answers prints what becomes of each file: at once, or for formats that are one document, at the end.
type answers struct {
	format   answerForm
	strict   bool
	stdout   io.Writer
	progress *batch.Progress
	noun     string // what is counted

	count    int
	all      []chapters.Diagnostic
	outcomes []machine.Outcome
	array    []any
	silent   []chapters.Diagnostic // that there is no audio, told of once
	failure  error
}

func (o checkOptions) answers(stdout io.Writer, s selection) *answers {
	a := &answers{format: o.format, strict: o.strict, stdout: stdout, noun: "file"}
	if slices.ContainsFunc(s.pairs, func(p pair) bool { return p.text != "" }) {
		a.noun = "episode"
	}
	return a
}

// inWords reports whether people read the answer.
func (a *answers) inWords() bool { return a.format == formatText || a.format == formatAuto }

// print prints text above what shows the progress.
func (a *answers) print(text func(w io.Writer)) {
	var out bytes.Buffer
	text(&out)
	a.progress.Print(a.stdout, a.harmless(out.Bytes()))
}

// harmless makes words about a text of nobody knows whom ones that GitHub's runner takes for no command of its own: these begin
// a line with two colons, or have two hashes and a bracket anywhere.
func (a *answers) harmless(words []byte) []byte {
	if !a.inWords() || os.Getenv("GITHUB_ACTIONS") != "true" {
		return words
	}
	words = bytes.ReplaceAll(words, []byte("##["), []byte("# #["))
	lines := bytes.SplitAfter(words, []byte("\n"))
	for i, line := range lines {
		if bytes.HasPrefix(bytes.TrimLeft(line, " \t"), []byte("::")) {
			lines[i] = bytes.Replace(line, []byte("::"), []byte(": :"), 1)
		}
	}
	return bytes.Join(lines, nil)
}

// object prints one file's result in JSON, or keeps it for the array.
func (a *answers) object(value any) {
	switch a.format {
	case formatLines:
		a.print(func(w io.Writer) { _ = report.JSON(w, value) })
	case formatJSON:
		a.array = append(a.array, value)
	}
}

// failed tells of a file that could not be checked.
func (a *answers) failed(name string, err error, stderr io.Writer) {
	var text bytes.Buffer
	printError(&text, err)
	a.progress.Print(stderr, text.Bytes())
	a.object(failed{"failed", name, err.Error(), report.Problems(nil)})
	a.outcomes = append(a.outcomes, machine.Outcome{Name: name, Failure: err})
	a.failure = failureError{err, true}
}

// checked tells of a file that was.
func (a *answers) checked(name string, r outcome) {
	a.count++
	status := verdict(r.problems, a.strict)
	a.object(checked{Status: status, File: name, Audio: r.audio, OK: status == "ok", Fixed: r.fixed, Problems: report.Problems(r.problems)})
	told := r.problems
	if r.site { // that a site's audio is not there need not be said of each episode
		told = slices.DeleteFunc(slices.Clone(told), func(d chapters.Diagnostic) bool {
			silent := d.Rule == chapters.AudioMissing && d.Severity == chapters.Advice
			if silent {
				a.silent = append(a.silent, d)
			}
			return silent
		})
	}
	a.all = append(a.all, told...)
	a.outcomes = append(a.outcomes, machine.Outcome{Name: name, Problems: told})
	if a.inWords() {
		a.print(func(w io.Writer) {
			fmt.Fprint(w, r.diff)
			report.Diagnostics(w, report.StyleFor(a.stdout), told)
		})
	}
}

// left tells of what is wrong with no file in particular.
func (a *answers) left(d chapters.Diagnostic) {
	problems := []chapters.Diagnostic{d}
	a.all = append(a.all, d)
	a.outcomes = append(a.outcomes, machine.Outcome{Name: d.Source.Name, Problems: problems})
	status := verdict(problems, a.strict)
	a.object(checked{Status: status, File: d.Source.Name, OK: status == "ok", Problems: report.Problems(problems)})
	if a.inWords() {
		a.print(func(w io.Writer) { report.Diagnostics(w, report.StyleFor(a.stdout), problems) })
	}
}

// close prints what comes at the end.
func (a *answers) close(stderr io.Writer) error {
	if d, ok := a.absent(); ok {
		a.all = append(a.all, d)
		a.outcomes = append(a.outcomes, machine.Outcome{Name: d.Source.Name, Problems: []chapters.Diagnostic{d}})
		if a.inWords() {
			a.print(func(w io.Writer) { report.Diagnostics(w, report.StyleFor(a.stdout), []chapters.Diagnostic{d}) })
		}
	}
	workspace := os.Getenv("GITHUB_WORKSPACE")
	var err error
	switch a.format {
	case formatJSON:
		err = report.JSON(a.stdout, append([]any{}, a.array...))
	case formatGitHub:
		machine.Annotations(a.stdout, workspace, a.outcomes)
	case formatSARIF:
		err = machine.SARIF(a.stdout, version(), workspace, a.outcomes)
	case formatJUnit:
		err = machine.JUnit(a.stdout, workspace, a.outcomes, func(d chapters.Diagnostic) bool { return fails([]chapters.Diagnostic{d}, a.strict) })
	case formatAuto:
		if os.Getenv("GITHUB_ACTIONS") == "true" {
			machine.Annotations(a.stdout, workspace, a.outcomes)
		}
	}
	forPeople := a.inWords() || a.format == formatGitHub // and not for the next step, which has a summary of its own
	if err == nil && forPeople && os.Getenv("GITHUB_ACTIONS") == "true" {
		err = a.summarise(workspace)
	}
	switch {
	case a.count == 0 && len(a.all) == 0 && a.failure == nil:
		fmt.Fprintln(stderr, "there was nothing to check")
	case a.count > 0 || a.failure == nil:
		fmt.Fprintf(stderr, "checked %s: %s\n", report.Plural(a.count, a.noun), report.Count(a.all))
	}
	return err
}

// absent says once that the audio of several episodes is not there; of one, as it was said.
func (a *answers) absent() (chapters.Diagnostic, bool) {
	switch n := len(a.silent); n {
	case 0:
		return chapters.Diagnostic{}, false
	case 1:
		return a.silent[0], true
	default:
		d := a.silent[0]
		d.Message = fmt.Sprintf("the audio of %d episodes is not there to check them against; this is the first", n)
		return d, true
	}
}

// summarise adds a table to the page of a job of GitHub.
func (a *answers) summarise(workspace string) error {
	path := os.Getenv("GITHUB_STEP_SUMMARY")
	if path == "" {
		return nil
	}
	file, err := os.OpenFile(filepath.Clean(path), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("write the summary of the job: %w", err)
	}
	machine.Summary(file, workspace, a.outcomes)
	return file.Close()
}

// outcome is how the check ends.
func (a *answers) outcome() error {
	switch {
	case a.failure != nil:
		return a.failure
	case fails(a.all, a.strict):
		return errProblems
	}
	return nil
}
