package format

import (
	"regexp"
	"strings"
	"sync"
	"unicode"

	"github.com/chapmark/chapmark/chapters"
)

// word is a run of letters and digits, or another character, of a title.
type word struct {
	text   string
	spaced bool          // there is a space before it
	at     chapters.Span // in the entry
}

// wordsOf parts a title.
func wordsOf(title string) (list []word) {
	spaced, running := false, false
	for _, r := range title {
		letter := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
		switch {
		case unicode.IsSpace(r):
			spaced, running = true, false
			continue
		case letter && running:
			list[len(list)-1].text += string(r)
			continue
		}
		list = append(list, word{text: string(r), spaced: spaced})
		spaced, running = false, letter
	}
	return list
}

// joined is a title, or a part of one, of its words.
func joined(list []word) string {
	var b strings.Builder
	for i, w := range list {
		if w.spaced && i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(w.text)
	}
	return b.String()
}

// unread is what a title's reader does not see: targets of links, comments, tags, expressions.
var unread = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?s)!\[[^\]]*\]\([^)]*\)|\]\([^)]*\)|\]\[[^\]]*\]|<!--.*?-->|<[^>]*>|\{\{.*?\}\}|\{%.*?%\}`)
})

// shell is markup around nothing.
var shell = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile("\\[\\][(\\[]|<(\\w+)[^>]*></|\\*\\*\\*\\*|(?:^|[^`])``(?:[^`]|$)|~~~~|%}{%")
})

// sharedEnds is how many elements two lists have in common at their beginnings, and how many of the others at their ends.
func sharedEnds[T any](a, b []T, same func(a, b T) bool) (before, behind int) {
	for before < min(len(a), len(b)) && same(a[before], b[before]) {
		before++
	}
	for behind < min(len(a), len(b))-before && same(a[len(a)-1-behind], b[len(b)-1-behind]) {
		behind++
	}
	return before, behind
}

// withMarks goes back over the marks that stand right before a place.
func withMarks(entry string, at int, marks string) int {
	return len(strings.TrimRight(entry[:at], marks))
}

// places finds the words of a title in its entry, one after the other; false where one is not there.
func places(entry string, from int, list []word) bool {
	if from < 0 || from > len(entry) {
		return false
	}
	seen := unread().ReplaceAllStringFunc(entry, func(hidden string) string { return strings.Repeat("\x00", len(hidden)) })
	for i, w := range list {
		at := strings.Index(seen[from:], w.text)
		if at < 0 {
			return false
		}
		list[i].at = chapters.Span{Start: from + at, End: from + at + len(w.text)}
		from = list[i].at.End
	}
	return len(list) > 0
}

// wordEdits change a title word by word in its entry, whatever stands between the words; or else all of what is after its stamp. Each
// way comes plain first, and then with escapes.
func wordEdits(entry string, topic chapters.Topic, title string) (edits []chapters.Edit) {
	for _, escape := range []func(string) string{plainText, backslashed} {
		if edit, ok := byWords(entry, topic, title, escape); ok {
			edits = append(edits, edit)
		}
	}
	for _, escape := range []func(string) string{plainText, backslashed, cautious} {
		if edit, ok := behindStamp(entry, topic, title, escape); ok {
			edits = append(edits, edit)
		}
	}
	return edits
}

func byWords(entry string, topic chapters.Topic, title string, escape func(string) string) (edit chapters.Edit, ok bool) {
	old, now := wordsOf(topic.Title), wordsOf(title)
	if len(now) == 0 || !places(entry, topic.Stamp.End-topic.Span.Start, old) {
		return edit, false
	}
	before, behind := sharedEnds(old, now, func(a, b word) bool { return a.text == b.text && a.spaced == b.spaced })
	gone, come := old[before:len(old)-behind], now[before:len(now)-behind]
	var changes []chapters.Edit
	switch {
	case len(gone) == 0:
		text, at := joined(come), 0
		if before > 0 {
			at = old[before-1].at.End
			if come[0].spaced {
				text = " " + text
			}
		} else {
			at = old[0].at.Start
			if old[0].spaced || now[len(come)].spaced {
				text += " "
			}
		}
		changes = []chapters.Edit{{Span: chapters.Span{Start: at, End: at}, Text: escape(text)}}
	default:
		for i, w := range gone {
			e := chapters.Edit{Span: w.at}
			switch {
			case i >= len(come) && w.spaced && w.at.Start > 0 && entry[w.at.Start-1] == ' ':
				e.Span.Start--
			case i >= len(come):
			case i == len(gone)-1: // what is left over stands in the last one
				e.Text = escape(joined(come[i:]))
			default:
				e.Text = escape(come[i].text)
			}
			changes = append(changes, e)
		}
	}
	changed, err := chapters.ApplyEdits([]byte(entry), changes)
	hollow := func(text string) int { return len(shell().FindAllString(text, -1)) }
	return chapters.Edit{Span: topic.Span, Text: string(changed)}, err == nil && hollow(string(changed)) <= hollow(entry)
}

// behindStamp writes another title where the old one begins. The stamp, an end and what parts them from the title stay, and so does a
// comment after it.
func behindStamp(entry string, topic chapters.Topic, title string, escape func(string) string) (edit chapters.Edit, ok bool) {
	old := wordsOf(topic.Title)
	if !places(entry, topic.Stamp.End-topic.Span.Start, old) {
		return edit, false
	}
	start := withMarks(entry, old[0].at.Start, "*_`[<~")
	text := escape(title)
	if topic.URL != "" {
		text = "[" + text + "](" + linkTarget(topic.URL) + ")"
	}
	if at := strings.LastIndex(entry, "<!--"); at > old[len(old)-1].at.Start {
		text += " " + entry[at:]
	}
	return chapters.Edit{Span: topic.Span, Text: entry[:start] + text}, true
}
