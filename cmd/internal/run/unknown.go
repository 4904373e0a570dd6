package run

import (
	"slices"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/cmd/internal/site"
)

// unknownFields are the names of fields that a site's config gives and none of the texts has.
type unknownFields struct {
	config *site.Config
	names  []string
}

func (u *unknownFields) add(o Outcome) {
	if o.Job.Site == nil || o.Job.Text == "" || o.Status != OK && o.Status != Problems {
		return
	}
	if u.config == nil {
		u.config, u.names = o.Job.Site, o.Job.Site.FieldNames()
	}
	u.names = slices.DeleteFunc(u.names, func(name string) bool { return !slices.Contains(o.Lacks, name) })
}

func (u *unknownFields) problems() (found []chapters.Diagnostic) {
	for _, name := range u.names {
		found = append(found, u.config.UnknownField(name))
	}
	return found
}
