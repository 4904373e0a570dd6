package chapters

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Document is an episode's text, understood.
type Document struct {
	Source      *Source
	FrontMatter FrontMatter
	Fields      Fields  // which of its fields state facts of the audio
	Topics      []Topic // in the order of the text, or of their times where AnyOrder is set
	AnyOrder    bool    // the text lists them in an order of its own, on purpose
	Unmatched   string  // words that were asked for, and no heading has
	Section     Span    // the heading that the topics stand under, or the zero Span
	Candidates  []Candidate
	OptOuts     []OptOut
	Format      string   // of the chapter file that it was read from; "" for an episode's text
	Members     []Member // what else a chapter file says of the whole
}

// OptOut is a comment in a text by which its author does not want to hear of some rules.
type OptOut struct {
	Rules []Rule
	Line  Span // that it concerns; the zero Span for the whole text, and the audio
}

// Topicless reports whether the text holds no topics, nothing that could be some, and no heading that promises any.
func (d Document) Topicless() bool {
	return len(d.Topics) == 0 && len(d.Candidates) == 0 && d.Section.IsWhole()
}

// Silences reports whether a comment in the text opts out of a problem.
func (d Document) Silences(problem Diagnostic) bool {
	for _, out := range d.OptOuts {
		inLine := problem.Source == d.Source && !problem.Span.IsWhole() && problem.Span.Start >= out.Line.Start && problem.Span.Start < out.Line.End
		if slices.Contains(out.Rules, problem.Rule) && (out.Line.IsWhole() || inLine) {
			return true
		}
	}
	return false
}

// Candidate is a group of timestamps in a text, which may be the topics or not.
type Candidate struct {
	Kind   string // "list", "headings", "lines", "table", "code block", "front matter"
	Span   Span   // the first line of it
	Stamps int
	Taken  bool
	Reason string // why it was left, where it was

	Evidence []Evidence // that was weighed, in the order in which it was found
}

// Evidence speaks for times being those of topics, or against it.
type Evidence struct {
	Weight int // Never, or less, outweighs all the rest
	Words  string
}

// Never is the weight of what rules out that times are those of topics.
const Never = -100

// Topic is one line of a list of topics: a timestamp and what is talked about from then on.
type Topic struct {
	Start   time.Duration
	End     time.Duration // where the text says so, else 0
	Title   string        // plain text, as a reader of the rendered page sees it
	URL     string        // the first absolute web link in it, or ""
	Image   *Image        // or nil
	Hidden  bool          // not for the table of contents
	Members []Member      // what else a chapter file says of it
	Span    Span          // the whole entry
	Stamp   Span          // the timestamp alone

	Linked  bool // its stamp is a link to that same time
	Heading bool // it is a heading, under which others may stand
}

// Syntax is the language of a front matter.
type Syntax int

// The languages that are read.
const (
	NoFrontMatter Syntax = iota
	YAML
	TOML
	JSON
)

// FrontMatter is the block of fields at the top of a text.
type FrontMatter struct {
	Syntax Syntax
	Span   Span           // what stands between the fences
	Fields []Field        // the fields with scalar values, in order
	Values map[string]any // all of it: string, bool, int64, float64, nil, []any and map[string]any
}

// Field is one field whose value is a scalar.
type Field struct {
	Key   string // of a nested one, the way to it: enclosure.url, parts.0.name
	Value string // as written, without quotes: 01:02:04 stays so
	Span  Span   // the value with its quotes; a missing value has Start == End, right after the colon
	Quote string // `"`, `'` or ""
	Null  bool   // nothing stands there, or a word for nothing
	// Editable reports whether Span holds exactly Quote + Value + Quote, so that it can be replaced safely.
	Editable bool
}

// Field finds a field by its key.
func (f FrontMatter) Field(key string) (Field, bool) {
	for _, field := range f.Fields {
		if field.Key == key {
			return field, true
		}
	}
	return Field{}, false
}

// FieldAt is the index of the field whose value holds a place, such as a timestamp's; -1 where none does.
func (f FrontMatter) FieldAt(place Span) int {
	return slices.IndexFunc(f.Fields, func(field Field) bool { return field.Span.Start <= place.Start && place.End <= field.Span.End })
}

// Name is the last part of a field's key.
func (f Field) Name() string { return f.Key[strings.LastIndexByte(f.Key, '.')+1:] }

// Parent is what is before that, with its dot.
func (f Field) Parent() string { return f.Key[:strings.LastIndexByte(f.Key, '.')+1] }

// IsQuoted reports whether a field of a text stands between quotes, whatever is escaped in them.
func (f Field) IsQuoted(text []byte) bool {
	raw := text[f.Span.Start:f.Span.End]
	return len(raw) >= 2 && (raw[0] == '"' || raw[0] == '\'') && raw[len(raw)-1] == raw[0]
}

// Has reports whether there is a value after a key, of whatever kind; for a nested one, the key is the way to it.
func (f FrontMatter) Has(key string) bool {
	if _, ok := f.Values[key]; ok {
		return true
	}
	var value any = f.Values
	for _, part := range strings.Split(key, ".") {
		switch inner := value.(type) {
		case map[string]any:
			next, ok := inner[part]
			if !ok {
				return false
			}
			value = next
		case []any:
			i, err := strconv.Atoi(part)
			if err != nil || i < 0 || i >= len(inner) {
				return false
			}
			value = inner[i]
		default:
			return false
		}
	}
	return true
}

// Facts are what was measured of an episode's audio. The zero value means that there is none.
type Facts struct {
	Known    bool
	Source   *Source       // the audio file, for problems that concern it
	Bytes    int64         // the whole file
	Duration time.Duration // what a decoder plays
	Plays    time.Duration // what most play of a joined file, header frames in the middle included; 0: the same
	Embedded []Chapter     // the chapters in its tag
	Claimed  bool          // Duration is what the audio's header claims
}

// WholeSeconds reports whether all topics start at whole seconds, as people type them.
func (d Document) WholeSeconds() bool {
	return !slices.ContainsFunc(d.Topics, func(t Topic) bool { return t.Start%time.Second != 0 })
}
