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
	d := chapters.Report(chapters.BadConfig, c.Source, chapters.Span{}, "exclude: none of the episodes matches %s", chapters.Quoted(pattern))
	d.Severity = chapters.Warning // there may be some one day
	return d.WithHint("patterns are paths from the folder of %s; ** stands for folders in between: drafts/**", filepath.Base(c.Source.Name))
}

// UnknownField reports a name that the config gives and no text has.
func (c Config) UnknownField(name string) chapters.Diagnostic {
	d := chapters.Report(chapters.BadConfig, c.Source, c.fieldNames[name], "none of these texts has a field %s", chapters.Quoted(name))
	d.Severity = chapters.Warning // there may be others
	return d.WithHint("name the field as the texts do; dots lead to nested ones: enclosure.length")
}
