package chapters

import "time"

// Options are the choices that a person makes about building chapters.
type Options struct {
	Intro     string        // title of an opening chapter at 0:00 where the first topic starts later; "" for none
	Whole     bool          // starts are those of the text to the second, even if the tag has more exact ones
	Tolerance time.Duration // how far a claimed duration may be from the real one, where that is more than MinTolerance
}

// Build turns a document's topics into chapters: each ends where its range does, else where the next one starts, the last at the audio's end
// (or, where no audio is known, at the duration that the front matter claims, else at its own start).
// The diagnostics are those of the topics' order and of their fit into the audio. Where one of them blocks, the
// chapters are still those that the text asks for.
func Build(document Document, facts Facts, options Options) ([]Chapter, []Diagnostic) {
	end, from := episodeEnd(document, facts)
	var list []Chapter
	if len(document.Topics) > 0 && document.Topics[0].Start > 0 && options.Intro != "" {
		list = append(list, Chapter{Title: options.Intro})
	}
	for _, topic := range document.Topics {
		list = append(list, Chapter{Start: topic.Start, End: topic.End, Title: topic.Title, URL: topic.URL, Image: topic.Image,
			Hidden: topic.Hidden, Members: topic.Members, Span: topic.Stamp})
	}
	for i := range list {
		latest := max(end.Truncate(time.Millisecond), list[i].Start)
		switch {
		case i+1 < len(list):
			latest = max(list[i+1].Start, list[i].Start)
		case from == "":
			latest = max(list[i].End, list[i].Start)
		}
		if list[i].End == 0 || list[i].End > latest {
			list[i].End = latest
		}
	}
	problems := checkOrder(document, list, options)
	DropFixesPastEnd(problems, document, facts)
	problems = append(problems, checkEnds(document, facts, list[len(list)-len(document.Topics):])...)
	SortDiagnostics(problems)
	return list, problems
}

// checkOrder finds what is wrong with the topics by themselves.
func checkOrder(document Document, list []Chapter, options Options) []Diagnostic {
	source := document.Source
	if len(document.Topics) == 0 {
		if document.Format != "" {
			return []Diagnostic{Report(NoTopics, source, Span{}, "there are no chapters in it")}
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
	if first := document.Topics[0]; first.Start > 0 && options.Intro == "" {
		problems = append(problems, Report(StartsLate, source, first.Stamp,
			"the first chapter starts at %s, so what comes before it belongs to none", FormatTimestamp(first.Start)).
			WithHint("--intro TITLE adds an opening chapter at 0:00"))
	}
	for _, topic := range document.Topics {
		if topic.Title == "" {
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
		hint = "most of the topics are past the end: perhaps they are those of another episode, or this is the wrong audio"
	}
	for _, chapter := range list {
		if from != "" && chapter.Start >= end {
			problems = append(problems, Report(PastEnd, document.Source, chapter.Span, "%s is past the end: %s %s",
				FormatTimestamp(chapter.Start), from, FormatTimestamp(end)).WithHint("%s", hint))
			continue
		}
		if length := chapter.End - chapter.Start; from != "" && length > 0 && length < MinLength {
			problems = append(problems, Report(TooShort, document.Source, chapter.Span,
				"this chapter lasts %.3g seconds; players and listeners cope badly with less than %d", length.Seconds(), MinLength/time.Second))
		}
	}
	return problems
}

// episodeEnd is the end of the episode as far as it is known, and the words that say from where.
func episodeEnd(document Document, facts Facts) (end time.Duration, from string) {
	if facts.Known {
		return facts.Duration, facts.lasts()
	}
	if field, ok := document.FrontMatter.Field(document.Fields.Duration); ok {
		if claim, ok := parseDuration(field.Value); ok {
			return claim + time.Second, document.Fields.Duration + " in the front matter ends before" // it was floored to the second
		}
	}
	return 0, ""
}
