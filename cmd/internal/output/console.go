package output

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/chapmark/chapmark/cmd/internal/job"
	"github.com/chapmark/chapmark/cmd/internal/run"
)

// Console is where answers go, and words about the run: standard output and standard error, with the progress that is
// shown between them.
type Console struct {
	Out, Err io.Writer
	progress *Progress
}

// Say prints a line of the answer.
func (c *Console) Say(format string, args ...any) error {
	var w sheet
	w.Printf(format+"\n", args...)
	_, err := c.Out.Write(w.text.Bytes())
	return err
}

// Note prints a line about the run.
func (c *Console) Note(format string, args ...any) {
	var w sheet
	w.Printf(format+"\n", args...)
	_, _ = c.Err.Write(escapeCommands(w.text.Bytes()))
}

// Usage prints a mistake in the command line.
func (c *Console) Usage(err error, command string) {
	shows := "shows its usage"
	if command = strings.TrimSuffix(command, " help"); !strings.Contains(command, " ") {
		shows = "lists the commands"
	}
	_, _ = c.Err.Write(escapeCommands(fmt.Appendf(nil, "chapmark: %s\nhint: `%s --help` %s\n", usageWords(err), command, shows)))
}

// Content prints a file, as it is. GitHub's runner would run what looks like a command of its own in it.
func (c *Console) Content(content []byte) error {
	if !bytes.Equal(escapeCommands(content), content) {
		return errors.New("print the answer: GitHub's runner would run a line of it as a command; write it into a file")
	}
	_, err := c.Out.Write(content)
	return err
}

// answer prints text that belongs to the answer, above what shows the progress.
func (c *Console) answer(text func(w *sheet)) { c.print(c.Out, text) }

// aside prints text about the run likewise.
func (c *Console) aside(text func(w *sheet)) { c.print(c.Err, text) }

func (c *Console) print(to io.Writer, text func(w *sheet)) {
	w := sheet{style: sync.OnceValue(func() Style { return StyleFor(to) })}
	text(&w)
	c.write(to, w.text.Bytes())
}

// object prints a line of JSON, which escapes what is in it.
func (c *Console) object(value any) {
	var b bytes.Buffer
	_ = JSON(&b, value)
	c.write(c.Out, b.Bytes())
}

func (c *Console) write(to io.Writer, text []byte) {
	text = escapeCommands(text)
	if c.progress == nil {
		_, _ = to.Write(text) // a failure of standard output is noticed where it is made
		return
	}
	c.progress.Print(to, text)
}

// escapeCommands escapes text from episodes, so that GitHub's runner does not run it as a workflow command: these begin a
// line with two colons, or have two hashes and a bracket anywhere.
func escapeCommands(words []byte) []byte {
	if !onGitHub() {
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

// Progress shows how far a run over many files is. It comes first among the printers.
func (c *Console) Progress(verb string, s job.Selection) run.Printer {
	c.progress = NewProgress(c.Err, verb, len(s.Jobs), s.Bytes())
	return shownProgress{c}
}

type shownProgress struct{ console *Console }

func (p shownProgress) Add(o run.Outcome) { p.console.progress.Add(o.Job.Bytes) }

func (p shownProgress) Close(run.Summary) error {
	p.console.progress.Close()
	return nil
}
