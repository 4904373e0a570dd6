package output

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/chapmark/chapmark/cmd/internal/run"
)

// The elements of JUnit's reports that GitLab and Jenkins read.
type (
	junitSuites struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Name     string       `xml:"name,attr"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Errors   int          `xml:"errors,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		File     string      `xml:"file,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Name    string      `xml:"name,attr"`
		Class   string      `xml:"classname,attr"`
		Failure *junitWords `xml:"failure"`
		Error   *junitWords `xml:"error"`
		Out     string      `xml:"system-out,omitempty"`
	}
	junitWords struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		Text    string `xml:",chardata"`
	}
)

// writeJUnit writes one suite an episode, and in it one test a problem: one that fails the check fails, any other passes. An episode
// without problems has one test, which passes.
func writeJUnit(w io.Writer, folder string, outcomes []keptOutcome, strict bool) error {
	all := junitSuites{Name: "chapmark"}
	for _, o := range outcomes {
		name := clean(from(folder, o.name))
		suite := junitSuite{Name: name, File: name}
		for _, p := range o.problems {
			where := clean(from(folder, p.File))
			if p.Line > 0 {
				where += fmt.Sprintf(":%d:%d", p.Line, p.Column)
			}
			test := junitCase{Name: fmt.Sprintf("%s (%s)", p.Rule, where), Class: name}
			text := fmt.Sprintf("%s: %s: %s\n%s\n%s%s", where, p.Severity, clean(p.Message), clean(p.Hint), rulesAddress, p.Rule)
			if run.Fails(p.Severity, strict) {
				test.Failure = &junitWords{clean(p.Message), p.Rule, text}
				suite.Failures++
			} else {
				test.Out = text
			}
			suite.Cases = append(suite.Cases, test)
		}
		if o.err != nil {
			suite.Errors++
			suite.Cases = append(suite.Cases, junitCase{Name: "read", Class: name, Error: &junitWords{clean(o.err.Error()), "failure", ""}})
		}
		if len(suite.Cases) == 0 {
			suite.Cases = []junitCase{{Name: "chapters", Class: name}}
		}
		suite.Tests = len(suite.Cases)
		all.Tests, all.Failures, all.Errors = all.Tests+suite.Tests, all.Failures+suite.Failures, all.Errors+suite.Errors
		all.Suites = append(all.Suites, suite)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	var b bytes.Buffer
	encoder := xml.NewEncoder(&b)
	encoder.Indent("", " ")
	if err := encoder.Encode(all); err != nil {
		return err
	}
	b.WriteString("\n")
	_, err := w.Write(bytes.ReplaceAll(b.Bytes(), []byte("##["), []byte("#&#35;["))) // no command to GitHub's runner
	return err
}

// clean leaves out what XML cannot hold (XML 1.0 §2.2).
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' || r >= 0x20 && r != 0xFFFE && r != 0xFFFF && !moves(r) {
			return r
		}
		return '\uFFFD'
	}, strings.ToValidUTF8(text, "\uFFFD"))
}

// junit prints the suites.
type junit struct{ kept }

func newJUnit(o Options) run.Printer { return &junit{kept{collected: collected{Options: o}}} }

// Close prints them.
func (j *junit) Close(s run.Summary) error {
	err := writeJUnit(j.Console.Out, os.Getenv("GITHUB_WORKSPACE"), j.all(s), j.Strict)
	finished(j.collected, s)
	return err
}
