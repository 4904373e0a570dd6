// Package audio is one MP3 file as a value: where its tags and its audio are, how long it lasts, which chapters it
// holds. In goes a file; out comes a File, which plans an edit of its chapters as a pure value (Plan), and applies it.
// Plan.Apply is the one place that writes audio files, and it never changes a byte of the audio.
package audio

import (
	"fmt"
	"io"
	"time"

	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/id3"
	"github.com/chapmark/chapmark/audio/loudness"
	"github.com/chapmark/chapmark/audio/mpeg"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/limits"
)

// File is an MP3 file as it was when it was read.
type File struct {
	Name     string // as it was asked for
	Size     int64
	TagBytes int64    // length of the ID3v2 tag at the front, padding included; 0 where there is none
	Tag      *id3.Tag // nil where there is none, or where it cannot be held
	TagError error    // why it cannot be held: *id3.DamagedError or *id3.UnsupportedError
	Stream   mpeg.Stream
	Tails    []Tail     // tags after the audio
	Names    int        // how many names (hard links) the file has; 0 where that is not known
	Journal  disk.State // how far a change has come that was cut short; a file in between is read as it was before
	Wrapped  bool       // the audio is a chunk of a RIFF file
	Source   *chapters.Source

	// Elsewhere is set where the file lies on no disk of this machine.
	Elsewhere *Elsewhere

	// Claimed says that Stream was not counted, but is what its first frames claim.
	Claimed bool

	// Remembered says that Stream is known from an earlier run, without its Marks.
	Remembered bool

	heard loudness.Envelope // where the Reader listened

	rawTag   []byte
	head     []byte        // rawTag, and the tags directly after it
	others   []otherTag    // that hold chapters
	inFile   []id3.Chapter // of Tag, in the order of the file
	embedded []id3.Chapter // the same in time order
	modified time.Time
}

// Open reads a file, all of it.
func Open(path string) (*File, error) { return new(Reader).Open(path) }

// readTag reads the tag at the front. TagError says what is wrong with it.
func (f *File) readTag(r io.ReaderAt, head []byte, room func(int64) []byte) error {
	length, ok := id3.Length(head)
	switch {
	case !ok && len(head) >= id3.HeaderBytes && string(head[:3]) == "ID3":
		f.TagError = &id3.DamagedError{Offset: 3, Reason: "the tag's header is not one of ID3v2"}
		return nil
	case !ok:
		return nil
	case length > f.Size:
		f.TagError = &id3.DamagedError{Offset: 6, Reason: fmt.Sprintf("the tag claims %d bytes, but the file has only %d", length, f.Size)}
		return nil
	case length > limits.TagBytes:
		f.TagBytes = length
		f.TagError = &id3.UnsupportedError{Offset: 6, Reason: fmt.Sprintf("the tag has %d bytes; chapmark reads at most %d MiB", length, limits.TagBytes>>20),
			Hint: "make the tag smaller with a tagger first: pictures usually take most of it"}
		return nil
	}
	f.TagBytes = length
	f.rawTag = room(length)
	if _, err := r.ReadAt(f.rawTag, 0); err != nil {
		return err
	}
	if f.Tag, f.TagError = id3.Parse(f.rawTag); f.Tag != nil {
		f.inFile = f.Tag.ChaptersInFile()
		f.embedded = id3.InTimeOrder(f.inFile)
	}
	return nil
}

// Duration is what a decoder plays.
func (f *File) Duration() time.Duration { return f.Stream.Duration() }

// Chapters are the chapters in the tag, in time order.
func (f *File) Chapters() []chapters.Chapter {
	if f.Tag == nil {
		return nil
	}
	return plain(f.embedded)
}

// ChaptersAsMeant are the same, with titles that are not in the encoding that they state as they evidently are.
func (f *File) ChaptersAsMeant() []chapters.Chapter {
	list := f.Chapters()
	for i := range list {
		if mistaken := f.embedded[i].Mistaken; mistaken != nil {
			list[i].Title = mistaken.Text
		}
	}
	return list
}

// FurtherPictures is how many pictures chapters have beside their first ones, which are those that Chapters tells of.
func (f *File) FurtherPictures() (n int) {
	for _, c := range f.embedded {
		pictures := 0
		for _, sub := range c.Subs {
			if sub.ID == "APIC" {
				pictures++
			}
		}
		n += max(pictures-1, 0)
	}
	return n
}

// chaptersOf are the chapters of a tag in time order: those that were decoded when the file was read, if it is that tag.
func (f *File) chaptersOf(tag *id3.Tag) []id3.Chapter {
	if tag == f.Tag {
		return f.embedded
	}
	return tag.Chapters()
}

func plain(embedded []id3.Chapter) []chapters.Chapter {
	list := make([]chapters.Chapter, len(embedded))
	for i, c := range embedded {
		list[i] = c.Chapter
	}
	return list
}

// Facts are what the rules about an episode's text need to know of its audio.
func (f *File) Facts() chapters.Facts {
	return chapters.Facts{Known: true, Source: f.Source, Bytes: f.Size, Duration: f.Duration(), Plays: f.Plays(), Embedded: f.Chapters(), Claimed: f.Claimed}
}

// Problems are those of the file by itself.
func (f *File) Problems() []chapters.Diagnostic {
	problems := f.tagProblems()
	problems = append(problems, f.otherTags()...)
	problems = append(problems, f.streamProblems()...)
	return append(problems, f.unfinished()...)
}
