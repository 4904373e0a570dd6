package output

import (
	"fmt"
	"io"

	"github.com/chapmark/chapmark/chapters/markdown"
)

// Stamped prints what became, or would become, of a front matter.
func Stamped(w io.Writer, style Style, path string, stamping markdown.Stamping, dryRun bool) {
	name := style.paint(bold, Clean(path))
	if len(stamping.Changes) == 0 && len(stamping.Missing) == 0 {
		fmt.Fprintf(w, "%s: unchanged: it states size and duration as they are\n", name)
	}
	for _, change := range stamping.Changes {
		switch {
		case dryRun && change.Added:
			fmt.Fprintf(w, "%s: would add %s: %s\n", name, change.Key, Clean(change.New))
		case dryRun:
			fmt.Fprintf(w, "%s: would change %s: %s -> %s\n", name, change.Key, orNothing(change.Old), Clean(change.New))
		case change.Added:
			fmt.Fprintf(w, "%s: added %s: %s\n", name, change.Key, Clean(change.New))
		default:
			fmt.Fprintf(w, "%s: %s: %s -> %s\n", name, change.Key, orNothing(change.Old), Clean(change.New))
		}
	}
	for _, key := range stamping.Missing {
		fmt.Fprintf(w, "%s: there is no %s; `chapmark stamp --add` adds it\n", name, key)
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
