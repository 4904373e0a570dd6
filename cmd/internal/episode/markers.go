package episode

import (
	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/format"
)

// markersOf reads the markers of OverDrive in a tag, which audiobooks have in place of chapters. Their places in the frame are no
// places in the file.
func markersOf(file *audio.File) (document chapters.Document, problems []chapters.Diagnostic) {
	document.Source = file.Source
	if file.Tag == nil {
		return document, nil
	}
	text, ok := file.Tag.UserText(format.MediaMarkers)
	if !ok {
		return document, nil
	}
	f, _ := format.ByName("overdrive")
	read, problems := f.Decode(chapters.NewSource(file.Name, []byte(text)))
	for i := range problems {
		problems[i].Source, problems[i].Span = file.Source, chapters.Span{}
	}
	for _, t := range read.Topics {
		t.Span, t.Stamp = chapters.Span{}, chapters.Span{}
		document.Topics = append(document.Topics, t)
	}
	return document, problems
}
