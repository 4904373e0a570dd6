package episode

import (
	"cmp"
	"slices"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/format"
)

// markersOf reads the markers of OverDrive in a tag, which audiobooks have in place of chapters, in the order of their times. Their
// places in the frame are no places in the file.
func markersOf(file *audio.File) (document chapters.Document, problems []chapters.Diagnostic) {
	document.Source = file.Source
	if file.Tag == nil || len(file.Chapters()) > 0 {
		return document, nil
	}
	text, ok := file.Tag.UserText(format.MediaMarkers)
	if !ok {
		return document, nil
	}
	f, _ := format.ByName("overdrive")
	read, problems := f.Decode(chapters.NewSource(file.Name, []byte(text)))
	for i, d := range problems {
		problems[i].Source, problems[i].Span, problems[i].Hint = file.Source, chapters.Span{}, ""
		problems[i].Message = "in the frame " + format.MediaMarkers + ": " + d.Message
	}
	for _, t := range read.Topics {
		t.Span, t.Stamp = chapters.Span{}, chapters.Span{}
		document.Topics = append(document.Topics, t)
	}
	slices.SortStableFunc(document.Topics, func(a, b chapters.Topic) int { return cmp.Compare(a.Start, b.Start) })
	return document, problems
}

// chaptersOf are the chapters in a file's tag, or those that its markers make.
func chaptersOf(file *audio.File) ([]chapters.Chapter, []chapters.Diagnostic) {
	if list := file.Chapters(); len(list) > 0 {
		return list, nil
	}
	markers, problems := markersOf(file)
	list, _ := chapters.Build(markers, file.Facts(), chapters.Options{})
	return list, problems
}
