package markdown

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/limits"
)

// Options say where the topics are, for texts that leave a choice.
type Options struct {
	Sections []string        // words of the headings that they may stand under; none: any
	From     Place           // "": anywhere
	AnyOrder bool            // topics are listed in an order of their own, and come in that of their times
	Fields   chapters.Fields // which fields of the front matter state facts of the audio, where the names are not known ones
}

// Place is where topics can be.
type Place string

// The places.
const (
	FromFrontMatter Place = "front-matter"
	FromBody        Place = "body"
)

// frontMatter is the kind of a candidate in the front matter.
const frontMatter = "front matter"

// findTopics fills in the document's topics: those that the front matter lists, if it does, else those of the text after it.
func findTopics(document *chapters.Document, body int, options Options) []chapters.Diagnostic {
	var fields []chapters.Topic
	var problems []chapters.Diagnostic
	listed, named := false, false
	if options.From != FromBody && len(options.Sections) == 0 {
		fields, problems, listed, named = fieldTopics(document)
	}
	if options.From == FromFrontMatter {
		if document.Topics = fields; !listed {
			return textTopics(document, options)
		}
		return problems
	}
	found := bodyTopics(document, body, options)
	if !listed && len(document.Topics) == 0 && len(found) == 0 && options.From != FromBody {
		return textTopics(document, options)
	}
	if !listed {
		return found
	}
	if !named && len(document.Topics) > 1 && !sameStarts(document.Topics, fields) {
		for i := range document.Candidates {
			if c := &document.Candidates[i]; c.Kind == frontMatter && c.Taken {
				c.Taken, c.Reason = false, "the text lists topics, and its name promises none"
			}
		}
		return found
	}
	inBody := document.Topics
	document.Topics, document.Section = fields, chapters.Span{}
	for i := range document.Candidates {
		if c := &document.Candidates[i]; c.Kind != frontMatter {
			c.Taken, c.Reason = false, "the front matter lists the topics"
		}
	}
	if len(inBody) > 1 && len(fields) > 0 && !sameStarts(inBody, fields) && !notesOn(inBody, fields) {
		problems = append(problems, ambiguous(document.Source, fields[0].Stamp, inBody[0].Stamp,
			fmt.Sprintf("the front matter lists %d topics, and the text %d others", len(fields), len(inBody)),
			"choose one with --from front-matter or --from body, or make them agree"))
	}
	return problems
}

func ambiguous(source *chapters.Source, first, second chapters.Span, message, hint string) chapters.Diagnostic {
	d := chapters.Report(chapters.AmbiguousTopics, source, second, "%s", message).WithHint("%s", hint)
	d.Related = []chapters.Related{{Span: first, Message: "the other list"}}
	return d
}

func sameStarts(a, b []chapters.Topic) bool {
	return slices.EqualFunc(a, b, func(a, b chapters.Topic) bool { return a.Start.Truncate(time.Second) == b.Start.Truncate(time.Second) })
}

// notesOn reports whether topics of the text are fewer than the fields and all lie between two of these: they say more on some.
func notesOn(body, fields []chapters.Topic) bool {
	return len(body) < len(fields) && fields[0].Start < body[0].Start && body[len(body)-1].Start < fields[len(fields)-1].Start
}

// dotForColon reports whether a stamp such as 00:24.50 was meant to be 00:24:50: as it stands it comes before the entry above,
// and the entries around it have hours.
func dotForColon(entries []entry, i int) bool {
	text := ascii(entries[i].stamp.text)
	if i == 0 || !dotted().MatchString(text) || entries[i].stamp.start >= entries[i-1].stamp.start || strings.Count(entries[i-1].stamp.text, ":") != 2 {
		return false
	}
	meant, ok := chapters.ParseTimestamp(strings.Replace(text, ".", ":", 1))
	return ok && meant >= entries[i-1].stamp.start && (i+1 == len(entries) || meant <= entries[i+1].stamp.start)
}

var dotted = compiled(`^\d{1,2}:\d\d\.\d\d$`)

// bodyTopics fills in the topics of the text after the front matter.
func bodyTopics(document *chapters.Document, body int, options Options) []chapters.Diagnostic {
	masked := maskLiquid(document.Source.Text[body:])
	outline := readOutline(readable(asMarkdown(document.Source.Name, masked.text)))
	outline.end, _ = chapters.ClaimedDuration(*document)
	wanted := outline.under(options.Sections)
	for i, s := range outline.sections {
		if (len(options.Sections) == 0 && s.topical || len(options.Sections) > 0 && wanted[i]) && document.Section.IsWhole() {
			document.Section = shift(s.span, body)
		}
	}
	var engine *renderer
	reader := topicReader{document: document, masked: masked, body: body, references: outline.references, groups: outline.groups, renderer: func() *renderer {
		if engine == nil {
			engine = newRenderer(document.FrontMatter.Values)
		}
		return engine
	}}
	if len(options.Sections) > 0 && !slices.Contains(wanted, true) {
		document.Unmatched = strings.Join(options.Sections, ", ")
	}
	entries, rival := outline.topics(options.Sections)
	if rival != nil {
		reader.report(ambiguous(document.Source, reader.stampSpan(entries[0]), reader.stampSpan(*rival),
			"there are two lists of topics, and they do not agree", "choose one with --section and words of its heading"))
	}
	document.Candidates = append(document.Candidates, outline.candidates(entries, body)...)
	entries = entries[:min(len(entries), limits.TextTopics)]
	above, below := bounds(entries)
	for i, e := range entries {
		if e.alone && len(e.title) == 0 {
			e.title = outline.borrowed(e)
		}
		e.stamp.ok = e.stamp.ok && !dotForColon(entries, i)
		if !e.stamp.ok {
			reader.badTimestamp(e, above[i], below[i])
			continue
		}
		reader.topic(e)
	}
	reader.unstamped(outline, entries)
	return reader.problems
}

// bounds are, for each entry, the start of the nearest one above it that can be read, or of a nearer one that can be fixed and agrees
// with that; and the same of those below it. Nil: there is none.
func bounds(entries []entry) (above, below []*time.Duration) {
	above, below = make([]*time.Duration, len(entries)), make([]*time.Duration, len(entries))
	pass := func(list []*time.Duration, i int, read, near **time.Duration, agrees func(near, read time.Duration) bool) {
		if list[i] = *near; *read != nil && (*near == nil || !agrees(**near, **read)) {
			list[i] = *read
		}
		if e := &entries[i]; e.stamp.ok {
			*read, *near = &e.stamp.start, nil
		} else if mended, ok := chapters.FixTimestamp(e.stamp.text); ok {
			start, _ := chapters.ParseTimestamp(mended)
			*near = &start
		}
	}
	var read, near *time.Duration
	for i := range entries {
		pass(above, i, &read, &near, func(near, read time.Duration) bool { return near >= read })
	}
	read, near = nil, nil
	for i := len(entries) - 1; i >= 0; i-- {
		pass(below, i, &read, &near, func(near, read time.Duration) bool { return near <= read })
	}
	return above, below
}

func shift(span chapters.Span, by int) chapters.Span {
	return chapters.Span{Start: span.Start + by, End: span.End + by}
}

// candidates tells of each group with stamps whether it was taken, and why not.
func (o *outline) candidates(taken []entry, body int) []chapters.Candidate {
	chosen := map[int]bool{}
	for _, e := range taken {
		chosen[e.group] = true
	}
	var list []chapters.Candidate
	seen := map[int]int{}
	for _, e := range o.entries {
		if i, known := seen[e.group]; known {
			list[i].Stamps++
			continue
		}
		g := o.groups[e.group]
		seen[e.group] = len(list)
		c := chapters.Candidate{Kind: g.kind.String(), Stamps: 1, Taken: chosen[e.group], Reason: g.reason,
			Span: chapters.Span{Start: e.lines[0].Start + body, End: e.lines[0].Stop + body}}
		switch {
		case c.Taken:
			c.Reason = ""
		case c.Reason == "":
			c.Reason = "another reading of the text keeps more of it in order"
		}
		for _, e := range g.evidence {
			c.Evidence = append(c.Evidence, chapters.Evidence{Weight: e.weight, Words: e.words})
		}
		list = append(list, c)
	}
	for _, u := range o.unmarked {
		kind, reason := plainLines, "these times do not rise, or not each has a title of its own, or one is mistyped"
		if u.group >= 0 {
			kind, reason = o.groups[u.group].kind, "nothing marks these times, and other lines have none"
		}
		list = append(list, chapters.Candidate{Kind: kind.String(), Stamps: u.stamps, Reason: reason,
			Span: chapters.Span{Start: u.first.Start + body, End: u.first.Stop + body}})
	}
	slices.SortStableFunc(list, func(a, b chapters.Candidate) int { return a.Span.Start - b.Span.Start })
	return list
}
