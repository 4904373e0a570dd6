package site

import (
	"maps"
	"slices"

	"github.com/chapmark/chapmark/chapters"
)

// FieldNames are the names of fields that the config gives, in order.
func (c Config) FieldNames() []string { return slices.Sorted(maps.Keys(c.fieldNames)) }

// UnknownField reports a name that the config gives and no text has.
func (c Config) UnknownField(name string) chapters.Diagnostic {
	d := chapters.Report(chapters.BadConfig, c.Source, c.fieldNames[name], "none of these texts has a field %s", chapters.Quoted(name))
	d.Severity = chapters.Warning // there may be others
	return d.WithHint("name the field as the texts do; dots lead to nested ones: enclosure.length")
}
