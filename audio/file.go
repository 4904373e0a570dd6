// Package audio is one MP3 file as a value: where its tags and its audio are, how long it lasts, which chapters it
// holds. In goes a file; out comes a File, which plans an edit of its chapters as a pure value (Plan), and applies it.
// Plan.Apply is the one place that writes audio files, and it never changes a byte of the audio.
package audio

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/id3"
	"github.com/chapmark/chapmark/audio/mpeg"
	"github.com/chapmark/chapmark/chapters"
)

// File is an MP3 file as it was when it was read.
type File struct {
	Name     string // as it was asked for
	Size     int64
	TagBytes int64    // length of the ID3v2 tag at the front, padding included; 0 where there is none
	Tag      *id3.Tag // nil where there is none, or where it cannot be held
	TagError error    // why it cannot be held: *id3.DamagedError or *id3.UnsupportedError
	Stream   mpeg.Stream
	Tails    []Tail     // tags behind the audio
	Names    int        // how many names (hard links) the file has; 0 where that is not known
	Journal  disk.State // how far a change has come that was cut short; a file in between is read as it was before
	Source   *chapters.Source

	rawTag   []byte
	modified time.Time
}

// Open reads a file: its tags, and every frame header of its audio. A file that is no MP3 gives a *NotMP3Error; other
// errors are failures to read.
func Open(path string) (*File, error) {
	// Before it is opened: opening a pipe waits for a writer.
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return nil, &os.PathError{Op: "read", Path: path, Err: errors.New("is a directory")}
	} else if err == nil && !info.Mode().IsRegular() {
		return nil, &os.PathError{Op: "read", Path: path, Err: errors.New("is not a regular file")}
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	journal, state, err := disk.ReadJournal(path, file, info.Size())
	if err != nil {
		return nil, err
	}
	if state != disk.NoJournal && state != disk.Foreign {
		// Perhaps the writer is at it just now: then its lock is held, and its journal gone as soon as that is free.
		if disk.Wait(path, writerPatience) == nil {
			if journal, state, err = disk.ReadJournal(path, file, info.Size()); err != nil {
				return nil, err
			}
		}
	}
	var content io.ReaderAt = file
	if state == disk.Torn {
		content = journal.Through(file)
	}
	f, err := Read(content, info.Size(), path)
	if err != nil {
		return nil, err
	}
	f.modified, f.Names, f.Journal = info.ModTime(), disk.Names(info), state
	return f, nil
}

// writerPatience is how long a reader waits for a writer who is at work in the file.
const writerPatience = 2 * time.Second

// Read is Open for bytes that come from elsewhere. Such a File can be planned for, but not written.
func Read(r io.ReaderAt, size int64, name string) (*File, error) {
	f := &File{Name: name, Size: size, Source: chapters.NewSource(name, nil)}
	head := make([]byte, min(size, 512))
	if _, err := r.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if err := f.readTag(r, head); err != nil {
		return nil, err
	}
	start := f.TagBytes
	if start > 0 {
		head = make([]byte, min(max(size-start, 0), 512))
		if _, err := r.ReadAt(head, start); err != nil && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
	}
	if found := signature(head); found != "" {
		return nil, &NotMP3Error{name, found}
	}
	f.Tails = findTails(r, start, size)
	end := size
	if len(f.Tails) > 0 {
		end = f.Tails[0].Offset
	}
	stream, err := mpeg.Walk(r, start, end, skipTag)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	f.Stream = stream
	var damaged *id3.DamagedError
	// Behind a damaged tag, the audio may begin anywhere; that the tag is damaged says enough then.
	if (stream.Frames == 0 || stream.First.Layer != 3) && !errors.As(f.TagError, &damaged) {
		return nil, &NotMP3Error{name, describe(head, size, stream)}
	}
	return f, nil
}

// readTag reads the tag at the front. What is wrong with it goes to TagError.
func (f *File) readTag(r io.ReaderAt, head []byte) error {
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
	case length > id3.MaxBytes:
		f.TagBytes = length
		f.TagError = &id3.UnsupportedError{Offset: 6, Reason: fmt.Sprintf("the tag has %d bytes; at most %d MiB are read", length, id3.MaxBytes>>20)}
		return nil
	}
	f.TagBytes = length
	f.rawTag = make([]byte, length)
	if _, err := r.ReadAt(f.rawTag, 0); err != nil {
		return fmt.Errorf("read %s: %w", f.Name, err)
	}
	f.Tag, f.TagError = id3.Parse(f.rawTag)
	return nil
}

// Duration is what a decoder plays.
func (f *File) Duration() time.Duration { return f.Stream.Duration() }

// Chapters are the chapters in the tag, in time order.
func (f *File) Chapters() []chapters.Chapter {
	if f.Tag == nil {
		return nil
	}
	return plain(f.Tag.Chapters())
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
	return chapters.Facts{Known: true, Source: f.Source, Bytes: f.Size, Duration: f.Duration(), Embedded: f.Chapters()}
}

// Problems are those of the file by itself.
func (f *File) Problems() []chapters.Diagnostic {
	problems := tagProblems(f.Source, f.Tag, f.TagError)
	problems = append(problems, f.secondTag()...)
	problems = append(problems, f.streamProblems()...)
	return append(problems, f.unfinished()...)
}
