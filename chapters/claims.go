package chapters

import (
	"strconv"
	"strings"
	"time"
)

// The front matter fields that state facts of the audio.
const (
	BytesField    = "mp3_bytes"
	DurationField = "mp3_duration"
)

// Tolerance is how far the claimed duration may be from the real one: it is a whole number of seconds, floored by
// some tools and rounded by others.
const Tolerance = time.Second

// CheckClaims compares what the front matter says of the audio with the facts. A field that is missing or empty
// claims nothing.
func CheckClaims(document Document, facts Facts) []Diagnostic {
	if !facts.Known {
		return nil
	}
	const mend = "`chapmark stamp` writes it"
	bytes, hasBytes := claim(document, BytesField)
	duration, hasDuration := claim(document, DurationField)
	if hasBytes && hasDuration && swapped(bytes.Value, duration.Value) {
		d := Report(SwappedFields, document.Source, bytes.Span, "%s holds a duration, and %s a size", BytesField, DurationField)
		d.Related = []Related{{duration.Span, "the other one"}}
		return []Diagnostic{d.WithHint("`chapmark stamp` puts both right")}
	}
	var problems []Diagnostic
	if hasBytes {
		if n, ok := parseBytes(bytes.Value); !ok || n != facts.Bytes {
			problems = append(problems, Report(BytesMismatch, document.Source, bytes.Span, "%s says %s, but the file has %d bytes",
				BytesField, Quoted(bytes.Value), facts.Bytes).WithHint(mend))
		}
	}
	if hasDuration {
		if t, ok := parseDuration(duration.Value); !ok || (t-facts.Duration).Abs() > Tolerance {
			problems = append(problems, Report(DurationMismatch, document.Source, duration.Span, "%s says %s, but the audio lasts %s",
				DurationField, Quoted(duration.Value), FormatTimestamp(facts.Duration)).WithHint(mend))
		}
	}
	return problems
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

// DropFixesPastEnd takes back the mends of timestamps that would lie behind the end of the audio.
func DropFixesPastEnd(problems []Diagnostic, document Document, facts Facts) {
	end, known := episodeEnd(document, facts)
	for i, d := range problems {
		if d.Rule != BadTimestamp && d.Rule != HourDropped || len(d.Fix) != 1 || known == "" {
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
