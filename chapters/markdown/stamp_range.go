package markdown

import (
	"strings"
	"time"
)

// unitStamp reads a time in units: 1h02m03s, 3分20秒.
func unitStamp(line string) (stamp, bool) {
	if rest := strings.TrimLeft(line, "0123456789"); len(rest) == len(line) || rest == "" || rest[0] < 0x80 && !strings.ContainsRune("hHmM", rune(rest[0])) {
		return stamp{}, false
	}
	unit := unitWord().FindString(line)
	text := strings.ToLower(unit)
	if text != "" && text[len(text)-1] >= '0' && text[len(text)-1] <= '9' {
		text += "m" // 1h05
	}
	if match := cjkWord().FindStringSubmatch(line); match != nil {
		unit, text = strings.TrimRight(match[0], " "), ""
		for i, suffix := range []string{"h", "m", "s"} {
			if match[i+1] != "" {
				text += match[i+1] + suffix
			}
		}
	}
	if cjkMinutes(unit) && strings.Trim(line[len(unit):], blanks) == "" {
		return stamp{}, false // a duration
	}
	if unit == "" || len(unit) < len(line) && !begins(line[len(unit):], "]):：）】」*_-–—|") {
		return stamp{}, false
	}
	start, err := time.ParseDuration(text)
	return stamp{text: unit, start: start, ok: true, marked: true, weak: strings.HasSuffix(unit, "分") || strings.HasSuffix(unit, "분")}, err == nil
}

const blanks = " \t\u00A0\u3000"

// cjkMinutes reports whether a time has minutes alone: 30分.
func cjkMinutes(unit string) bool {
	return strings.TrimLeft(unit, "0123456789") == "分" || strings.TrimLeft(unit, "0123456789") == "분"
}

// rangeStamp looks for two stamps, of which the second one is the end; after is where it ends.
func rangeStamp(line string, marked bool) (s stamp, behind int, ok bool) {
	first := line[:clockBytes(line)]
	if !strings.Contains(line[len(first):], ":") {
		return stamp{}, 0, false
	}
	start, ok := parseStamp(first)
	if !ok {
		return stamp{}, 0, false
	}
	if next := strings.TrimLeftFunc(line[len(first):], joinsRange); next == "" || !isDigit(next[0]) {
		return stamp{}, 0, false // before the pattern, which takes its time
	}
	match := another().FindStringSubmatchIndex(line[len(first):])
	if match == nil {
		return stamp{}, 0, false
	}
	end, ok := parseStamp(line[len(first)+match[2] : len(first)+match[3]])
	if !ok || end <= start {
		return stamp{}, 0, false
	}
	behind = len(first) + match[3]
	return stamp{text: first, start: start, end: end, ok: true, marked: marked, title: behind + separatorBytes(line[behind:])}, behind, true
}

// joinsRange reports the characters that may stand between the two stamps of a range.
func joinsRange(r rune) bool {
	return isBlank(r) || strings.ContainsRune("->–—~〜→⟶➔➜tobis至到", r)
}
