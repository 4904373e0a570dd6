package audio

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/chapmark/chapmark/audio/id3"
	"github.com/chapmark/chapmark/chapters"
)

// doctor finds why players do not show a tag's chapters as they should. Each finding names the players that it
// concerns: docs/checks.md says how that is known.
type doctor struct {
	source *chapters.Source
	tag    *id3.Tag
	inFile []id3.Chapter // of the tag, in the order of the file
}

const (
	plainSizeLimit  = 128       // from here on, the sizes of ID3v2.3 and ID3v2.4 differ
	manyImageBytes  = 500 << 10 // of all chapters together
	rewriteChapters = "`chapmark write` fixes it"
)

// TagRules are the rules about a tag, all of which a Plan answers anew for the tag that it makes.
func TagRules() []chapters.Rule {
	return []chapters.Rule{chapters.AppleV24Sizes, chapters.TOCMissing, chapters.TOCBroken, chapters.UnlistedChapters, chapters.ChapterOrder,
		chapters.DuplicateID, chapters.BrokenSizes, chapters.HiddenByEncoding, chapters.OversizedImage, chapters.SecondTag, chapters.SecondTagChapters,
		chapters.WrongEncoding, chapters.ByteOffsets, chapters.NestedChapters, chapters.BrokenChapter, chapters.UnfinishedWrite}
}

func (d doctor) examine() []chapters.Diagnostic {
	if d.tag == nil {
		return nil
	}
	var found []chapters.Diagnostic
	if d.tag.MixedSizes {
		found = append(found, d.report(chapters.BrokenSizes,
			"frame sizes are in the format of another ID3 version; most players lose frames, or the whole tag").WithHint(rewriteChapters))
	}
	embedded := id3.InTimeOrder(d.inFile)
	if unread := d.undecoded(len(embedded)); unread > 0 {
		found = append(found, d.report(chapters.TOCBroken, "chapter frames that cannot be decoded: %d; they are damaged, compressed or encrypted, and players drop them", unread).
			WithHint(rewriteChapters))
	}
	if len(embedded) == 0 {
		if len(d.tag.Contents()) > 0 && len(found) == 0 {
			found = append(found, d.report(chapters.TOCBroken, "there is a table of contents, but no chapters").WithHint(rewriteChapters))
		}
		return found
	}
	if hidden := d.tag.Hidden; len(hidden) > 0 {
		found = append(found, d.report(chapters.HiddenByEncoding, "the tag has %s; ffmpeg, AntennaPod and TagLib 1 may find no chapters in it",
			strings.Join(hidden, " and ")).WithHint(rewriteChapters))
	}
	found = append(found, d.titles(embedded)...)
	found = append(found, d.damage(embedded)...)
	found = append(found, d.contents(embedded)...)
	found = append(found, d.order()...)
	if largest := d.tag.LargestChapterFrame(); d.tag.Version == 4 && largest >= plainSizeLimit {
		found = append(found, d.report(chapters.AppleV24Sizes,
			"the largest ID3v2.4 chapter frame has %d bytes; from %d on, Apple's players may show no chapters", largest, plainSizeLimit).
			WithHint("`chapmark write --id3 2.3` makes it ID3v2.3, which all of them read"))
	}
	images := 0
	for _, c := range embedded {
		if c.Image != nil {
			images += len(c.Image.Bytes)
		}
	}
	if images > manyImageBytes {
		found = append(found, d.report(chapters.OversizedImage,
			"the chapters' pictures take %d KB; players must load them before they start to play", images>>10).
			WithHint("make the pictures smaller: 600 pixels and 50 KB are enough on a phone"))
	}
	return found
}

// damage finds chapters of which a part cannot be read, and tables inside tables.
func (d doctor) damage(embedded []id3.Chapter) (found []chapters.Diagnostic) {
	for i, c := range embedded {
		if c.Rest > 0 {
			found = append(found, d.report(chapters.BrokenChapter, "chapter %d, %s: %d bytes after its last sub-frame cannot be read; players drop the chapter or its title",
				i+1, chapters.FormatTimestamp(c.Start), c.Rest).WithHint(rewriteChapters))
		}
	}
	tables := map[string]bool{}
	for _, t := range d.tag.Contents() {
		tables[t.ElementID] = true
	}
	for _, t := range d.tag.Contents() {
		if i := slices.IndexFunc(t.Children, func(child string) bool { return tables[child] && child != t.ElementID }); i >= 0 {
			return append(found, d.report(chapters.NestedChapters, "the table of contents %s lists another table, %s; some players show no chapters, others a flat list",
				chapters.Quoted(t.ElementID), chapters.Quoted(t.Children[i])).WithHint(rewriteChapters))
		}
	}
	return found
}

// titles finds titles that players show as garbage.
func (d doctor) titles(embedded []id3.Chapter) []chapters.Diagnostic {
	var first *id3.Chapter
	count := 0
	for i, c := range embedded {
		if c.Mistaken == nil {
			continue
		}
		if count++; first == nil {
			first = &embedded[i]
		}
	}
	if first == nil {
		return nil
	}
	more := ""
	if count > 1 {
		more = fmt.Sprintf("; %d more are like it", count-1)
	}
	return []chapters.Diagnostic{d.report(chapters.WrongEncoding, "the title at %s claims to be %s, but its bytes are %s: players show %s for %s%s",
		chapters.FormatTimestamp(first.Start), first.Mistaken.States, first.Mistaken.Is, chapters.Quoted(first.Title), chapters.Quoted(first.Mistaken.Text), more).
		WithHint("`chapmark write --fix-titles FILE.mp3 FILE.mp3` corrects them")}
}

// undecoded counts the frames of chapters that gave none, and no table either.
func (d doctor) undecoded(embedded int) int {
	return len(chapterFrames(d.tag)) - embedded - len(d.tag.Contents())
}

func (d doctor) report(rule chapters.Rule, format string, args ...any) chapters.Diagnostic {
	return chapters.Report(rule, d.source, chapters.Span{}, format, args...)
}

// contents finds what is wrong with the tables of contents.
func (d doctor) contents(embedded []id3.Chapter) []chapters.Diagnostic {
	tables := d.tag.Contents()
	if len(tables) == 0 {
		return []chapters.Diagnostic{d.report(chapters.TOCMissing,
			"there is no table of contents (CTOC); Apple's players and Overcast show no chapters").WithHint(rewriteChapters)}
	}
	var broken []string
	known, ids := map[string]bool{}, map[string]int{}
	for _, c := range embedded {
		known[c.ElementID] = true
		ids[c.ElementID]++
	}
	for _, t := range tables {
		known[t.ElementID] = true
		ids[t.ElementID]++
	}
	var twice []string
	for _, c := range embedded {
		if ids[c.ElementID] > 1 {
			twice = append(twice, c.ElementID)
			ids[c.ElementID] = 0
		}
	}
	var found []chapters.Diagnostic
	if len(twice) > 0 {
		found = append(found, d.report(chapters.DuplicateID, "the element ID %s is used more than once; players show one of the chapters twice, or drop one",
			chapters.Quoted(twice[0])).WithHint(rewriteChapters))
	}
	starts := map[string]time.Duration{}
	for _, c := range embedded {
		starts[c.ElementID] = c.Start
	}
	topLevel := 0
	for _, t := range tables {
		broken = append(broken, entries(t, starts)...)
		if t.TopLevel {
			topLevel++
		}
		if !t.Complete {
			broken = append(broken, "a table ends before its count says")
		}
		for _, child := range t.Children {
			if !known[child] {
				broken = append(broken, fmt.Sprintf("it lists %s, which is not there", chapters.Quoted(child)))
				break
			}
		}
	}
	if topLevel != 1 {
		broken = append(broken, fmt.Sprintf("%d tables are marked as the top one, not 1", topLevel))
	}
	hidden := 0
	for _, c := range embedded {
		if c.Hidden && !liesOver(c, embedded) {
			hidden++
		}
	}
	if hidden > 0 {
		found = append(found, d.report(chapters.UnlistedChapters, "%d of %d chapters are missing from the table of contents; Apple's players and others skip them",
			hidden, len(embedded)).WithHint("to show them, run `chapmark write`"))
	}
	if len(broken) > 0 {
		found = append(found, d.report(chapters.TOCBroken, "the table of contents is wrong: %s; many players show only what it lists",
			strings.Join(broken, ", ")).WithHint(rewriteChapters))
	}
	return found
}

// liesOver reports whether a chapter that is in no table lies inside one that is: then it is meant to be silent, and only
// changes a picture or a link for a while.
func liesOver(silent id3.Chapter, all []id3.Chapter) bool {
	return slices.ContainsFunc(all, func(c id3.Chapter) bool {
		return !c.Hidden && c.Start <= silent.Start && silent.End <= c.End && (c.Start < silent.Start || silent.End < c.End)
	})
}

// entries finds what is wrong with the order of a table, and what it lists twice or in a circle.
func entries(t id3.Contents, starts map[string]time.Duration) []string {
	seen, last := map[string]bool{t.ElementID: true}, time.Duration(0)
	for _, child := range t.Children {
		if seen[child] {
			return []string{fmt.Sprintf("%s lists %s twice, or itself", chapters.Quoted(t.ElementID), chapters.Quoted(child))}
		}
		seen[child] = true
		start, isChapter := starts[child]
		if isChapter && t.Ordered && start < last {
			return []string{fmt.Sprintf("%s is not in the order of time", chapters.Quoted(t.ElementID))}
		}
		if isChapter {
			last = start
		}
	}
	return nil
}

// order finds chapters that do not stand in the order of their times, or end before they start.
func (d doctor) order() []chapters.Diagnostic {
	inFile := d.inFile
	for i, c := range inFile {
		switch {
		case i > 0 && c.Start < inFile[i-1].Start:
			return []chapters.Diagnostic{d.report(chapters.ChapterOrder,
				"the chapter at %s comes after the one at %s; players show them in this order, AntennaPod may show none",
				chapters.FormatTimestamp(c.Start), chapters.FormatTimestamp(inFile[i-1].Start)).WithHint(rewriteChapters)}
		case c.End < c.Start:
			return []chapters.Diagnostic{d.report(chapters.ChapterOrder, "the chapter at %s ends before it starts; ffmpeg drops it",
				chapters.FormatTimestamp(c.Start)).WithHint(rewriteChapters)}
		}
	}
	return nil
}
