package audio

import (
	"cmp"
	"errors"

	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/id3"
	"github.com/chapmark/chapmark/chapters"
)

// tagProblems finds what is wrong with the tag, or with the attempt to read it.
func (f *File) tagProblems() []chapters.Diagnostic {
	var damaged *id3.DamagedError
	var unsupported *id3.UnsupportedError
	switch {
	case f.Wrapped:
		return []chapters.Diagnostic{chapters.Report(chapters.WrappedAudio, f.Source, chapters.Span{},
			"the MP3 is wrapped in a RIFF (WAV) file; many players refuse it, and none finds its chapters").
			WithHint("unwrap it losslessly: ffmpeg -i WRAPPED.mp3 -c copy UNWRAPPED.mp3")}
	case errors.As(f.TagError, &damaged):
		return []chapters.Diagnostic{chapters.Report(chapters.DamagedTag, f.Source, chapters.Span{}, "%v", damaged).
			WithHint("chapmark does not change the file; a tagger that rewrites the tag may fix it, but may lose data")}
	case errors.As(f.TagError, &unsupported):
		hint := "chapmark cannot keep this tag whole; convert it to ID3v2.3 with a tagger first"
		return []chapters.Diagnostic{chapters.Report(chapters.UnsupportedTag, f.Source, chapters.Span{}, "%v", unsupported).
			WithHint("%s", cmp.Or(unsupported.Hint, hint))}
	}
	return doctor{f.Source, f.Tag, f.inFile}.examine()
}

// unfinished finds the journal of a change that was cut short.
func (f *File) unfinished() []chapters.Diagnostic {
	report := func(format string, args ...any) []chapters.Diagnostic {
		return []chapters.Diagnostic{chapters.Report(chapters.UnfinishedWrite, f.Source, chapters.Span{}, format, args...).
			WithHint("`chapmark recover` cleans it up, and so does the next `chapmark write`")}
	}
	switch f.Journal {
	case disk.Untouched, disk.Finished:
		return report("a write was cut short; the file is whole, but the journal of the write is still beside it")
	case disk.Torn:
		return report("a write was cut short and left the tag half written; chapmark reads the old tag")
	case disk.Foreign:
		list := report("the journal beside this file belongs to another state of it")
		list[0].Hint = "if the file is right, delete the journal, whose name ends in .chapmark-journal"
		return list
	}
	return nil
}

// AsDiagnostic turns the error of a file that is not an MP3 into what a person should fix; false for other errors.
func AsDiagnostic(err error) (chapters.Diagnostic, bool) {
	var not *NotMP3Error
	if !errors.As(err, &not) {
		return chapters.Diagnostic{}, false
	}
	return chapters.Report(chapters.NotMP3, chapters.NewSource(not.Name, nil), chapters.Span{}, "this is not an MP3: %s", not.Found).
		WithHint("export the episode as MP3 again, and name that file"), true
}
