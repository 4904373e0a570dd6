package audio_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/decode"
	"github.com/chapmark/chapmark/audio/loudness"
	"github.com/chapmark/chapmark/audio/mp3test"
	"github.com/chapmark/chapmark/audio/mpeg"
)

// failing is bytes of which the n-th read fails, counted from 0, and with sticky all after it. A nil error cuts that read
// short, as of a file that shrinks.
type failing struct {
	io.ReaderAt
	n      int64
	err    error
	sticky bool
	reads  *atomic.Int64
}

func (f failing) ReadAt(b []byte, offset int64) (int, error) {
	switch i := f.reads.Add(1) - 1; {
	case i < f.n || i > f.n && !f.sticky:
		return f.ReaderAt.ReadAt(b, offset)
	case f.err == nil:
		return 0, io.EOF
	}
	return 0, f.err
}

var errDisk = errors.New("input/output error")

// Each read of a file fails once: then what is asked for fails with words, or does without what was not read; nothing
// panics, in no goroutine.
func TestEveryReadFails(t *testing.T) {
	content := append(mp3test.Tag(3, 500, mp3test.Contents("toc", 3, "a"), mp3test.Chapter("a", 0, 1000, "One")), mp3test.Seconds(9*time.Minute)...)
	content = append(content, mp3test.ID3v1()...)
	whole, err := new(audio.Reader).Read(bytes.NewReader(content), int64(len(content)), "a.mp3")
	if err != nil {
		t.Fatal(err)
	}
	walker := mpeg.Walker{Marks: 64}
	stream, err := walker.Walk(bytes.NewReader(content), whole.Stream.Start, whole.Stream.End, noTag)
	if err != nil {
		t.Fatal(err)
	}
	for name, task := range map[string]func(r io.ReaderAt) error{
		"open": func(r io.ReaderAt) error {
			_, err := new(audio.Reader).Read(r, int64(len(content)), "a.mp3")
			return err
		},
		"claims": func(r io.ReaderAt) error {
			_, err := new(audio.Reader).ReadClaimed(r, int64(len(content)), "a.mp3")
			return err
		},
		"listen": func(r io.ReaderAt) error { _, err := whole.SoundOf(r, nil); return err },
		"decode": func(r io.ReaderAt) error {
			_, _, err := loudness.Decode(r, whole.Stream, noTag, time.Minute, time.Minute+time.Second)
			return err
		},
		"spectrum": func(r io.ReaderAt) error {
			_, _, err := loudness.Spectrum(r, whole.Stream, noTag, time.Minute, time.Minute+time.Second)
			return err
		},
		"check": func(r io.ReaderAt) error {
			_, err := decode.Check(r, stream, decode.All(stream)[0], noTag)
			return err
		},
	} {
		count := new(atomic.Int64)
		if err := task(failing{bytes.NewReader(content), 1 << 60, nil, false, count}); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		failed := 0
		for n := range count.Load() {
			for _, fault := range []failing{{err: errDisk}, {}, {err: errDisk, sticky: true}, {sticky: true}} {
				fault.ReaderAt, fault.n, fault.reads = bytes.NewReader(content), n, new(atomic.Int64)
				err := task(fault)
				if err == nil {
					continue
				}
				if failed++; fault.err != nil && !errors.Is(err, errDisk) || strings.TrimSpace(err.Error()) == "" {
					t.Errorf("%s: read %d: %v", name, n, err)
				}
			}
		}
		if int64(failed) < 2*count.Load() {
			t.Errorf("%s: %d of %d faults were told", name, failed, 4*count.Load())
		}
		t.Logf("%s: %d reads, %d faults told", name, count.Load(), failed)
	}
}

func noTag([]byte) int64 { return 0 }
