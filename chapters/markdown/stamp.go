package markdown

import (
	"regexp"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/chapmark/chapmark/chapters"
)

// What may stand around a stamp: white space of any width, and marks that open or close it.
const (
	blank  = `\s\x{A0}\x{2000}-\x{200F}\x{202F}\x{2060}\x{3000}\x{FEFF}`
	opener = blank + `*_~@\\\[({（［【〔「` + "`" + `\p{So}\p{Sk}\x{FE0F}\x{200D}•‣⁃·・«●○◦►▶▸`
	// until stands between the two stamps of a range.
	until   = `(?:->|-{1,2}|[–—~〜→⟶➔➜]|to|bis|至|到)`
	orUntil = `(?:[` + blank + `]*` + until + `[` + blank + `]*(\d{1,3}(?:[:：]\d\d){1,2}(?:\.\d{1,9})?))?`
	closer  = blank + `*_~\\\])}）］】〕」` + "`"
)

// compiled compiles a pattern when it is first needed.
func compiled(text string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })
}

var (
	unitWord = compiled(`(?i)^(?:\d{1,2}h\d{1,2}m?(?:\d{1,2}s)?|\d{1,3}m\d{1,2}s)`)
	// cjkWord is a time in Chinese, Japanese or Korean: 1時間2分3秒.
	cjkWord = compiled(`^(?:(\d{1,2})(?:時間|小时|小時|시간) ?)?(\d{1,3})(?:分|분)(?:钟|鐘)? ?(?:(\d{1,2})(?:秒|초))?`)
	// closing is what may stand after such a stamp: the same, and the destination of a link.
	closing     = compiled(`^(?:[\\\])}）］】〕」>*_~` + "`" + `]|\([^()\s]*\)|</[a-zA-Z]+>)*`)
	placeholder = compiled(`^(?:(?:HH?|hh?):)?(?:MM|mm):(?:SS|ss)\b|^(?:(?:XX|xx|\?\?|--|__):){1,2}(?:XX|xx|\?\?|--|__)(?:[` + closer + `]|$)`)
	// another is the second stamp of a range.
	another = compiled(`^[` + blank + `]*` + until + `[` + blank + `]*(\d{1,3}(?::\d\d){1,2}(?:\.\d{1,9})?)(?:[^\d:;]|:\D|$)`)
	// linkedEnd is the second stamp of a range of links.
	linkedEnd = compiled(`^[` + blank + `]*` + until + `[` + blank + `*_\\[(@]*(\d{1,3}(?::\d\d){1,2}(?:\.\d{1,9})?)(?:[\\\])*_]|\([^()\s]*\))*`)
	// last is a stamp at the end of a line, or a range, in brackets or emphasis, or after a dash or a row of dots.
	last = compiled(`(?:[\[(（［【*_` + "`" + `]@?|<[a-zA-Z][^<>]{0,200}>[ \t(]*|[-–—|…][ \t\x{A0}]+@?|\.{2,}[ \t\x{A0}]*)(\d{1,3}(?:[:：]\d\d){1,2}(?:\.\d{1,9})?)` + orUntil + `[~〜～]?(?:[\])）］】*_` + "`" + `]|\([^()\s]*\)|</[a-zA-Z]+>)*[ \t.,;]*$`)
	// unmarked is a stamp or a range at the end of a line that nothing marks.
	unmarked = compiled(`[\s:：，,](\d{1,3}(?::\d\d){1,2}(?:\.\d{1,9})?)` + orUntil + `[ \t]*$`)
	// inside is a stamp or a range in brackets that words stand on both sides of.
	inside = compiled(`[(\[（［【](\d{1,3}(?::\d\d){1,2}(?:\.\d{1,9})?)` + orUntil + `[)\]）］】](?:\([^()\s]*\))?`)
	// attributes are those of a heading, in the manner of Pandoc and kramdown.
	attributes = compiled(`[ \t]*\{:?[ \t]*[#.][^{}]*\}[ \t]*$`)
	// wikiTarget is where a link of a note program leads, before its label.
	wikiTarget = compiled(`^\[\[[^\[\]|]{0,300}\|`)
	// component is a tag with a time of its own.
	component = compiled(`^<[A-Za-z][\w.-]*\s(?:[^<>]{0,200}\s)?(?:time|start|at|t|from|timestamp|seconds|value)\s*=\s*["'{]+(\d{1,3}(?::\d\d){1,2}(?:\.\d{1,9})?)["'}]+[^<>]{0,200}>[ \t]*`)
	// openEnd is in place of the second stamp of a range.
	openEnd = compiled(`(?i)^-(?:end|ende|fin)\b`)
	// numbered is what some write before a timestamp: 01, #2, 3)
	numbered = compiled(`(?i)^(?:(?:chapter|ch\.?|part|pt\.?|section|topic|kapitel|kap\.?|teil|chapitre|partie|capítulo|capitolo|parte|глава)[ \t]+)?#?\d{1,3}(?:[.):]|[ \t]*[-–—])?[ \t]+`)
	// clock and timeOfDay tell 10:30 AM from a title that begins with Am.
	clock     = compiled(`^(?:[1-9]|1[0-2]):[0-5]\d$`)
	timeOfDay = compiled(`^[ \t]*(?:(?:AM|PM|am|pm)(?:[ \t:,.)]|$)|[aApP]\.[mM]\.)`)
	// zone is what makes a time of 24 hours one of day.
	zone = compiled(`^[ \t]*(?:UTC|GMT|CET|CEST|BST|EST|EDT|CST|CDT|MST|MDT|PST|PDT|JST|IST|AEST|MSK|Uhr|o'clock)\b`)
)

// stamp is a timestamp in an entry, or a word that was evidently meant as one.
type stamp struct {
	text     string
	at       int // offset in the line
	start    time.Duration
	end      time.Duration // of a range, else 0
	ok       bool          // text is a timestamp
	title    int           // where the title begins, for a plain stamp
	marked   bool          // it stands in brackets, a link or emphasis, or after an @
	strong   bool          // it is marked so that it can hardly be anything but a timestamp
	trailing bool          // it ends the line
	weak     bool          // it ends the line, and nothing marks it
	linked   bool          // it ends the line, and is a link
	inside   bool          // words stand on both sides of it
	bare     bool          // the line says nothing of its own
	day      bool          // it is said to be a time of a day: AM, UTC

	placeholder bool // somebody meant to write a timestamp here
}

// readStamp looks for a stamp at the start of a line, else for one at its end. Digits may be of any script.
func readStamp(line string) (stamp, bool) {
	plain, offsets := plainDigits(line)
	s, ok := readPlainStamp(plain)
	if ok && offsets != nil {
		from, to := offsets[s.at], offsets[s.at+len(s.text)]
		s.at, s.text, s.title = from, line[from:to], offsets[min(s.title, len(plain))]
	}
	return s, ok
}

func readPlainStamp(line string) (stamp, bool) {
	if !mayHaveStamp(line) {
		return stamp{}, false // before the patterns, which take their time
	}
	prefix := ""
	if !isDigit(line[0]) {
		if line[0] == '<' && hasClock(line) {
			if match := component().FindStringSubmatchIndex(line); match != nil {
				s := stamp{text: line[match[2]:match[3]], at: match[2], strong: true, title: match[1]}
				s.start, s.ok = parseStamp(s.text)
				return s, s.ok
			}
		}
		if strings.HasPrefix(line, "[[") {
			prefix = wikiTarget().FindString(line)
		}
		if prefix == "" {
			prefix = line[:openingBytes(line)]
		}
	}
	if s, ok := leadingStamp(line[len(prefix):], strings.TrimSpace(prefix) != ""); ok {
		s.at += len(prefix)
		s.title += len(prefix)
		if s.marked {
			behind := line[s.at+len(s.text):]
			closed := closing().FindString(behind)
			s.strong = strings.ContainsAny(prefix, "@[") || strings.ContainsAny(closed, "]") || strings.Contains(prefix, "<a ")
			if match := linkedEnd().FindStringSubmatch(behind[len(closed):]); match != nil && closed != "" {
				if end, ok := parseStamp(match[1]); ok && end > s.start {
					s.end = end
				}
			}
		}
		return s, true
	}
	if first := line[0]; first != '#' && !isDigit(first) && strings.IndexByte("cpsktCPSKT\xD0", first) < 0 { // D0 begins the letters of Глава
		return trailingStamp(line)
	}
	if before := numberBefore(line); before != "" {
		if s, ok := leadingStamp(line[len(before):], false); ok && s.ok {
			s.at += len(before)
			s.title += len(before)
			return s, true
		}
	}
	return trailingStamp(line)
}

// mayHaveStamp reports whether something stands in a line without which there is no stamp: a colon, or digits with a unit.
func mayHaveStamp(line string) bool {
	if strings.IndexByte(line, ':') >= 0 || strings.IndexByte(line, ';') >= 0 {
		return true
	}
	for i := 1; i < len(line); i++ {
		if c := line[i] | 0x20; (c == 'h' || c == 'm') && isDigit(line[i-1]) {
			return true
		}
	}
	return strings.Contains(line, "：") || strings.Contains(line, "分") || strings.Contains(line, "분")
}

// numberBefore is the number that some write before a timestamp, or "".
func numberBefore(line string) string {
	if words := strings.TrimLeftFunc(line, unicode.IsLetter); len(words) < len(line) {
		words = strings.TrimPrefix(words, ".")
		if rest := strings.TrimLeft(words, " \t"); len(rest) == len(words) || rest == "" || rest[0] != '#' && !isDigit(rest[0]) {
			return "" // before the pattern, which takes its time
		}
	}
	return numbered().FindString(line)
}

// hasClock reports whether a colon stands between two digits somewhere, or one as wide as a letter of Chinese.
func hasClock(line string) bool {
	for i := 1; i+1 < len(line); i++ {
		n := strings.IndexByte(line[i:len(line)-1], ':')
		if n < 0 {
			break
		}
		if i += n; isDigit(line[i-1]) && isDigit(line[i+1]) {
			return true
		}
	}
	return strings.Contains(line, "：")
}

// trailingStamp looks for a stamp, or a range, that a line ends with.
func trailingStamp(line string) (stamp, bool) {
	if end := strings.TrimRight(line, " \t"); strings.HasSuffix(end, "}") {
		line = line[:len(line)-len(attributes().FindString(line))]
	}
	if !hasClock(line) {
		return stamp{}, false // before the patterns, which take their time
	}
	var match []int
	weak, digit := false, false
	if end := strings.TrimRight(line, " \t.,;"); end != "" {
		c := end[len(end)-1]
		digit = isDigit(c)
		if digit || c >= utf8.RuneSelf || strings.IndexByte(")]*_`~>", c) >= 0 { // a stamp ends there, or what closes it
			match = last().FindStringSubmatchIndex(line)
		}
	}
	if digit && (match == nil || match[4] < 0) {
		if found := unmarked().FindStringSubmatchIndex(line); found != nil && (match == nil || found[4] >= 0) {
			match, weak = found, true
		}
	}
	within := match == nil
	if within && strings.ContainsAny(line, "([（［【") {
		if found := inside().FindAllStringSubmatchIndex(line, 2); len(found) == 1 {
			match, weak = found[0], true
		}
	}
	if match == nil {
		return stamp{}, false
	}
	s := stamp{inside: within, text: line[match[2]:match[3]], at: match[2], marked: true, trailing: true, weak: weak, linked: strings.Contains(line[match[3]:], "](")}
	if s.start, s.ok = parseStamp(s.text); match[4] >= 0 {
		if end, ok := parseStamp(line[match[4]:match[5]]); ok && end > s.start {
			s.end = end
		}
	}
	return s, s.ok
}

// leadingStamp looks for a stamp that a line begins with, after what marks it.
func leadingStamp(line string, marked bool) (stamp, bool) {
	first, _ := utf8.DecodeRuneInString(line)
	if !isDigit(byte(min(first, 0x7F))) && (first < '０' || first > '９') && !strings.ContainsRune("HhMmXx?-_", first) {
		return stamp{}, false // before the patterns, which take their time
	}
	if s, ok := unitStamp(line); ok {
		return s, true
	}
	if !isDigit(line[0]) {
		if text := placeholder().FindString(line); text != "" {
			return stamp{text: strings.TrimRight(text, " \t)]"), marked: true, placeholder: true}, true
		}
	}
	if ranged, behind, ok := rangeStamp(line, marked); ok {
		ranged.day = ofDayWords(ranged.text, line[behind:])
		return ranged, true
	}
	const joins = ":：;.,_–—-"
	word := line[:len(line)-len(strings.TrimLeft(line, "0123456789０１２３４５６７８９"+joins))]
	text := strings.TrimRight(word, joins)
	if !chapters.LooksLikeTimestamp(ascii(text)) {
		return stamp{}, false
	}
	rest := line[len(text):]
	trailing := word[len(text):]
	closed := ""
	if marked && !plainFirst(rest, closers+"(<>") {
		closed = closing().FindString(rest)
	}
	if trailing == "" && rest != "" && closed == "" && !begins(rest, `|~〜～`) && !ideographs(rest) {
		return stamp{}, false // 12:30pm
	}
	behind := rest[len(trailing):]
	if strings.HasPrefix(strings.TrimLeft(rest, " "), "-->") {
		return stamp{}, false // 00:01.000 --> 00:04.000
	}
	s := stamp{text: text, marked: marked, day: ofDayWords(text, behind)} // 10:30 AM, 20:00 CET
	if joined := strings.Trim(trailing, ";.,_"); joined == "" && trailing != "" {
		s.title = len(trailing) // a full stop or comma right after the stamp
		rest = rest[len(trailing):]
	}
	if trailing == "-" { // 1:32-Title, 1:32-end Title
		n := max(len(openEnd().FindString(rest)), 1)
		s.title += n
		rest = rest[n:]
	}
	s.title += len(text) + separatorBytes(rest)
	s.start, s.ok = parseStamp(text)
	return s, true
}

// ideographs reports whether a text begins with a script that leaves no blanks between words.
func ideographs(text string) bool {
	first, _ := utf8.DecodeRuneInString(text)
	return unicode.In(first, unicode.Han, unicode.Hiragana, unicode.Katakana)
}

// ofDayWords reports whether what stands after a stamp says that it is a time of a day: AM, UTC.
func ofDayWords(stamp, behind string) bool {
	next := strings.TrimLeft(behind, " \t")
	return next != "" && unicode.IsLetter(rune(next[0])) && (timeOfDay().MatchString(behind) && clock().MatchString(stamp) || zone().MatchString(behind))
}

// begins reports whether a text begins with white space, or with one of these characters.
func begins(text, others string) bool {
	first, _ := utf8.DecodeRuneInString(text)
	return unicode.IsSpace(first) || strings.ContainsRune("\u200B\u200E\u200F\u2060\uFEFF"+others, first)
}
