package output

import (
	"errors"
	"os"
	"slices"
	"strings"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/run"
)

// Form is the form of an answer: the value of --format. The zero Form is text, with annotations where GitHub runs this.
type Form string

// Text and Lines are the forms that every command has.
const (
	Text  Form = "text"
	Lines Form = "jsonl"
)

// forms is the table of all forms. A new one is a file and a line here.
var forms = []struct {
	form Form
	make func(Options) run.Printer
}{
	{Text, newText},
	{"json", newArray},
	{Lines, newLines},
	{"github", newGitHub},
	{"sarif", newSARIF},
	{"junit", newJUnit},
	{"gitlab", newGitLab},
}

// Options say what an answer is about.
type Options struct {
	Console *Console
	Command string
	Version string // of this program
	Strict  bool   // warnings fail
	Many    bool   // a line a file, and a summary
	Verb    string // of the summary: "wrote"
	Asked   any    // what else was asked of the command's answer, such as ShowOptions
}

// New returns the printer of a form.
func New(form Form, o Options) run.Printer {
	if form == "" {
		return commands{newAuto(o)}
	}
	for _, f := range forms {
		if f.form == form {
			return commands{f.make(o)}
		}
	}
	return commands{newText(o)}
}

// commands completes the commands in hints with the names of an episode's files. Reports do without: other machines read them.
type commands struct{ run.Printer }

func (c commands) Add(o run.Outcome) {
	o.Problems = slices.Clone(o.Problems)
	for i, d := range o.Problems {
		o.Problems[i].Hint = o.Job.Commands(d.Hint)
	}
	c.Printer.Add(o)
}

// Type names the flag's value in help.
func (f *Form) Type() string { return "format" }

func (f *Form) String() string { return string(*f) }

// Set reads --format.
func (f *Form) Set(value string) error {
	var names []string
	for _, known := range forms {
		names = append(names, string(known.form))
	}
	if !slices.Contains(names, value) {
		return errors.New(strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1] + " are the formats")
	}
	*f = Form(value)
	return nil
}

// onGitHub reports whether GitHub's runner runs this.
func onGitHub() bool { return os.Getenv("GITHUB_ACTIONS") == "true" }

// collected is what every answer knows of all outcomes at its end: not the texts that they are about, of which there may be
// thousands.
type collected struct {
	Options
	silence silence
	tally   tally
}

// told counts what is said of an outcome, and returns it.
func (c *collected) told(o run.Outcome) []chapters.Diagnostic {
	if o.Status == run.NotBegun {
		return nil
	}
	problems := c.silence.filter(o)
	c.tally.add(problems)
	return problems
}

// last counts and returns the problems that belong to no single episode.
func (c *collected) last(s run.Summary) []chapters.Diagnostic {
	problems := append(slices.Clone(s.Problems), c.silence.once()...)
	c.tally.add(problems)
	return problems
}

// kept are the outcomes of an answer that is printed at the end.
type kept struct {
	collected
	outcomes []keptOutcome
}

// keptOutcome is what such an answer says of one.
type keptOutcome struct {
	name     string
	err      error
	problems []Problem
}

// Add keeps what is said of an outcome.
func (k *kept) Add(o run.Outcome) {
	if told := k.told(o); o.Status != run.NotBegun {
		k.outcomes = append(k.outcomes, keptOutcome{o.Job.Name(), o.Err, Problems(told)})
	}
}

// all are the outcomes, and the problems of no single one.
func (k *kept) all(s run.Summary) []keptOutcome {
	for _, d := range k.last(s) {
		k.outcomes = append(k.outcomes, keptOutcome{name: d.Source.Name, problems: Problems([]chapters.Diagnostic{d})})
	}
	return k.outcomes
}
