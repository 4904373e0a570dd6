package audio

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/facts"
	"github.com/chapmark/chapmark/audio/id3"
	"github.com/chapmark/chapmark/audio/loudness"
	"github.com/chapmark/chapmark/audio/mpeg"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/limits"
)

// Reader reads files. Its zero value is ready; to use one for many files saves time. It may be used by several
// goroutines.
type Reader struct {
	Facts  *facts.Cache // what is known of files from earlier runs; nil: nothing
	Walker mpeg.Walker
	Listen bool // estimate how loud files are, too, in the same pass; what is asked of a Sound is there then

	onlyKnown bool      // do not walk
	unsettled bool      // remember files of any age, for tests
	ends      sync.Pool // of *ends
	tags      sync.Pool // of *[]byte
}

// ErrUnknown says that a file's stream is not known from an earlier run.
var ErrUnknown = errors.New("nothing is known about the audio")

// OnlyKnown is a reader of files whose streams are known from earlier runs. Of others it reads little, and says ErrUnknown.
func (r *Reader) OnlyKnown() *Reader { return &Reader{Facts: r.Facts, onlyKnown: true} }

// Onward is a reader that reads audio from its start to its end, and not several parts at a time.
func (r *Reader) Onward() *Reader {
	return &Reader{Walker: mpeg.Walker{Marks: r.Walker.Marks, SegmentBytes: limits.DownloadBytes}, Listen: r.Listen}
}

// KnowsOnly reports whether it is such a reader.
func (r *Reader) KnowsOnly() bool { return r.onlyKnown }

// State is a hash-like word for a file as it is: its identity and a checksum of its ends. There is none where the file is younger than
// what its times can tell, where a change was cut short, and where the system tells no identities. Alone says that nothing of
// this program stands beside it.
func (r *Reader) State(path string, alone bool) (state string, ok bool) {
	file, err := disk.Open(path)
	if err != nil {
		return "", false
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return "", false
	}
	identity, ok := disk.IdentityOf(info)
	if !ok || !r.isSettled(identity) {
		return "", false
	}
	if !alone {
		if _, journal, err := disk.ReadJournal(path, file, info.Size(), tagRegion); err != nil || journal != disk.NoJournal {
			return "", false
		}
	}
	both, _ := r.ends.Get().(*ends)
	if both == nil {
		both = new(ends)
	}
	defer r.ends.Put(both)
	if both.read(file, info.Size()) != nil {
		return "", false
	}
	return facts.Key{Identity: identity, Ends: facts.Ends(both.head, both.tail)}.String(), true
}

// writerPatience is how long a reader waits for a writer who is at work in the file.
const writerPatience = 2 * time.Second

// Open reads a file: its tags, and every frame header of its audio, unless the stream is known from an earlier run. A
// file that is not an MP3 gives a *NotMP3Error; other errors are failures to read.
func (r *Reader) Open(path string) (*File, error) {
	// Before it is opened: opening a pipe waits for a writer.
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return nil, &os.PathError{Op: "read", Path: path, Err: errors.New("it is a folder; name the files in it")}
	} else if err == nil && !info.Mode().IsRegular() {
		return nil, &os.PathError{Op: "read", Path: path, Err: errors.New("it is not a regular file")}
	}
	file, err := disk.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	journal, state, err := disk.ReadJournal(path, file, info.Size(), tagRegion)
	if err != nil {
		return nil, err
	}
	if state != disk.NoJournal && state != disk.Foreign {
		// Perhaps the writer is at it just now: then its lock is held, and its journal gone as soon as that is free.
		if disk.Wait(path, writerPatience) == nil {
			if journal, state, err = disk.ReadJournal(path, file, info.Size(), tagRegion); err != nil {
				return nil, err
			}
		}
	}
	var content io.ReaderAt = file
	walk := r.walk
	switch {
	case state == disk.Torn:
		content = journal.Through(file)
	case state == disk.NoJournal && r.Facts != nil:
		if identity, ok := disk.IdentityOf(info); ok {
			both, _ := r.ends.Get().(*ends)
			if both == nil {
				both = new(ends)
			}
			defer r.ends.Put(both)
			if both.read(file, info.Size()) == nil { // if it is not, reading on will tell why
				content, walk = both, r.remembering(file, identity, facts.Ends(both.head, both.tail))
			}
		}
	}
	f, err := r.read(content, info.Size(), path, walk)
	if err != nil {
		return nil, err
	}
	f.modified, f.Names, f.Journal = info.ModTime(), disk.Names(file, info), state
	return f, nil
}

// Read is Open for bytes that come from elsewhere. Such a File can be planned for, but not written.
func (r *Reader) Read(content io.ReaderAt, size int64, name string) (*File, error) {
	return r.read(content, size, name, r.walk)
}

// ReadKnown is Read for bytes whose stream is known: only the tags are read. A stream that cannot be theirs is an error.
func (r *Reader) ReadKnown(content io.ReaderAt, size int64, name string, known mpeg.Stream) (*File, error) {
	f, err := r.read(content, size, name, func(_ io.ReaderAt, start, end int64) (walked, error) {
		if !known.Valid(start, end) {
			return walked{}, ErrUnknown
		}
		return walked{stream: known, known: true}, nil
	})
	return f, err
}

// ReadClaimed is Read with a look at the first frames only: the stream is what their header claims, or else what it would be if
// all frames were like these. The File says so (Claimed).
func (r *Reader) ReadClaimed(content io.ReaderAt, size int64, name string) (*File, error) {
	f, err := r.read(content, size, name, func(content io.ReaderAt, start, end int64) (walked, error) {
		stream, err := r.Walker.Walk(content, start, min(end, start+claimBytes), skipTag)
		return walked{stream: stream.Claim(end)}, err
	})
	if f != nil {
		f.Claimed = true
	}
	return f, err
}

// claimBytes is how much of the audio is looked at for its claims.
const claimBytes = 16 << 10

// Recycle takes back the memory of a file's tag, for the next one. The file, its tag and its pictures must not be used
// afterwards.
func (r *Reader) Recycle(f *File) {
	if cap(f.rawTag) > 0 {
		r.tags.Put(&f.rawTag)
	}
	f.Tag = nil
}

// walker finds the stream between two offsets, and says whether that was known from an earlier run.
type walker func(content io.ReaderAt, start, end int64) (found walked, err error)

// walked is what a walker found.
type walked struct {
	stream mpeg.Stream
	known  bool              // from an earlier run
	sound  loudness.Envelope // where it was listened to
}

func (r *Reader) walk(content io.ReaderAt, start, end int64) (w walked, err error) {
	switch {
	case r.onlyKnown:
		return w, ErrUnknown
	case r.Listen:
		walker := mpeg.Walker{Marks: max(r.Walker.Marks, soundMarks), SegmentBytes: r.Walker.SegmentBytes}
		w.sound, w.stream, err = loudness.Measure(content, &walker, start, end, skipTag)
	default:
		w.stream, err = r.Walker.Walk(content, start, end, skipTag)
	}
	return w, err
}

// read reads tags and audio, which it leaves to a walker.
func (r *Reader) read(content io.ReaderAt, size int64, name string, walk walker) (*File, error) {
	f := &File{Name: name, Size: size, Source: chapters.NewSource(name, nil)}
	failed := func(err error) error { return fmt.Errorf("read %s: %w", name, err) }
	head, err := headAt(content, 0, size)
	if err != nil {
		return nil, failed(err)
	}
	start, end, wrapped := unwrap(content, head, size)
	if wrapped {
		f.TagError = &id3.UnsupportedError{Reason: "the audio is wrapped in a RIFF file"}
	} else if err := f.readTag(content, head, r.tagRoom); err != nil {
		return nil, failed(err)
	} else {
		start = f.TagBytes
	}
	if start > 0 {
		if head, err = headAt(content, start, size); err != nil {
			return nil, failed(err)
		}
	}
	if found := signature(head); found != "" {
		return nil, &NotMP3Error{name, found}
	}
	f.Wrapped = wrapped
	if f.Tails = findTails(content, start, end); len(f.Tails) > 0 {
		end = f.Tails[0].Offset
	}
	found, err := walk(content, start, end)
	if err != nil {
		return nil, failed(err)
	}
	f.Stream, f.Remembered, f.heard = found.stream, found.known, found.sound
	if err := f.readHead(content); err != nil {
		return nil, failed(err)
	}
	var damaged *id3.DamagedError
	// After a damaged tag, the audio may begin anywhere; that the tag is damaged says enough then.
	if (f.Stream.Frames == 0 || f.Stream.First.Layer != 3) && !errors.As(f.TagError, &damaged) {
		return nil, &NotMP3Error{name, describe(head, size, f.Stream)}
	}
	return f, nil
}

// tagRoom is memory for a tag.
func (r *Reader) tagRoom(length int64) []byte {
	if room, ok := r.tags.Get().(*[]byte); ok && int64(cap(*room)) >= length {
		return (*room)[:length]
	}
	return make([]byte, length)
}

// headAt reads enough from an offset on to tell what is there. It is good as long as the content is.
func headAt(content io.ReaderAt, offset, size int64) ([]byte, error) {
	n := min(max(size-offset, 0), 4096)
	if both, ok := content.(*ends); ok && offset+n <= int64(len(both.head)) {
		return both.head[offset : offset+n], nil
	}
	head := make([]byte, n)
	if _, err := content.ReadAt(head, offset); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return head, nil
}

// remembering walks with the facts of earlier runs, and adds to them.
func (r *Reader) remembering(file *os.File, identity disk.Identity, sum uint32) walker {
	return func(_ io.ReaderAt, start, end int64) (walked, error) {
		key := facts.Key{Identity: identity, Ends: sum, Start: start, End: end}
		if stream, ok := r.Facts.Find(key); ok {
			return walked{stream: stream, known: true}, nil
		}
		found, err := r.walk(file, start, end)
		if err != nil || !r.isSettled(identity) {
			return found, err
		}
		if info, err := file.Stat(); err == nil {
			if now, ok := disk.IdentityOf(info); ok && now == identity {
				r.Facts.Add(key, found.stream)
			}
		}
		return found, nil
	}
}
