package output

import (
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/run"
)

// lines prints a JSON object a file, each as soon as it is its turn.
type lines struct{ collected }

func newLines(o Options) run.Printer { return &lines{collected{Options: o}} }

// Add prints an object.
func (l *lines) Add(o run.Outcome) {
	l.aside(o)
	if o.Status != run.NotBegun {
		l.Console.object(l.object(o))
	}
	l.told(o)
}

// Close prints the objects of files that are not jobs.
func (l *lines) Close(s run.Summary) error {
	for _, object := range l.besides(s) {
		l.Console.object(object)
	}
	l.last(s)
	finished(l.collected, s)
	return nil
}

// array prints the same objects as one array.
type array struct {
	collected
	objects []any
}

func newArray(o Options) run.Printer { return &array{collected: collected{Options: o}} }

// Add keeps an object.
func (a *array) Add(o run.Outcome) {
	a.aside(o)
	if o.Status != run.NotBegun {
		a.objects = append(a.objects, a.object(o))
	}
	a.told(o)
}

// Close prints the array.
func (a *array) Close(s run.Summary) error {
	err := JSON(a.Console.Out, append(append([]any{}, a.objects...), a.besides(s)...))
	a.last(s)
	finished(a.collected, s)
	return err
}

// aside prints on standard error what concerns the run.
func (c *collected) aside(o run.Outcome) {
	for _, note := range o.Notes {
		c.Console.aside(func(w *sheet) { w.Println(note) })
	}
	if o.Err != nil {
		c.Console.aside(func(w *sheet) { printError(w, o.Err) })
	}
	if o.Fixed > 0 && !o.DryRun {
		c.Console.aside(func(w *sheet) { w.Printf("%s: fixed %s\n", o.Job.Text, Plural(o.Fixed, "problem")) })
	}
}

// besides are the objects of problems that belong to no single job.
func (c *collected) besides(s run.Summary) (objects []any) {
	if c.Command != "check" {
		return nil
	}
	for _, d := range s.Problems {
		fails := run.Fails(d.Severity, c.Strict)
		status := run.OK
		if fails {
			status = run.Problems
		}
		objects = append(objects, checkedObject{head: head{status, d.Source.Name}, OK: !fails, Problems: Problems([]chapters.Diagnostic{d})})
	}
	return objects
}
