package chapters

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// Options are the choices that a person makes about building chapters.
type Options struct {
	Intro     string        // title of an opening chapter at 0:00 where the first topic starts later; "" for none
	Whole     bool          // starts are those of the text to the second, even if the tag has more exact ones
	Merge     bool          // chapters of the tag that the text does not state stay
	Tolerance time.Duration // how far a claimed duration may be from the real one, where that is more than MinTolerance
}

// Build turns a document's topics into chapters: each ends where its text says, else where the next one starts, the last
// at the audio's end (or, where no audio is known, at the duration that the front matter claims, else at its own start).
// A hidden chapter lies over the others: it cuts none of them short, and may have no title. The chapters are in the order
// of the text, hidden ones at their time.
// The diagnostics are those of the topics' order and of their fit into the audio. Where one of them blocks, the
// chapters are still those that the text asks for.
func Build(document Document, facts Facts, options Options) ([]Chapter, []Diagnostic) {
	end, from := episodeEnd(document, facts)
	var list []Chapter
	if first, ok := firstVisible(document.Topics); ok && first.Start > 0 && options.Intro != "" {
		list = append(list, Chapter{Title: options.Intro})
	}
	for _, topic := range document.Topics {
		list = append(list, Chapter{Start: topic.Start, End: topic.End, Title: topic.Title, URL: topic.URL, Image: topic.Image,
			Hidden: topic.Hidden, Members: topic.Members, Span: topic.Stamp})
	}
	if slices.ContainsFunc(list, func(c Chapter) bool { return c.Hidden }) && visibleInOrder(list) {
		slices.SortStableFunc(list, func(a, b Chapter) int { return cmp.Compare(a.Start, b.Start) })
	}
	for i := range list {
		setEnd(list, i, end.Truncate(time.Millisecond), from != "")
	}
	problems := checkOrder(document, list, options)
	DropFixesPastEnd(problems, document, facts)
	problems = append(problems, checkEnds(document, facts, list[len(list)-len(document.Topics):])...)
	SortDiagnostics(problems)
	return list, problems
}

// setEnd sets the end of a chapter where its text states none, and sees to it that no end is before the start or after
// that of the audio, if it is known.
func setEnd(list []Chapter, i int, end time.Duration, known bool) {
	c := &list[i]
	if c.End == 0 {
		c.End = max(end, c.Start)
		if implied, ok := ImpliedEnd(list, i); ok {
			c.End = implied
		}
	} else if known {
		c.End = min(c.End, max(end, c.Start))
	}
	c.End = max(c.End, c.Start)
}

// ImpliedEnd is where a chapter ends if nothing else is said: where the next one starts that is not hidden; after a
// hidden one, where any starts later. It is false for the last one.
func ImpliedEnd(list []Chapter, i int) (time.Duration, bool) {
	for _, next := range list[i+1:] {
		if !list[i].Hidden && !next.Hidden || list[i].Hidden && next.Start > list[i].Start {
			return next.Start, true
		}
	}
	return 0, false
}

func firstVisible(topics []Topic) (Topic, bool) {
	for _, topic := range topics {
		if !topic.Hidden {
			return topic, true
		}
	}
	return Topic{}, false
}

// visibleInOrder reports whether the chapters that are not hidden are in the order of their times.
func visibleInOrder(list []Chapter) bool {
	last := time.Duration(0)
	for _, c := range list {
		if !c.Hidden && c.Start < last {
			return false
		}
		if !c.Hidden {
			last = c.Start
		}
	}
	return true
}

// checkOrder finds what is wrong with the topics by themselves.
func checkOrder(document Document, list []Chapter, options Options) []Diagnostic {
	source := document.Source
	if len(document.Topics) == 0 {
		if document.Format != "" {
			return []Diagnostic{Report(NoTopics, source, Span{}, "there are no chapters in it")}
		}
		if document.Unmatched != "" {
			return []Diagnostic{Report(NoTopics, source, Span{}, "no heading contains %s", Quoted(document.Unmatched)).
				WithHint("name words of the heading above the topics, or leave out --section")}
		}
		return []Diagnostic{Report(NoTopics, source, document.Section, "no list of timestamps was found").
			WithHint("write the topics as a list: - 1:32 -- What is talked about from then on")}
	}
	var problems []Diagnostic
	if n := len(list); n > MaxChapters {
		problems = append(problems, Report(TooManyChapters, source, list[MaxChapters].Span,
			"this is chapter %d of %d; a table of contents lists at most %d", MaxChapters+1, n, MaxChapters).
			WithHint("merge some topics"))
	}
	if first, ok := firstVisible(document.Topics); ok && first.Start > 0 && options.Intro == "" {
		problems = append(problems, Report(StartsLate, source, first.Stamp,
			"the first chapter starts at %s; the audio before it has no chapter", FormatTimestamp(first.Start)).
			WithHint("`chapmark write --intro Welcome` adds an opening chapter at 0:00"))
	}
	for _, topic := range document.Topics {
		if topic.Title == "" && !topic.Hidden {
			problems = append(problems, Report(EmptyTitle, source, topic.Stamp, "this topic has no title"))
		}
	}
	return append(problems, checkTimes(document)...)
}

// checkEnds finds topics that reach past the audio's end, and chapters that are over too soon. The list is that of the topics.
func checkEnds(document Document, facts Facts, list []Chapter) []Diagnostic {
	var problems []Diagnostic
	end, from := episodeEnd(document, facts)
	beyond := 0
	for _, chapter := range list {
		if from != "" && chapter.Start >= end {
			beyond++
		}
	}
	hint := "correct the timestamp, or check that this is the right audio"
	if 2*beyond > len(list) && beyond > 1 {
		hint = "most topics start past the end: is this the audio of another episode?"
	}
	for _, chapter := range list {
		if from != "" && chapter.Start >= end {
			problems = append(problems, Report(PastEnd, document.Source, chapter.Span, "%s is past the end: %s %s",
				FormatTimestamp(chapter.Start), from, FormatTimestamp(end)).WithHint("%s", hint))
			continue
		}
		if length := chapter.End - chapter.Start; !chapter.Hidden && from != "" && length > 0 && length < MinLength {
			problems = append(problems, Report(TooShort, document.Source, chapter.Span,
				"this chapter lasts only %s; chapters under %d s are hard to use", inSeconds(length), MinLength/time.Second))
		}
	}
	return problems
}

// episodeEnd is the end of the episode as far as it is known, and the words that say from where.
func episodeEnd(document Document, facts Facts) (end time.Duration, from string) {
	if facts.Known {
		return facts.Duration, facts.lasts()
	}
	if claim, ok := ClaimedDuration(document); ok {
		return claim + time.Second, document.Fields.Duration + " in the front matter ends before" // it was floored to the second
	}
	return 0, ""
}

func inSeconds(length time.Duration) string {
	if length == time.Second {
		return "1 second"
	}
	return fmt.Sprintf("%.3g seconds", length.Seconds())
}
