package audio

import (
	"errors"

	"github.com/chapmark/chapmark/audio/id3"
	"github.com/chapmark/chapmark/chapters"
)

// plainSizeLimit is the size from which the integers of ID3v2.3 and ID3v2.4 differ.
const plainSizeLimit = 128

// tagProblems finds what is wrong with a tag, or with the attempt to read it.
func tagProblems(source *chapters.Source, tag *id3.Tag, err error) []chapters.Diagnostic {
	var damaged *id3.DamagedError
	var unsupported *id3.UnsupportedError
	switch {
	case errors.As(err, &damaged):
		return []chapters.Diagnostic{chapters.Report(chapters.DamagedTag, source, chapters.Span{}, "%v", damaged).
			WithHint("the file is left alone; a tagger that rewrites the tag may mend it, at the price of what it cannot read")}
	case errors.As(err, &unsupported):
		return []chapters.Diagnostic{chapters.Report(chapters.UnsupportedTag, source, chapters.Span{}, "%v", unsupported).
			WithHint("the file is left alone, since its tag could not be kept whole; convert the tag to ID3v2.3 with a tagger first")}
	case tag != nil && tag.Version == 4:
		if largest := tag.LargestChapterFrame(); largest >= plainSizeLimit {
			return []chapters.Diagnostic{chapters.Report(chapters.AppleV24Sizes, source, chapters.Span{},
				"the tag is ID3v2.4, and its largest chapter frame has %d bytes; from %d bytes on, Apple's players, Pocket Casts and ffmpeg may show no chapters", largest, plainSizeLimit).
				WithHint("convert the tag to ID3v2.3 with a tagger, then run `chapmark write` again")}
		}
	}
	return nil
}

// AsDiagnostic turns the error of a file that is no MP3 into what a person should mend; false for other errors.
func AsDiagnostic(err error) (chapters.Diagnostic, bool) {
	var not *NotMP3Error
	if !errors.As(err, &not) {
		return chapters.Diagnostic{}, false
	}
	return chapters.Report(chapters.NotMP3, chapters.NewSource(not.Name, nil), chapters.Span{}, "this is no MP3: %s", not.Found).
		WithHint("export the episode as MP3 again, and name that file"), true
}
