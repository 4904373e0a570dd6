package episode

import (
	"cmp"
	"slices"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/format"
)

// markersOf reads the markers of OverDrive in a tag, which audiobooks have in place of chapters, in the order of their times. Their
// places in the frame are not places in the file.
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

// chaptersOf are the chapters in a file's tag, or those that its markers make, and what of them does not come along.
func chaptersOf(file *audio.File) ([]chapters.Chapter, []chapters.Diagnostic) {
	if list := file.Chapters(); len(list) > 0 {
		return list, furtherPictures(file)
	}
	markers, problems := markersOf(file)
	list, _ := chapters.Build(markers, file.Facts(), chapters.Options{})
	return list, problems
}

// furtherPictures reports pictures of chapters beside their first ones, which are left behind.
func furtherPictures(file *audio.File) []chapters.Diagnostic {
	n := file.FurtherPictures()
	if n == 0 {
		return nil
	}
	return []chapters.Diagnostic{chapters.Report(chapters.LeftOut, file.Source, chapters.Span{}, "chapters with more than one picture: chapmark skips %d pictures after the first", n)}
}

// held is a picture whose bytes stay when the memory of its tag goes to the next one.
func held(image *chapters.Image) *chapters.Image {
	if image == nil {
		return nil
	}
	copied := *image
	copied.Bytes = slices.Clone(image.Bytes)
	return &copied
}
