package chapters

import (
	"regexp"
	"slices"
	"sync"
	"time"
)

// plausibleGap is how much later than the topic above it a topic may begin for a missing hour to be the explanation.
const plausibleGap = 30 * time.Minute

// checkTimes finds topics that do not come after those above them. Hidden ones may stand anywhere.
func checkTimes(document Document) []Diagnostic {
	source, topics := document.Source, visible(document.Topics)
	var problems []Diagnostic
	if n := placeholders(topics); n > 2 {
		d := Report(PlaceholderStamps, source, topics[1].Stamp, "the first %d topics all start at 0:00; their times seem to be missing", n)
		d.Related = []Related{{topics[0].Stamp, "the first of them"}}
		problems = append(problems, d.WithHint("write the time when each topic starts"))
		topics = topics[n-1:]
	}
	var before time.Duration // when the topic above begins, as far as that is clear
	meant := make([]time.Duration, len(topics))
	for i, topic := range topics {
		meant[i] = topic.Start
		if i == 0 {
			before = topic.Start
			continue
		}
		above := []Related{{topics[i-1].Stamp, "the topic above it"}}
		report := func(rule Rule, format string, args ...any) Diagnostic {
			d := Report(rule, source, topic.Stamp, format, args...)
			d.Related = above
			return d
		}
		switch whole, dropped := lackingHours(source, topics, meant, i, before); {
		case topic.Start > before:
			before = topic.Start
		case topic.Start == before && topics[i-1].Heading && !topic.Heading:
			problems = append(problems, report(SharedStart, "this topic and the heading above it both start at %s", FormatTimestamp(topic.Start)).
				WithHint("players show only one of the two, or a chapter without length"))
		case topic.Start == before:
			problems = append(problems, report(DuplicateStart, "this topic and the one above it both start at %s", FormatTimestamp(topic.Start)))
		case dropped:
			d := report(HourDropped, "%s comes after %s; the hour is missing", source.Text[topic.Stamp.Start:topic.Stamp.End], FormatTimestamp(before))
			d.Fix = append([]Edit{{Span: topic.Stamp, Text: FormatTimestamp(whole)}}, LinkEdits(source, topic, whole, FormatTimestamp(whole))...)
			problems = append(problems, d.WithHint("did you mean %s? `chapmark check --fix` corrects it", FormatTimestamp(whole)))
			before, meant[i] = whole, whole
		default:
			culprit := culprit(topics, i, before)
			if culprit < i {
				d := Report(OutOfOrder, source, topics[culprit].Stamp, "%s is later than the topics below it", FormatTimestamp(topics[culprit].Start))
				d.Related = []Related{{topic.Stamp, "the topic below it"}}
				problems = append(problems, d.WithHint("correct this timestamp, or sort the topics by time"))
				before = topic.Start
				continue
			}
			d := report(OutOfOrder, "%s comes after %s, but starts earlier", FormatTimestamp(topic.Start), FormatTimestamp(topics[i-1].Start)).
				WithHint("sort the topics by time, or correct the timestamp")
			if asHours, fits := hoursAndMinutes(topic.Start, before); fits && before > 50*time.Minute && minutesAndSeconds().Match(source.Text[topic.Stamp.Start:topic.Stamp.End]) {
				d = d.WithHint("if these are hours and minutes, write %s", FormatTimestamp(asHours))
			}
			problems = append(problems, d)
			if i+1 < len(topics) && topics[i+1].Start < before {
				before = topic.Start // the rest goes on from here
			}
		}
	}
	return onPurpose(withoutGuesses(problems), topics)
}

// onPurpose says how to tell that topics are out of order on purpose, where their times fall as often as they rise.
func onPurpose(problems []Diagnostic, topics []Topic) []Diagnostic {
	falls := 0
	for i := range topics[min(1, len(topics)):] {
		if topics[i+1].Start < topics[i].Start {
			falls++
		}
	}
	if 2*falls < len(topics)-1 || falls < 2 {
		return problems
	}
	for i, d := range problems {
		if d.Rule == OutOfOrder {
			problems[i].Hint = "if this order is intended, add <!-- chapmark: any-order --> to the text"
		}
	}
	return problems
}

func visible(topics []Topic) []Topic {
	if !slices.ContainsFunc(topics, func(t Topic) bool { return t.Hidden }) {
		return topics
	}
	return slices.DeleteFunc(slices.Clone(topics), func(t Topic) bool { return t.Hidden })
}

// withoutGuesses takes back the fixes of missing hours where the order of the topics is wrong in other places, too: then
// they explain only a part of it.
func withoutGuesses(problems []Diagnostic) []Diagnostic {
	if !slices.ContainsFunc(problems, func(d Diagnostic) bool { return d.Rule == OutOfOrder }) {
		return problems
	}
	for i, d := range problems {
		if d.Rule == HourDropped {
			problems[i].Fix, problems[i].Hint = nil, "did you mean "+d.Fix[0].Text+"?"
		}
	}
	return problems
}

// placeholders counts the topics at the start of a list that all begin at 0:00.
func placeholders(topics []Topic) int {
	n := 0
	for n < len(topics) && topics[n].Start == 0 {
		n++
	}
	return n
}

// lackingHours is the time that a stamp of minutes and seconds was meant to be, if the topic above begins shortly before
// the full hour, this one soon after it, and the one below agrees. It is not where anything speaks against it: a link
// that leads to the time as it stands, the end of a range, a fraction.
func lackingHours(source *Source, topics []Topic, starts []time.Duration, i int, before time.Duration) (time.Duration, bool) {
	topic := topics[i]
	text := string(source.Text[topic.Stamp.Start:topic.Stamp.End])
	if !minutesAndSeconds().MatchString(text) || topic.Linked && !allLinked(topics) || topic.End > 0 {
		return 0, false
	}
	hours := (before - topic.Start + time.Hour - 1) / time.Hour * time.Hour
	meant := topic.Start + hours
	if topic.Start == 0 || topic.Start >= time.Hour || hours <= 0 || meant-before >= plausibleGap {
		return 0, false
	}
	if i > 1 && topic.Start >= starts[i-2] {
		return 0, false // as well, the one above may be wrong
	}
	if _, fits := hoursAndMinutes(topic.Start, before); fits {
		return 0, false
	}
	if i+1 < len(topics) {
		below := topics[i+1].Start
		// It has its hours, or lacks them, too.
		return meant, below >= meant || below >= topic.Start && below < before
	}
	return meant, true
}

// hoursAndMinutes is what 1:02 stands for if it was meant as 1:02:00, and whether that fits after the topic above.
func hoursAndMinutes(start, before time.Duration) (asHours time.Duration, fits bool) {
	asHours = start * 60
	return asHours, asHours >= before && asHours-before < 2*time.Hour
}

// allLinked reports whether each stamp links to its own time: then links are made of labels, and prove nothing.
func allLinked(topics []Topic) bool {
	return !slices.ContainsFunc(topics, func(t Topic) bool { return !t.Linked })
}

var minutesAndSeconds = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\d{1,2}[:：]\d\d$`) })

// culprit says which of two topics is the one in the wrong place: the earlier one, if without it the order is right on
// both sides of it.
func culprit(topics []Topic, i int, before time.Duration) int {
	if i+1 < len(topics) && topics[i+1].Start >= before {
		return i
	}
	if i >= 2 && topics[i].Start >= topics[i-2].Start && i+1 < len(topics) && topics[i+1].Start >= topics[i].Start {
		return i - 1
	}
	return i
}
