package markdown

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

var (
	timeParameter = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?i)[#?&;](?:t|start|time)=([^&#;\s)"\]]{1,32})`) })
	jump          = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`(?i)\b(?:jump|seek|play)\w*\(\s*["']?(\d{1,6}(?:\.\d{1,9})?)["']?\s*\)`)
	})
)

// linkTime is the time that a link leads to: ?t=92, #t=1:32, &t=1m32s, or jumpPlayer(92.0) in a tag.
func linkTime(link string) (time.Duration, bool) {
	text := ""
	if match := submatch(timeParameter, link, strings.Contains(link, "=")); match != nil {
		text = match[1]
	} else if match := submatch(jump, link, calls(link)); match != nil {
		text = match[1]
	}
	if text == "" {
		return 0, false
	}
	if t, ok := parseStamp(text); ok {
		return t, true
	}
	if seconds, err := strconv.ParseFloat(strings.TrimSuffix(text, "s"), 64); err == nil && seconds >= 0 && seconds < 1e6 {
		return time.Duration(math.Round(seconds*1000)) * time.Millisecond, true
	}
	if unit := unitWord().FindString(text); unit != "" && unit == text {
		if t, err := time.ParseDuration(unit); err == nil {
			return t, true
		}
	}
	return 0, false
}

// submatch looks for a pattern where it may be: most links lead to no time, and patterns take theirs.
func submatch(pattern func() *regexp.Regexp, link string, may bool) []string {
	if !may {
		return nil
	}
	return pattern().FindStringSubmatch(link)
}

// calls reports whether a bracket opens right after a word, as that of a script's function does.
func calls(link string) bool {
	for i := 1; i < len(link); i++ {
		if before := link[i-1]; link[i] == '(' && (before == '_' || before >= '0' && before <= '9' || before|0x20 >= 'a' && before|0x20 <= 'z') {
			return true
		}
	}
	return false
}

// anchored notes where the link of an entry's stamp leads, and reports whether it is one. Such a link leads into the
// episode itself, and is not the chapter's.
func (f *flattener) anchored(text, link string) bool {
	if end, ok := parseStamp(strings.Trim(text, " \t@[](){}*_`:.,")); ok && f.end > 0 && end == f.end {
		return true // the end of a range
	}
	if f.stamp == "" || !strings.Contains(text, f.stamp) {
		return false
	}
	t, ok := linkTime(link)
	if ok && !f.hasAnchor {
		f.anchor, f.hasAnchor = t, true
	}
	return ok || strings.Trim(strings.Replace(text, f.stamp, "", 1), " \t@[](){}*_`:.,") == ""
}

// linksThere reports whether a link in an entry's first line leads to the entry's time, give or take two seconds.
func (o *outline) linksThere(e entry) bool {
	if !e.stamp.ok {
		return false
	}
	t, ok := linkTime(o.line(e.lines[0]))
	return ok && (t-e.stamp.start).Abs() <= 2*time.Second
}
