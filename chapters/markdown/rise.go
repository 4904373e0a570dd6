package markdown

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// rises reports whether times rise, but for one in ten that somebody mistyped.
func rises(stamps []stamp) bool {
	starts := make([]time.Duration, len(stamps))
	for i, s := range stamps {
		starts[i] = s.start
	}
	return len(starts) > 1 && longestRise(starts) >= len(starts)-len(starts)/10
}

// longestRise is how many of some times can be left so that they never go back.
func longestRise(starts []time.Duration) int {
	var ends []time.Duration // the least end of a rise of each length
	for _, start := range starts {
		i, _ := slices.BinarySearchFunc(ends, start, func(end, start time.Duration) int {
			return cmp.Or(cmp.Compare(end, start), -1) // after those that are equal
		})
		if i == len(ends) {
			ends = append(ends, start)
		} else {
			ends[i] = start
		}
	}
	return len(ends)
}

// quotes reports whether an entry's words are somebody's, in quotation marks.
func (j *judge) quotes(e entry) bool {
	words := strings.TrimLeft(j.line(e.lines[0]), " \t*_")
	for _, mark := range []string{`"`, "“", "„", "«", "「", "‘"} {
		if strings.HasPrefix(words, mark) {
			return true
		}
	}
	return false
}

// cites reports whether a sentence ends before an entry's stamp: that tells where it was said.
func (j *judge) cites(e entry) bool {
	words := strings.TrimRight(e.stamp.withoutStamp(visible(j.line(e.lines[len(e.lines)-1]))), marksButStops)
	last, _ := utf8.DecodeLastRuneInString(words)
	n := utf8.RuneCountInString(words)
	return strings.ContainsRune(".。!！；;", last) && n > 40 || n > 100
}

const marksButStops = " \t[](){}*_`~（）【】"

// wordless reports whether what an entry says has no word of two letters: it is a number, perhaps with its unit.
func (j *judge) wordless(e entry) bool {
	text := ""
	for i, line := range e.lines {
		words := visible(j.line(line))
		if i == 0 {
			words = e.stamp.withoutStamp(words)
		}
		text += " " + words
	}
	letters, digits := 0, false
	for _, r := range text {
		digits = digits || unicode.IsDigit(r)
		switch {
		case unicode.IsLetter(r):
			if letters++; letters == 2 || r >= 0x2E80 { // a character of an ideographic script is a word
				return false
			}
		default:
			letters = 0
		}
	}
	return digits
}

// visible is a line without its tags, and without where its links lead.
func visible(line string) string {
	if strings.Contains(line, "<") { // the patterns take their time
		line = tag().ReplaceAllString(line, "")
	}
	return withoutTargets(line)
}

// withoutTargets is a line without where its links lead.
func withoutTargets(line string) string {
	if !strings.Contains(line, "](") {
		return line
	}
	var b strings.Builder
	for {
		words, target, found := strings.Cut(line, "](")
		b.WriteString(words)
		if !found {
			return b.String()
		}
		b.WriteByte(']')
		if end := strings.IndexAny(target, "()"); end >= 0 && target[end] == ')' {
			line = target[end+1:]
		} else {
			b.WriteByte('(')
			line = target
		}
	}
}

// marksAround is what a line holds beside words.
const marksAround = " \t\r\n[](){}*_`~·•|:：-–—.,"

// alone reports whether an entry has no words of its own.
func (o *outline) alone(e entry) bool {
	if len(e.lines) > 1 || e.stamp.placeholder {
		return false
	}
	if e.stamp.bare {
		return true
	}
	line := o.line(e.lines[0])
	if len(line) > aloneBytes {
		return false
	}
	line = visible(line)
	rest := e.stamp.withoutStamp(line)
	if rest == line && !e.stamp.marked {
		rest = o.line(e.lines[0])[e.stamp.title:]
	}
	rest = strings.ToLower(strings.Trim(rest, marksAround))
	return rest == "" || (e.stamp.strong || e.stamp.linked) && mediaWord().MatchString(rest)
}

// aloneBytes is more than a stamp takes that stands alone, with what it links to.
const aloneBytes = 1000

// mediaWord is a word that says of a link what it leads to, and nothing of what is told there.
var mediaWord = compiled(`^(?:video|audio|watch|listen|play|timestamp|link|clip|recording)$`)
