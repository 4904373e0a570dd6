package output

import (
	"github.com/chapmark/chapmark/chapters/markdown"
	"github.com/chapmark/chapmark/cmd/internal/job"
)

// Stamped prints what became, or would become, of a front matter.
func Stamped(w *sheet, j job.Job, stamping markdown.Stamping, dryRun bool) {
	name := w.paint(bold, j.Text)
	if len(stamping.Changes) == 0 && len(stamping.Missing) == 0 {
		w.Printf("%s: unchanged: size and duration are right\n", name)
	}
	for _, change := range stamping.Changes {
		switch {
		case dryRun && change.Added:
			w.Printf("%s: would add %s: %s\n", name, change.Key, change.New)
		case dryRun:
			w.Printf("%s: would change %s: %s -> %s\n", name, change.Key, orNothing(change.Old), change.New)
		case change.Added:
			w.Printf("%s: added %s: %s\n", name, change.Key, change.New)
		default:
			w.Printf("%s: %s: %s -> %s\n", name, change.Key, orNothing(change.Old), change.New)
		}
	}
	for _, key := range stamping.Missing {
		w.Printf("%s: there is no %s; %s adds it\n", name, key, j.Commands("`chapmark stamp --add`"))
	}
}

func orNothing(value string) string {
	if value == "" {
		return "(empty)"
	}
	return Clean(value)
}

// Field is a changed front matter field in JSON.
type Field struct {
	Key   string `json:"key"`
	Old   string `json:"old"`
	New   string `json:"new"`
	Added bool   `json:"added"`
}

// Fields converts changes; the result is never null in JSON.
func Fields(changes []markdown.FieldChange) []Field {
	list := make([]Field, 0, len(changes))
	for _, c := range changes {
		list = append(list, Field(c))
	}
	return list
}
