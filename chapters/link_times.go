package chapters

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// timeInLink is a time in a link: #t=92, ?t=92s, ?t=1m32s.
var timeInLink = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`[#?&](?:t|start|time)=((?:\d+h)?(?:\d+m)?(?:\d+s)|\d+)\b`)
})

// LinkEdits change the links of a topic that lead to its start, so that they lead to another time, each in its own shape;
// written is that time as the timestamp has it.
func LinkEdits(source *Source, topic Topic, to time.Duration, written string) (edits []Edit) {
	if !topic.Linked {
		return nil
	}
	entry := string(source.Text[topic.Span.Start:topic.Span.End])
	stamp := string(source.Text[topic.Stamp.Start:topic.Stamp.End])
	replace := func(at, end int, with string) {
		if entry[at:end] != with {
			edits = append(edits, Edit{Span: Span{Start: topic.Span.Start + at, End: topic.Span.Start + end}, Text: with})
		}
	}
	digit := func(i int) bool { return i < len(entry) && (entry[i] >= '0' && entry[i] <= '9' || entry[i] == ':') }
	for at := 0; stamp != ""; { // #t=1:32
		i := strings.Index(entry[at:], "="+stamp)
		if i < 0 {
			break
		}
		from := at + i + 1
		if at = from + len(stamp); !digit(at) {
			replace(from, at, written)
		}
	}
	for _, at := range timeInLink().FindAllStringSubmatchIndex(entry, -1) {
		old := entry[at[2]:at[3]]
		seconds := strings.Trim(old, "0123456789") == ""
		t, err := time.ParseDuration(old)
		if seconds {
			t, err = time.ParseDuration(old + "s")
		}
		if err != nil || t != topic.Start.Truncate(time.Second) || strings.HasPrefix(entry[at[3]:], ":") {
			continue
		}
		with := strconv.Itoa(int(to / time.Second))
		switch {
		case seconds:
		case strings.Trim(old, "0123456789") == "s":
			with += "s"
		default:
			with = to.Truncate(time.Second).String() // 1h1m32s
		}
		replace(at[2], at[3], with)
	}
	return edits
}
