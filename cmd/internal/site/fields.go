package site

import (
	"maps"
	"path/filepath"
	"slices"

	"github.com/chapmark/chapmark/chapters"
)

// FieldNames are the names of fields that the config gives, in order.
func (c Config) FieldNames() []string { return slices.Sorted(maps.Keys(c.fieldNames)) }

// IdleExclude reports a pattern of exclude that matches none of the texts.
func (c Config) IdleExclude(pattern string) chapters.Diagnostic {
	d := chapters.Report(chapters.BadConfig, c.Source, chapters.Span{}, "exclude: %s matches no episode", chapters.Quoted(pattern))
	d.Severity = chapters.Warning // there may be some one day
	return d.WithHint("patterns are paths from the folder of %s; ** matches any folders: drafts/**", filepath.Base(c.Source.Name))
}

// UnknownField reports a name that the config gives and no text has.
func (c Config) UnknownField(name string) chapters.Diagnostic {
	d := chapters.Report(chapters.BadConfig, c.Source, c.fieldNames[name], "no text has a field %s", chapters.Quoted(name))
	d.Severity = chapters.Warning // there may be others
	return d.WithHint("use the name in the texts; dots lead to nested fields: enclosure.length")
}
