package markdown

import (
	"errors"
	"strings"
	"time"

	"github.com/chapmark/chapmark/chapters"
)

// unstamped reports the items without a stamp in the lists that the topics came from. Items nested below a topic are
// notes on it.
func (r *topicReader) unstamped(o outline, entries []entry) {
	seen := map[int]bool{}
	for _, e := range entries {
		if g := o.groups[e.group]; seen[e.group] || g.kind != listItems || g.outer >= 0 || 2*(g.stamps+g.broken) < g.items {
			continue
		}
		seen[e.group] = true
		for _, span := range o.groups[e.group].unstamped {
			if linkAlone().Match(o.source[span.Start:span.End]) {
				continue // a note on the topic above it
			}
			above, below := around(entries, e.group, span.Start)
			if (above == nil || below == nil) && holdsLink().Match(o.source[span.Start:span.End]) {
				continue // a link before or below the topics, and none of them
			}
			if near, ok := nearStamp(string(o.source[span.Start:span.End]), above, below); ok {
				at := shift(chapters.Span{Start: span.Start, End: span.Start + len(near.text)}, r.body)
				r.report(badStamp(r.document.Source, at, near.text, above, below))
				continue
			}
			r.report(chapters.Report(chapters.MissingTimestamp, r.document.Source, shift(span, r.body),
				"this list item has no readable timestamp, so it will not become a chapter").
				WithHint("start it with M:SS or H:MM:SS and a space"))
		}
	}
}

// linkAlone is an item that is a link and nothing else.
var linkAlone = compiled(`^[ \t*_]*(?:\[[^\[\]]*\]\([^()]*(?:\([^()]*\))?[^()]*\)|<?https?://[^\s<>]+>?)[ \t*_.,;]*$`)

// holdsLink is an item with a link in it.
var holdsLink = compiled(`\]\(|https?://`)

// around are the times of the entries of a group above and below a place.
func around(entries []entry, group, at int) (above, below *time.Duration) {
	for i, e := range entries {
		switch {
		case e.group != group || !e.stamp.ok:
		case e.lines[0].Start < at:
			above = &entries[i].stamp.start
		case below == nil:
			below = &entries[i].stamp.start
		}
	}
	return above, below
}

// unresolved reports an expression without a value.
func (r *topicReader) unresolved(f failure) {
	span := f.expression.span
	if f.expression.angled {
		span = chapters.Span{Start: span.Start + 1, End: span.End - 1}
	}
	d := chapters.Report(chapters.UnresolvedVariable, r.document.Source, shift(span, r.body), "%s renders empty: %v",
		r.masked.body[span.Start:span.End], f.err)
	if errors.Is(f.err, errUnknown) {
		d = d.WithHint("fields of the front matter are written {{ page.name }}")
	}
	r.report(d)
}

// badTimestamp reports a stamp that cannot be read. A fix is offered where it is plain what was meant, and where
// that lies between the topics above and below.
func (r *topicReader) badTimestamp(e entry, before, after *time.Duration) {
	if e.stamp.placeholder {
		r.report(chapters.Report(chapters.PlaceholderStamps, r.document.Source, r.stampSpan(e), "%s is a placeholder, not a timestamp", e.stamp.text).
			WithHint("write the time when this topic starts"))
		return
	}
	r.report(badStamp(r.document.Source, r.stampSpan(e), e.stamp.text, before, after))
}

// anchorMismatch reports a stamp whose own link leads to another time.
func anchorMismatch(source *chapters.Source, topic chapters.Topic, text string, link time.Duration) chapters.Diagnostic {
	d := chapters.Report(chapters.AnchorMismatch, source, topic.Stamp, "the label says %s, but its link leads to %s", text, chapters.FormatTimestamp(link))
	// 00:25:21 that leads to 0:25 was read off an editor that counts frames.
	if strings.Count(text, ":") == 2 && topic.Start >= 60*link && topic.Start < 60*(link+time.Second) {
		return d.WithHint("it looks like minutes, seconds and frames, as editors show them; write %s", chapters.FormatTimestamp(link))
	}
	return d.WithHint("chapmark uses the label; correct the label or the link")
}

func badStamp(source *chapters.Source, span chapters.Span, text string, before, after *time.Duration) chapters.Diagnostic {
	d := chapters.Report(chapters.BadTimestamp, source, span, "%s is not a timestamp", text)
	d.Hint = "write M:SS or H:MM:SS"
	if tooLarge(text) {
		d.Hint += "; minutes and seconds go up to 59"
	}
	mended, ok := chapters.FixTimestamp(text)
	if !ok {
		return d
	}
	switch start, _ := chapters.ParseTimestamp(mended); {
	case before != nil && start < *before, after != nil && start > *after:
	case after == nil && before != nil && start-*before > time.Hour:
		d.Hint = "did you mean " + mended + "?" // nothing below says that it was not something else
	default:
		d.Hint = "did you mean " + mended + "? `chapmark check --fix` corrects it"
		d.Fix = []chapters.Edit{{Span: span, Text: mended}}
	}
	return d
}

// tooLarge reports whether what makes a stamp none is a number of minutes or seconds over 59.
func tooLarge(text string) bool {
	groups := strings.Split(text, ":")
	for _, group := range groups[1:] {
		if len(group) == 2 && group > "59" {
			return len(groups) <= 3
		}
	}
	return false
}
