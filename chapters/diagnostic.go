package chapters

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
)

// Severity says what a problem means for the exit code.
type Severity int

// Advice never fails a check, a warning fails a strict one, an error fails every one.
const (
	Advice Severity = iota
	Warning
	Error
)

func (s Severity) String() string {
	return [...]string{"advice", "warning", "error"}[s]
}

// MarshalJSON writes the severity as its word.
func (s Severity) MarshalJSON() ([]byte, error) { return json.Marshal(s.String()) }

// UnmarshalJSON reads its word.
func (s *Severity) UnmarshalJSON(text []byte) error {
	for severity := Advice; severity <= Error; severity++ {
		if string(text) == `"`+severity.String()+`"` {
			*s = severity
			return nil
		}
	}
	return fmt.Errorf("%s is not a severity", text)
}

// Diagnostic is one mistake in what a person wrote or in a file that they gave, never a failure of the machine.
type Diagnostic struct {
	Rule     Rule
	Source   *Source
	Span     Span   // where in Source; the zero Span for the whole of it
	Message  string // what was found; no full stop
	Hint     string // what to do about it, or ""
	Related  []Related
	Fix      []Edit // the safe fix, or nil
	Severity Severity
}

// Related points at a second place that a problem concerns.
type Related struct {
	Span    Span
	Message string
}

// Edit replaces the bytes of Span by Text. Start == End inserts.
type Edit struct {
	Span Span
	Text string
}

// Report makes a diagnostic of rule, with the severity that the table gives it.
func Report(rule Rule, source *Source, span Span, format string, args ...any) Diagnostic {
	return Diagnostic{Rule: rule, Severity: rule.Severity(), Source: source, Span: span, Message: fmt.Sprintf(format, args...)}
}

// WithHint returns the diagnostic with a hint.
func (d Diagnostic) WithHint(format string, args ...any) Diagnostic {
	d.Hint = fmt.Sprintf(format, args...)
	return d
}

// SortDiagnostics puts diagnostics in the order of their places: source by source, in the order in which these come up
// first, and those about a whole source last within it.
func SortDiagnostics(all []Diagnostic) {
	rank := map[*Source]int{}
	for i, d := range all {
		if _, known := rank[d.Source]; !known {
			rank[d.Source] = i
		}
	}
	slices.SortStableFunc(all, func(a, b Diagnostic) int {
		if a.Source != b.Source {
			return cmp.Compare(rank[a.Source], rank[b.Source])
		}
		if a.Span.IsWhole() != b.Span.IsWhole() {
			if a.Span.IsWhole() {
				return 1
			}
			return -1
		}
		return cmp.Or(cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(a.Rule, b.Rule))
	})
}

// Worst returns the highest severity among the diagnostics, and false where there are none.
func Worst(all []Diagnostic) (Severity, bool) {
	worst := Advice
	for _, d := range all {
		worst = max(worst, d.Severity)
	}
	return worst, len(all) > 0
}

// Blocks returns the first diagnostic that forbids writing, if there is one.
func Blocks(all []Diagnostic) (Diagnostic, bool) {
	for _, d := range all {
		if d.Rule.Blocks() {
			return d, true
		}
	}
	return Diagnostic{}, false
}

// ApplyEdits returns text with every edit made. Edits that overlap or lie outside the text are an error.
func ApplyEdits(text []byte, edits []Edit) ([]byte, error) {
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, func(a, b Edit) int { return cmp.Compare(a.Span.Start, b.Span.Start) })
	var out bytes.Buffer
	last := 0
	for _, edit := range edits {
		if edit.Span.Start < last || edit.Span.End < edit.Span.Start || edit.Span.End > len(text) {
			return nil, fmt.Errorf("edit bytes %d to %d: they overlap another edit or lie outside the text", edit.Span.Start, edit.Span.End)
		}
		out.Write(text[last:edit.Span.Start])
		out.WriteString(edit.Text)
		last = edit.Span.End
	}
	out.Write(text[last:])
	return out.Bytes(), nil
}
