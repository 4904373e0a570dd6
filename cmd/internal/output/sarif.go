package output

import (
	"encoding/json"
	"os"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/run"
)

// levels are SARIF's words for severities (SARIF 2.1.0 §3.27.10).
var levels = map[chapters.Severity]string{chapters.Error: "error", chapters.Warning: "warning", chapters.Advice: "note"}

// What of a log there is to say (SARIF 2.1.0 §3.13 and on).
type (
	sarifFile struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct { // §3.14
		Tool struct {
			Driver sarifDriver `json:"driver"`
		} `json:"tool"`
		ColumnKind  string            `json:"columnKind"`
		Invocations []sarifInvocation `json:"invocations"`
		Results     []sarifResult     `json:"results"`
	}
	sarifDriver struct { // §3.19
		Name           string      `json:"name"`
		Version        string      `json:"version"`
		InformationURI string      `json:"informationUri"`
		Rules          []sarifRule `json:"rules"`
	}
	sarifRule struct { // §3.49
		ID                   string       `json:"id"`
		ShortDescription     sarifMessage `json:"shortDescription"`
		Help                 sarifMessage `json:"help"`
		HelpURI              string       `json:"helpUri"`
		DefaultConfiguration struct {
			Level string `json:"level"`
		} `json:"defaultConfiguration"`
	}
	sarifMessage struct { // §3.11, §3.12
		Text     string `json:"text"`
		Markdown string `json:"markdown,omitempty"`
	}
	sarifInvocation struct { // §3.20
		ExecutionSuccessful bool                `json:"executionSuccessful"`
		Notifications       []sarifNotification `json:"toolExecutionNotifications"`
	}
	sarifNotification struct { // §3.58
		Level     string          `json:"level"`
		Message   sarifMessage    `json:"message"`
		Locations []sarifLocation `json:"locations"`
	}
	sarifResult struct { // §3.27
		RuleID           string          `json:"ruleId"`
		RuleIndex        int             `json:"ruleIndex"`
		Level            string          `json:"level"`
		Message          sarifMessage    `json:"message"`
		Locations        []sarifLocation `json:"locations"`
		RelatedLocations []sarifLocation `json:"relatedLocations,omitempty"`
		Fixes            []sarifFix      `json:"fixes,omitempty"`
	}
	sarifLocation struct { // §3.28, §3.29
		Message          *sarifMessage `json:"message,omitempty"`
		PhysicalLocation struct {
			ArtifactLocation sarifArtifact `json:"artifactLocation"`
			Region           sarifRegion   `json:"region"`
		} `json:"physicalLocation"`
	}
	sarifArtifact struct { // §3.4
		URI string `json:"uri"`
	}
	sarifRegion struct { // §3.30
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn,omitempty"`
		EndLine     int `json:"endLine,omitempty"`
		EndColumn   int `json:"endColumn,omitempty"`
	}
	sarifFix struct { // §3.55
		Description     sarifMessage  `json:"description"`
		ArtifactChanges []sarifChange `json:"artifactChanges"`
	}
	sarifChange struct { // §3.56
		ArtifactLocation sarifArtifact      `json:"artifactLocation"`
		Replacements     []sarifReplacement `json:"replacements"`
	}
	sarifReplacement struct { // §3.57
		DeletedRegion   sarifRegion  `json:"deletedRegion"`
		InsertedContent sarifMessage `json:"insertedContent"`
	}
)

// sarifLog prints one log of everything (SARIF 2.1.0). Paths are relative to the folder, which stands for the root of the sources.
type sarifLog struct {
	collected
	folder     string
	rules      map[chapters.Rule]int // where they stand in the log
	log        sarifRun
	invocation sarifInvocation
}

func newSARIF(o Options) run.Printer { return newSARIFLog(o, os.Getenv("GITHUB_WORKSPACE")) }

func newSARIFLog(o Options, folder string) *sarifLog {
	l := &sarifLog{collected: collected{Options: o}, folder: folder, rules: map[chapters.Rule]int{},
		log:        sarifRun{ColumnKind: "unicodeCodePoints", Results: []sarifResult{}},
		invocation: sarifInvocation{ExecutionSuccessful: true, Notifications: []sarifNotification{}}}
	l.log.Tool.Driver = sarifDriver{Name: "chapmark", Version: o.Version, InformationURI: "https://github.com/chapmark/chapmark"}
	for i, info := range chapters.Rules() {
		l.rules[info.Rule] = i
		id, address := string(info.Rule), rulesAddress+string(info.Rule)
		rule := sarifRule{ID: id, ShortDescription: sarifMessage{Text: info.Summary}, HelpURI: address,
			Help: sarifMessage{info.Summary + ": " + address, info.Summary + ": [" + id + "](" + address + ")"}}
		rule.DefaultConfiguration.Level = levels[info.Severity]
		l.log.Tool.Driver.Rules = append(l.log.Tool.Driver.Rules, rule)
	}
	return l
}

// Add notes an outcome.
func (l *sarifLog) Add(o run.Outcome) {
	told := l.told(o)
	if o.Err != nil && o.Status != run.NotBegun {
		l.invocation.ExecutionSuccessful = false
		l.invocation.Notifications = append(l.invocation.Notifications, sarifNotification{"error", sarifMessage{Text: o.Err.Error()}, []sarifLocation{location(l.folder, Place{File: o.Job.Name()})}})
	}
	l.add(told)
}

func (l *sarifLog) add(problems []chapters.Diagnostic) {
	for _, d := range problems {
		l.log.Results = append(l.log.Results, result(l.folder, d, l.rules[d.Rule]))
	}
}

// Close prints the log.
func (l *sarifLog) Close(s run.Summary) error {
	l.add(l.last(s))
	l.log.Invocations = []sarifInvocation{l.invocation}
	content, err := json.MarshalIndent(sarifFile{"https://raw.githubusercontent.com/oasis-tcs/sarif-spec/main/sarif-2.1/schema/sarif-schema-2.1.0.json", "2.1.0", []sarifRun{l.log}}, "", "  ")
	if err == nil {
		_, err = l.Console.Out.Write(escapedJSON(append(content, '\n')))
	}
	finished(l.collected, s)
	return err
}

func result(folder string, d chapters.Diagnostic, index int) sarifResult {
	text, hint := problemWords(d)
	if hint != "" {
		text += "\n" + hint
	}
	r := sarifResult{RuleID: string(d.Rule), RuleIndex: index, Level: levels[d.Severity], Message: sarifMessage{Text: text}, Locations: []sarifLocation{location(folder, placeOf(d.Source, d.Span))}}
	for _, related := range d.Related {
		at := location(folder, placeOf(d.Source, related.Span))
		at.Message = &sarifMessage{Text: related.Message}
		r.RelatedLocations = append(r.RelatedLocations, at)
	}
	if len(d.Fix) > 0 {
		change := sarifChange{ArtifactLocation: sarifArtifact{uri(folder, d.Source.Name)}}
		for _, edit := range d.Fix {
			change.Replacements = append(change.Replacements, sarifReplacement{region(placeOf(d.Source, edit.Span)), sarifMessage{Text: edit.Text}})
		}
		r.Fixes = []sarifFix{{sarifMessage{Text: "what chapmark check --fix does"}, []sarifChange{change}}}
	}
	return r
}

func location(folder string, at Place) (l sarifLocation) {
	l.PhysicalLocation.ArtifactLocation = sarifArtifact{uri(folder, at.File)}
	l.PhysicalLocation.Region = sarifRegion{StartLine: 1} // GitHub's code scanning shows no result without one
	if at.Line > 0 {
		l.PhysicalLocation.Region = region(at)
	}
	return l
}

func region(at Place) sarifRegion { return sarifRegion{at.Line, at.Column, at.EndLine, at.EndColumn} }
