package markdown

import (
	"bytes"
	"slices"
	"time"
)

// bookName is the name of a book that is cited by chapter and verse, without a full stop after it.
var bookName = compiled(`(?i)^(?:genesis|exodus|leviticus|numbers|deuteronomy|joshua|judges|ruth|samuel|kings|chronicles|ezra|nehemiah|esther|job|psalms?|proverbs|` +
	`ecclesiastes|isaiah|jeremiah|lamentations|ezekiel|daniel|hosea|joel|amos|obadiah|jonah|micah|nahum|habakkuk|zephaniah|haggai|zechariah|malachi|` +
	`matthew|matt|mark|luke|john|acts|romans|rom|corinthians|cor|galatians|gal|ephesians|eph|philippians|phil|colossians|col|thessalonians|timothy|titus|` +
	`philemon|hebrews|heb|james|peter|jude|revelation|rev|qur'?an|sura)$`)

// citations are the offsets of the numbers of verses after the name of a book: Acts 27:17.
func citations(text []byte) (found []int) {
	for at, c := range text {
		if c != ':' || at == 0 || at+1 == len(text) || !isDigit(text[at-1]) || !isDigit(text[at+1]) {
			continue
		}
		chapter := at
		for chapter > 0 && isDigit(text[chapter-1]) {
			chapter--
		}
		behind := bytes.TrimRight(text[:chapter], " \t([")
		words := bytes.TrimSuffix(behind, []byte("."))
		name := len(words)
		for name > 0 && len(words)-name < longestName && (words[name-1]|0x20 >= 'a' && words[name-1]|0x20 <= 'z' || words[name-1] == '\'') {
			name--
		}
		if len(behind) < chapter && name < len(words) && bookName().Match(words[name:]) {
			found = append(found, chapter)
		}
	}
	return found
}

const longestName = 16

var bookChapter = compiled(`(?i)\b(?:genesis|exodus|leviticus|deuteronomy|joshua|samuel|psalms?|proverbs|isaiah|jeremiah|ezekiel|daniel|hosea|matthew|mark|luke|john|acts|romans|` +
	`corinthians|galatians|ephesians|philippians|colossians|thessalonians|timothy|hebrews|james|peter|revelation|sura)[ \t]+\d{1,3}\b`)

// closeVerses is a distance in which no two topics begin.
const closeVerses = 4 * time.Second

// verses reports whether a group's stamps are chapters and verses: of one chapter, and so near to each other that
// nobody can have spoken of each, or with the name of a book in the lines of the group.
func (j *judge) verses(list []entry) bool {
	from, to := list[0].lines[0].Start, list[len(list)-1].lines[0].Stop
	if g := j.groups[list[0].group]; len(g.unstamped) > 0 {
		from, to = min(from, g.unstamped[0].Start), max(to, g.unstamped[len(g.unstamped)-1].End)
	}
	for _, at := range citations(j.source[from:min(to, from+verseWindow)]) {
		if !slices.ContainsFunc(list, func(e entry) bool { // a topic may be about a verse
			return !e.stamp.trailing && e.lines[0].Start <= from+at && from+at < e.lines[0].Stop
		}) {
			return true
		}
	}
	if s := j.sections[list[0].section]; bookChapter().Match(j.source[s.span.Start:s.span.End]) && list[0].stamp.start > nearStart {
		return true
	}
	if len(list) < 5 {
		return false
	}
	starts := make([]time.Duration, len(list))
	for i, e := range list {
		starts[i] = e.stamp.start
	}
	median := medianGap(starts)
	return median > 0 && median < closeVerses && list[0].stamp.start >= time.Minute && list[0].stamp.start/time.Minute == list[len(list)-1].stamp.start/time.Minute
}

// verseWindow is how much of a group is searched for names of books.
const verseWindow = 16 << 10
