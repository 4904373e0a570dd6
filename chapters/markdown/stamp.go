package markdown

import (
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/chapmark/chapmark/chapters"
)

var (
	numericWord = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\d[\d:：;.,_–—-]*`) })
	unitWord    = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(?:\d{1,2}h)?\d{1,3}m(?:\d{1,2}s)?`) })
	// separator is what may stand between a stamp and its title.
	separator = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^[ \t\x{A0}]*(?:-{2,3}|[–—:：|]|~[ \t]*:?|-(?:[ \t\x{A0}]|$))?[ \t\x{A0}]*`)
	})
	// opening is what may stand in front of a stamp that is marked as one: brackets, emphasis, HTML tags.
	opening = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^(?:[ \t\x{A0}\x{3000}*_~@\[(（［【〔「` + "`" + `]|<[a-zA-Z][^<>]{0,200}>)*`)
	})
	// closing is what may stand behind such a stamp: the same, and the destination of a link.
	closing = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^(?:[\])）］】〕」*_~` + "`" + `]|\([^()\s]*\)|</[a-zA-Z]+>)*`)
	})
	placeholder = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^(?:(?:HH?|hh?):)?(?:MM|mm):(?:SS|ss)\b|^(?:(?:XX|xx|\?\?):){1,2}(?:XX|xx|\?\?)(?:[ \t]|$)`)
	})
	// another is the second stamp of a range.
	another = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^[ \t\x{A0}]*(?:-{1,2}|[–—~〜]|to|bis)[ \t\x{A0}]*(\d{1,3}(?::\d\d){1,2}(?:\.\d{1,9})?)(?:[^\d:;]|:\D|$)`)
	})
	// last is a stamp at the end of a line, in brackets or emphasis, or behind a dash.
	last = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?:[\[(（［【*_` + "`" + `]@?|[-–—|][ \t\x{A0}]+@?)(\d{1,3}(?:[:：]\d\d){1,2}(?:\.\d{1,9})?)(?:[\])）］】*_` + "`" + `]|\([^()\s]*\))*[ \t.,;]*$`)
	})
	// clock and timeOfDay tell 10:30 AM from a title that begins with Am.
	clock     = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(?:[1-9]|1[0-2]):[0-5]\d$`) })
	timeOfDay = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[ \t]*(?:AM|PM|am|pm|[aApP]\.[mM]\.)(?:[ \t]|$)`) })
)

// stamp is a timestamp in an entry, or a word that was evidently meant as one.
type stamp struct {
	text     string
	at       int // offset in the line
	start    time.Duration
	end      time.Duration // of a range, else 0
	ok       bool          // text is a timestamp
	title    int           // where the title begins, for a plain stamp
	marked   bool          // it stands in brackets, a link or emphasis, or behind an @
	strong   bool          // it is marked so that it can hardly be anything but a timestamp
	trailing bool          // it ends the line

	placeholder bool // somebody meant to write a timestamp here
}

// readStamp looks for a stamp at the start of a line, else for one at its end.
func readStamp(line string) (stamp, bool) {
	prefix := opening().FindString(line)
	if s, ok := leadingStamp(line[len(prefix):], strings.TrimSpace(prefix) != ""); ok {
		s.at += len(prefix)
		s.title += len(prefix)
		if s.marked {
			behind := line[s.at+len(s.text):]
			closed := closing().FindString(behind)
			s.strong = strings.ContainsAny(prefix, "@[") || strings.ContainsAny(closed, "]") || strings.Contains(prefix, "<a ")
		}
		return s, true
	}
	match := last().FindStringSubmatchIndex(line)
	if match == nil {
		return stamp{}, false
	}
	s := stamp{text: line[match[2]:match[3]], at: match[2], marked: true, trailing: true}
	s.start, s.ok = parseStamp(s.text)
	return s, s.ok
}

// leadingStamp looks for a stamp that a line begins with, behind what marks it.
func leadingStamp(line string, marked bool) (stamp, bool) {
	if unit := unitWord().FindString(line); unit != "" && (len(unit) == len(line) || strings.ContainsRune(" \t\u00A0]):*_", []rune(line[len(unit):])[0])) {
		if start, err := time.ParseDuration(unit); err == nil && strings.ContainsAny(unit, "hs") {
			return stamp{text: unit, start: start, ok: true, marked: true}, true
		}
	}
	if text := placeholder().FindString(line); text != "" {
		text = strings.TrimRight(text, " \t")
		return stamp{text: text, marked: true, placeholder: true}, true
	}
	word := numericWord().FindString(line)
	if ranged, ok := rangeStamp(line, marked); ok {
		return ranged, true
	}
	text := strings.TrimRight(word, ":：;.,_–—-")
	if !chapters.LooksLikeTimestamp(strings.ReplaceAll(text, "：", ":")) {
		return stamp{}, false
	}
	rest := line[len(text):]
	trailing := word[len(text):]
	closed := ""
	if marked {
		closed = closing().FindString(rest)
	}
	if trailing == "" && rest != "" && closed == "" && !strings.ContainsRune(" \t\u00A0\u3000|~", []rune(rest)[0]) {
		return stamp{}, false // 12:30pm
	}
	if clock().MatchString(text) && timeOfDay().MatchString(rest[len(trailing):]) {
		return stamp{}, false // 10:30 AM
	}
	s := stamp{text: text, marked: marked}
	if joined := strings.Trim(trailing, ";.,_"); joined == "" && trailing != "" {
		s.title = len(trailing) // a full stop or comma right behind the stamp
		rest = rest[len(trailing):]
	}
	if trailing == "-" { // 1:32-Title
		s.title++
		rest = rest[1:]
	}
	s.title += len(text) + len(separator().FindString(rest))
	s.start, s.ok = parseStamp(text)
	return s, true
}

// rangeStamp looks for two stamps, of which the second one is the end.
func rangeStamp(line string, marked bool) (stamp, bool) {
	first := leadingTimestamp().FindString(line)
	start, ok := parseStamp(first)
	if !ok {
		return stamp{}, false
	}
	match := another().FindStringSubmatchIndex(line[len(first):])
	if match == nil {
		return stamp{}, false
	}
	end, ok := parseStamp(line[len(first)+match[2] : len(first)+match[3]])
	if !ok || end <= start {
		return stamp{}, false
	}
	behind := len(first) + match[3]
	return stamp{text: first, start: start, end: end, ok: true, marked: marked, title: behind + len(separator().FindString(line[behind:]))}, true
}

var leadingTimestamp = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^\d{1,3}(?:[:：]\d\d){1,2}(?:\.\d{1,9})?`)
})

// parseStamp reads a timestamp whose colons may be full-width.
func parseStamp(text string) (time.Duration, bool) {
	return chapters.ParseTimestamp(strings.ReplaceAll(text, "：", ":"))
}

// withoutStamp is an entry's visible text without its stamp and what marks it.
func (s stamp) withoutStamp(text string) string {
	quoted := regexp.QuoteMeta(s.text)
	const open, shut = `[\s\x{A0}\x{3000}*_~@\[({（［【〔「]*`, `[\s\x{A0}\x{3000}*_~\])}）］】〕」]*`
	if s.trailing {
		return regexp.MustCompile(`[\s\x{A0}]*[-–—|:]*`+open+quoted+shut+`[.,;]*$`).ReplaceAllString(strings.TrimSpace(text), "")
	}
	if s.end > 0 {
		quoted += shut + `(?:-{1,2}|[–—~〜]|to|bis)` + open + `\d{1,3}(?::\d\d){1,2}(?:\.\d+)?`
	}
	match := regexp.MustCompile(`^` + open + quoted + `[.,;]*` + shut).FindString(text)
	rest := text[len(match):]
	return rest[len(separator().FindString(rest)):]
}
