package markdown

import (
	"slices"
	"time"
)

// bookNames are those of books that are cited by chapter and verse.
var bookNames = compiled(`(?i)\b(?:genesis|exodus|leviticus|numbers|deuteronomy|joshua|judges|ruth|samuel|kings|chronicles|ezra|nehemiah|esther|job|psalms?|proverbs|` +
	`ecclesiastes|isaiah|jeremiah|lamentations|ezekiel|daniel|hosea|joel|amos|obadiah|jonah|micah|nahum|habakkuk|zephaniah|haggai|zechariah|malachi|` +
	`matthew|matt|mark|luke|john|acts|romans|rom|corinthians|cor|galatians|gal|ephesians|eph|philippians|phil|colossians|col|thessalonians|timothy|titus|` +
	`philemon|hebrews|heb|james|peter|jude|revelation|rev|qur'?an|sura)\.?[ \t]+(?:[1-9]\d{0,2}):\d`)

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
	for _, at := range bookNames().FindAllIndex(j.source[from:min(to, from+verseWindow)], -1) {
		if !slices.ContainsFunc(list, func(e entry) bool { // a topic may be about a verse
			return !e.stamp.trailing && e.lines[0].Start <= from+at[0] && from+at[0] < e.lines[0].Stop
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
	var gaps []time.Duration
	for i, e := range list[1:] {
		gaps = append(gaps, (e.stamp.start - list[i].stamp.start).Abs())
	}
	slices.Sort(gaps)
	median := gaps[len(gaps)/2]
	return median > 0 && median < closeVerses && list[0].stamp.start >= time.Minute && list[0].stamp.start/time.Minute == list[len(list)-1].stamp.start/time.Minute
}

// verseWindow is how much of a group is searched for names of books.
const verseWindow = 16 << 10
