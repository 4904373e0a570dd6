package chapters

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Fields are the front matter fields that state facts of the audio.
type Fields struct {
	Bytes    string // the size of the file
	Duration string // of the audio
}

// fieldNames are the pairs in use that mean nothing else: chapmark's own first, then those of Hugo's podcast themes.
var fieldNames = []Fields{{"mp3_bytes", "mp3_duration"}, {"podcast_bytes", "podcast_duration"}}

// otherNames are names that may mean other things, too: they count where a size of a megabyte or more, or a clock, stands there.
var (
	otherBytes     = []string{"length", "enclosure.length", "audio.length", "audio.bytes", "audio.size", "podcast.bytes", "podcast.length", "file_size", "filesize"}
	otherDurations = []string{"duration", "itunes_duration", "itunes.duration", "audio_duration", "audio.duration", "podcast.duration", "enclosure.duration"}
)

// minSize is less than any other name than those of fieldNames is taken for a size.
const minSize = 100_000

// Known fills in the names that are not given: those of the first known pair of which the front matter has a field, else other
// names that state a size or a duration, else chapmark's own.
func (f Fields) Known(front FrontMatter) Fields {
	found := fieldNames[0]
	hasBytes, hasDuration := false, false
	for i := len(fieldNames) - 1; i >= 0; i-- {
		_, bytes := front.Field(fieldNames[i].Bytes)
		_, duration := front.Field(fieldNames[i].Duration)
		if bytes || duration {
			found, hasBytes, hasDuration = fieldNames[i], bytes, duration
		}
	}
	clock, _ := front.Field("duration")
	if !hasBytes {
		found.Bytes = front.stating(found.Bytes, otherBytes, func(name, value string) bool {
			n, ok := parseBytes(value)
			return ok && n >= minSize && (name != "length" || isClock(clock.Value))
		})
	}
	if !hasDuration {
		found.Duration = front.stating(found.Duration, otherDurations, func(_, value string) bool { return isClock(value) })
	}
	return Fields{cmp.Or(f.Bytes, found.Bytes), cmp.Or(f.Duration, found.Duration)}
}

func isClock(value string) bool {
	_, ok := ParseTimestamp(strings.TrimSpace(value))
	return ok
}

// stating is the first of some names whose value states a fact, or else the given one.
func (f FrontMatter) stating(given string, names []string, states func(name, value string) bool) string {
	for _, name := range names {
		if field, ok := f.Field(name); ok && states(name, field.Value) {
			return name
		}
	}
	return given
}

// MinTolerance is how far the claimed duration may at least be from the real one: it is a whole number of seconds, floored
// by some tools and rounded by others.
const MinTolerance = time.Second

// CheckClaims compares what the front matter says of the audio with the facts. A field that is missing or empty
// claims nothing.
func CheckClaims(document Document, facts Facts, options Options) []Diagnostic {
	if !facts.Known {
		return nil
	}
	const fix = "`chapmark stamp` writes it"
	fields := document.Fields
	bytes, hasBytes := claim(document, fields.Bytes)
	duration, hasDuration := claim(document, fields.Duration)
	if hasBytes && hasDuration && swapped(bytes.Value, duration.Value) {
		d := Report(SwappedFields, document.Source, bytes.Span, "%s contains a duration, and %s a size", fields.Bytes, fields.Duration)
		d.Related = []Related{{duration.Span, "the other one"}}
		return []Diagnostic{d.WithHint("`chapmark stamp` fixes both")}
	}
	var problems []Diagnostic
	if hasBytes {
		if n, ok := parseBytes(bytes.Value); !ok || n != facts.Bytes {
			problems = append(problems, Report(BytesMismatch, document.Source, bytes.Span, "%s says %s, but the file has %d bytes",
				fields.Bytes, Quoted(bytes.Value), facts.Bytes).WithHint(fix))
		}
	}
	if hasDuration {
		if t, ok := parseDuration(duration.Value); !ok || (t-facts.Duration).Abs() > max(options.Tolerance, MinTolerance) && !fields.inMinutes(duration.Value, facts.Duration) {
			problems = append(problems, Report(DurationMismatch, document.Source, duration.Span, "%s says %s, but %s %s",
				fields.Duration, Quoted(duration.Value), facts.lasts(), FormatTimestamp(facts.Duration)).WithHint(fix))
		}
	}
	return problems
}

// lasts says how the duration is known.
func (f Facts) lasts() string {
	if f.Claimed {
		return "the audio, by its header, lasts"
	}
	return "the audio lasts"
}

// DurationHolds reports whether a value is the audio's duration, however it was rounded to the second, so that there is nothing
// to stamp.
func (f Fields) DurationHolds(value string, duration time.Duration) bool {
	claimed, ok := parseDuration(value)
	return ok && (claimed-duration).Abs() < time.Second || f.inMinutes(value, duration)
}

// inMinutes reports whether a value of two numbers is a duration in hours and minutes: people write 1:05 for an hour and five
// minutes where a field of theirs says it.
func (f Fields) inMinutes(value string, duration time.Duration) bool {
	value = strings.TrimSpace(value)
	meant, ok := ParseTimestamp(value + ":00")
	return ok && strings.Count(value, ":") == 1 && slices.Contains(otherDurations, f.Duration) && meant >= time.Hour && (meant-duration).Abs() < time.Minute
}

// ClaimedDuration is what the front matter says how long the audio is, if it does.
func ClaimedDuration(document Document) (time.Duration, bool) {
	field, ok := document.FrontMatter.Field(document.Fields.Duration)
	if !ok {
		return 0, false
	}
	claimed, ok := parseDuration(field.Value)
	if n := len(document.Topics); ok && n > 0 && document.Topics[n-1].Start > claimed && strings.Count(field.Value, ":") == 1 && slices.Contains(otherDurations, document.Fields.Duration) {
		return 0, false // it is in hours and minutes, or so it seems
	}
	return claimed, ok
}

func claim(document Document, key string) (Field, bool) {
	field, ok := document.FrontMatter.Field(key)
	return field, ok && !field.Null && strings.TrimSpace(field.Value) != ""
}

// swapped reports whether the value for bytes is a duration and the other way round.
func swapped(bytes, duration string) bool {
	_, clock := ParseTimestamp(bytes)
	n, whole := parseBytes(duration)
	return clock && whole && n > maxSeconds
}

// maxSeconds is the largest number that is read as a duration in seconds (a day); a larger one is a size.
const maxSeconds = 86_400

// parseBytes reads a number of bytes; 67_026_944 and 67,026,944 count as 67026944.
func parseBytes(value string) (int64, bool) {
	value = strings.NewReplacer("_", "", ",", "").Replace(strings.TrimSpace(value))
	n, err := strconv.ParseInt(value, 10, 64)
	return n, err == nil && n >= 0
}

// parseDuration reads a timestamp or a number of seconds.
func parseDuration(value string) (time.Duration, bool) {
	value = strings.TrimSpace(value)
	if t, ok := ParseTimestamp(value); ok {
		return t, true
	}
	seconds, err := strconv.ParseFloat(value, 64)
	if err != nil || !(seconds >= 0 && seconds <= maxSeconds) {
		return 0, false
	}
	return time.Duration(seconds * float64(time.Second)), true
}

// DropFixesPastEnd takes back the fixes of timestamps that would lie after the end of the audio.
func DropFixesPastEnd(problems []Diagnostic, document Document, facts Facts) {
	end, known := episodeEnd(document, facts)
	for i, d := range problems {
		if d.Rule != BadTimestamp && d.Rule != HourDropped || len(d.Fix) == 0 || known == "" {
			continue
		}
		if start, ok := ParseTimestamp(d.Fix[0].Text); ok && start >= end {
			problems[i].Fix, problems[i].Hint = nil, d.Fix[0].Text+" would be past the end; write M:SS or H:MM:SS"
		}
	}
}

// Quoted quotes a value for a message, cut where it is long.
func Quoted(value string) string {
	if runes := []rune(value); len(runes) > 60 {
		value = string(runes[:60]) + "…"
	}
	return strconv.Quote(value)
}
