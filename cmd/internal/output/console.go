package output

import (
	"bytes"
	"fmt"
	"io"

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
	_, err := fmt.Fprintf(c.Out, format+"\n", args...)
	return err
}

// Note prints a line about the run.
func (c *Console) Note(format string, args ...any) { fmt.Fprintf(c.Err, format+"\n", args...) }

// answer prints text that belongs to the answer, above what shows the progress.
func (c *Console) answer(text func(w io.Writer)) { c.print(c.Out, text) }

// aside prints text about the run likewise.
func (c *Console) aside(text func(w io.Writer)) { c.print(c.Err, text) }

func (c *Console) print(to io.Writer, text func(w io.Writer)) {
	var b bytes.Buffer
	text(&b)
	if to == c.Out {
		b = *bytes.NewBuffer(escapeCommands(b.Bytes()))
	}
	if c.progress == nil {
		_, _ = to.Write(b.Bytes()) // a failure of standard output is noticed where it is made
		return
	}
	c.progress.Print(to, b.Bytes())
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
