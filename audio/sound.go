package audio

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/loudness"
	"github.com/chapmark/chapmark/audio/mpeg"
)

// Sound is how loud a file's audio is: estimated throughout, and decoded around single places.
type Sound struct {
	loudness.Envelope
	read   io.ReaderAt
	stream mpeg.Stream
	close  func() error
}

// soundMarks is into how many pieces the stream is cut at most, to be read at the same time, and to be found again.
const soundMarks = 256

// Sound listens to the file. It is to be closed. The error is one of reading, disk.ErrChanged among them.
func (f *File) Sound() (*Sound, error) {
	file, err := f.open()
	if err == nil && f.Journal == disk.Torn {
		err = errors.Join(disk.ErrChanged, file.Close())
	}
	var s *Sound
	if err == nil {
		if s, err = f.SoundOf(file, file.Close); err != nil {
			_ = file.Close()
		}
	}
	if err != nil {
		return nil, fmt.Errorf("listen to %s: %w", f.Name, err)
	}
	return s, nil
}

// SoundOf is Sound for a file that was read from bytes that come from elsewhere (Reader.Read); close lets go of them.
func (f *File) SoundOf(content io.ReaderAt, close func() error) (*Sound, error) {
	s := &Sound{read: content, stream: f.Stream, close: close}
	if s.Envelope = f.heard; f.heard.Pieces == nil && f.Stream.Frames > 0 {
		var err error
		walker := mpeg.Walker{Marks: soundMarks}
		if s.Envelope, s.stream, err = loudness.Measure(content, &walker, f.Stream.Start, f.Stream.End, skipTag); err != nil {
			return s, err
		}
	}
	return s, nil
}

// Envelope is how loud the file's audio is, estimated throughout. Nothing stays open. The error is one of reading,
// disk.ErrChanged among them.
func (f *File) Envelope() (loudness.Envelope, error) {
	s, err := f.Sound()
	if err != nil {
		return loudness.Envelope{}, err
	}
	return s.Envelope, s.Close()
}

// Around decodes the audio between two times, as a player counts them: its level every 10 ms. Where the decoder does not know the
// frames, it returns the estimate for that time, and false.
func (s *Sound) Around(from, to time.Duration) (p loudness.Piece, decoded bool, err error) {
	p, decoded, err = loudness.Decode(s.read, s.stream, skipTag, from, to)
	if err != nil || decoded {
		return p, decoded, err
	}
	return s.Between(from, to), false, nil
}

// Spectrum decodes the audio between two times: how loud its bands are, every 10 ms. Where the decoder does not know the frames, it
// returns false.
func (s *Sound) Spectrum(from, to time.Duration) (bands []loudness.Piece, decoded bool, err error) {
	return loudness.Spectrum(s.read, s.stream, skipTag, from, to)
}

// SamplesOf decodes the audio between two times, of the same file that was opened again.
func (s *Sound) SamplesOf(content io.ReaderAt, from, to time.Duration) (samples []int16, decoded bool, err error) {
	return loudness.Samples(content, s.stream, skipTag, from, to)
}

// Close lets go of the file.
func (s *Sound) Close() error { return s.close() }
