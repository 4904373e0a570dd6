package output

import (
	"bytes"
	"io"
	"os"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/run"
)

// levels are SARIF's words for severities (SARIF 2.1.0 §3.27.10).
var levels = map[chapters.Severity]string{chapters.Error: "error", chapters.Warning: "warning", chapters.Advice: "note"}

// writeSARIF writes one log (SARIF 2.1.0). Paths are relative to the folder, which stands for the root of the sources.
func writeSARIF(w io.Writer, version, folder string, outcomes []run.Outcome) error {
	log := sarif.NewRun().WithColumnKind("unicodeCodePoints")
	driver := sarif.NewToolComponent().WithName("chapmark").WithVersion(version).WithInformationURI("https://github.com/chapmark/chapmark")
	index := map[chapters.Rule]int{}
	for i, info := range chapters.Rules() {
		index[info.Rule] = i
		id := string(info.Rule)
		rule := sarif.NewRule(id).WithDescription(info.Summary).WithHelpURI(rulesAddress + id).
			WithHelp(sarif.NewMultiformatMessageString().WithText(info.Summary + ": " + rulesAddress + id).WithMarkdown(info.Summary + ": [" + id + "](" + rulesAddress + id + ")"))
		rule.DefaultConfiguration = sarif.NewReportingConfiguration().WithLevel(levels[info.Severity])
		driver.AddRule(rule)
	}
	log.Tool = sarif.NewTool().WithDriver(driver)
	invocation := sarif.NewInvocation().WithExecutionSuccessful(true)
	for _, o := range outcomes {
		if o.Err != nil {
			invocation.WithExecutionSuccessful(false)
			notification := sarif.NewNotification().WithLevel("error").WithMessage(sarif.NewTextMessage(o.Err.Error()))
			invocation.AddToolExecutionNotification(notification.AddLocation(location(folder, Place{File: o.Job.Name()})))
		}
		for _, d := range o.Problems {
			log.AddResult(result(folder, d).WithRuleIndex(index[d.Rule]))
		}
	}
	log.AddInvocation(invocation)
	var b bytes.Buffer
	if err := sarif.NewReport().AddRun(log).PrettyWrite(&b); err != nil {
		return err
	}
	_, err := w.Write(escapedJSON(b.Bytes()))
	return err
}

func result(folder string, d chapters.Diagnostic) *sarif.Result {
	text, hint := problemWords(d)
	if hint != "" {
		text += "\n" + hint
	}
	r := sarif.NewRuleResult(string(d.Rule)).WithLevel(levels[d.Severity]).WithMessage(sarif.NewTextMessage(text))
	r.AddLocation(location(folder, placeOf(d.Source, d.Span)))
	for _, related := range d.Related {
		r.AddRelatedLocation(location(folder, placeOf(d.Source, related.Span)).WithMessage(sarif.NewTextMessage(related.Message)))
	}
	if len(d.Fix) > 0 {
		change := sarif.NewArtifactChange().WithArtifactLocation(artifact(folder, d.Source.Name))
		for _, edit := range d.Fix {
			at := placeOf(d.Source, edit.Span)
			change.AddReplacement(sarif.NewReplacement().WithDeletedRegion(region(at)).WithInsertedContent(sarif.NewArtifactContent().WithText(edit.Text)))
		}
		r.WithFixes([]*sarif.Fix{sarif.NewFix().WithDescription(sarif.NewTextMessage("what chapmark check --fix does")).AddArtifactChange(change)})
	}
	return r
}

func location(folder string, at Place) *sarif.Location {
	physical := sarif.NewPhysicalLocation().WithArtifactLocation(artifact(folder, at.File))
	if at.Line > 0 {
		physical.WithRegion(region(at))
	} else {
		physical.WithRegion(sarif.NewRegion().WithStartLine(1)) // GitHub's code scanning shows no result without one
	}
	return sarif.NewLocationWithPhysicalLocation(physical)
}

func artifact(folder, name string) *sarif.ArtifactLocation {
	return sarif.NewSimpleArtifactLocation(uri(folder, name))
}

func region(at Place) *sarif.Region {
	return sarif.NewRegion().WithStartLine(at.Line).WithStartColumn(at.Column).WithEndLine(at.EndLine).WithEndColumn(at.EndColumn)
}

// sarifLog prints one log of everything.
type sarifLog struct{ collected }

func newSARIF(o Options) run.Printer { return &sarifLog{collected{Options: o}} }

// Close prints the log.
func (l *sarifLog) Close(s run.Summary) error {
	all := l.all(s)
	err := writeSARIF(l.Console.Out, l.Version, os.Getenv("GITHUB_WORKSPACE"), all)
	finished(l.Options, s, all)
	return err
}
