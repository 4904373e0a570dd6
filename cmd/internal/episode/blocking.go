package episode

import (
	"slices"

	"github.com/chapmark/chapmark/chapters"
)

// Blocking are the problems that stop a write, whatever severity they have: the rules that say so, and an episode without
// topics or audio.
func (e Episode) Blocking() []chapters.Diagnostic {
	return e.only(func(d chapters.Diagnostic) bool {
		return d.Rule.Blocks() || d.Rule == chapters.NoTopics || d.Rule == chapters.AudioMissing
	})
}

// BlockingStrip are those that stop a change of the tag alone.
func (e Episode) BlockingStrip() []chapters.Diagnostic {
	tag := []chapters.Rule{chapters.NotMP3, chapters.WrappedAudio, chapters.DamagedTag, chapters.UnsupportedTag}
	return e.only(func(d chapters.Diagnostic) bool { return slices.Contains(tag, d.Rule) })
}

// BlockingExport are those that stop an export: nothing that concerns the tag, and it needs no audio.
func (e Episode) BlockingExport() []chapters.Diagnostic {
	no := []chapters.Rule{chapters.AudioMissing, chapters.DamagedTag, chapters.UnsupportedTag, chapters.WrappedAudio, chapters.BadImage}
	blocking := slices.DeleteFunc(e.Blocking(), func(d chapters.Diagnostic) bool {
		return slices.Contains(no, d.Rule) || e.TextPath == "" && d.Rule != chapters.NotMP3
	})
	if e.TextPath == "" && e.Audio != nil {
		_, problems := markersOf(e.Audio)
		blocking = append(blocking, slices.DeleteFunc(problems, func(d chapters.Diagnostic) bool { return !d.Rule.Blocks() })...)
	}
	return blocking
}

// BlockingStamp are those that stop a stamp: a text or an audio file that cannot be read.
func (e Episode) BlockingStamp() []chapters.Diagnostic {
	rules := []chapters.Rule{chapters.AudioMissing, chapters.NotMarkdown, chapters.BadFrontMatter, chapters.NotMP3, chapters.NoAudioName, chapters.SharedAudio}
	return e.only(func(d chapters.Diagnostic) bool {
		return slices.Contains(rules, d.Rule) || d.Rule == chapters.DamagedTag && e.Audio.Stream.Frames == 0
	})
}

// BlockingText are those that stop a change of the text's timestamps.
func (e Episode) BlockingText() []chapters.Diagnostic {
	return e.only(func(d chapters.Diagnostic) bool { return d.Rule.Blocks() && d.Source == e.Document.Source })
}

func (e Episode) only(is func(chapters.Diagnostic) bool) (found []chapters.Diagnostic) {
	for _, d := range e.all {
		if d.Rule == chapters.AudioMissing {
			d.Severity = chapters.Error // here it is one
		}
		if is(d) {
			found = append(found, d)
		}
	}
	return found
}
