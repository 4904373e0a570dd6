package audio_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hajimehoshi/go-mp3"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/mp3test"
	"github.com/chapmark/chapmark/chapters"
)

func TestOpenLayout(t *testing.T) {
	tag := mp3test.Tag(3, 50, mp3test.Text("TIT2", "a"))
	appended := append(mp3test.Tag(4, 0, mp3test.Text("TIT2", "a")), "3DI\x04\x00\x10\x00\x00\x00\x0C"...)
	appended[5] = 0x10
	for _, test := range []struct {
		name  string
		parts [][]byte
		tails string
	}{
		{"bare", [][]byte{frames}, ""},
		{"tag", [][]byte{tag, frames}, ""},
		{"ID3v1", [][]byte{tag, frames, mp3test.ID3v1()}, "ID3v1"},
		{"APE", [][]byte{tag, frames, mp3test.APE()}, "APE"},
		{"Lyrics3", [][]byte{tag, frames, mp3test.Lyrics3(), mp3test.ID3v1()}, "Lyrics3 ID3v1"},
		{"Lyrics3v1", [][]byte{frames, []byte("LYRICSBEGINla la laLYRICSEND"), mp3test.ID3v1()}, "Lyrics3 ID3v1"},
		{"all", [][]byte{tag, frames, tail}, "APE Lyrics3 ID3v1"},
		{"appended ID3v2.4", [][]byte{frames, appended, mp3test.ID3v1()}, "ID3v2 ID3v1"},
		{"an APE tag with a false length", [][]byte{frames, mp3test.ID3v1()[:100], []byte("APETAGEX\xD0\x07\x00\x00\xFF\xFF\xFF\x7F\x01\x00\x00\x00\x00\x00\x00\x80\x00\x00\x00\x00\x00\x00\x00\x00")}, ""},
	} {
		f := put(t, test.parts...)
		var tails []string
		for _, tail := range f.Tails {
			tails = append(tails, tail.Kind)
		}
		if got := strings.Join(tails, " "); got != test.tails || f.Stream.AudioBytes != int64(len(frames)) {
			t.Errorf("%s: tails %q, %d bytes of audio; want %q, %d", test.name, got, f.Stream.AudioBytes, test.tails, len(frames))
		}
	}
}

func TestNotMP3(t *testing.T) {
	for _, test := range []struct{ name, content, found string }{
		{"empty", "", "empty"},
		{"HTML", "\n<!DOCTYPE html><html><body>Log in</body></html>", "HTML"},
		{"M4A", "\x00\x00\x00\x20ftypM4A \x00\x00\x00\x00" + strings.Repeat("\x00", 1000), "MPEG-4"},
		{"WAV", "RIFF\x00\x00\x01\x00WAVEfmt " + string(frames), "WAV"},
		{"Ogg", "OggS" + strings.Repeat("\x00", 100), "Ogg"},
		{"FLAC", "fLaC" + strings.Repeat("\x00", 100), "FLAC"},
		{"text", "This is a list of episodes.\n", "text"},
		{"zeros", strings.Repeat("\x00", 100_000), "no MPEG audio frames"},
		{"a tag alone", string(mp3test.Tag(3, 100, mp3test.Text("TIT2", "a"))), "no MPEG audio frames"},
		{"a tag and M4A", string(mp3test.Tag(3, 100, mp3test.Text("TIT2", "a"))) + "\x00\x00\x00\x20ftypM4A ", "MPEG-4"},
		{"layer II", strings.Repeat("\xFF\xFD\x80\x04"+strings.Repeat("\x01", 413), 20), "layer II"},
		{"one byte", "\xFF", "no MPEG audio frames"},
	} {
		path := filepath.Join(t.TempDir(), "a.mp3")
		if err := os.WriteFile(path, []byte(test.content), 0o644); err != nil {
			t.Fatal(err)
		}
		_, err := audio.Open(path)
		var not *audio.NotMP3Error
		if !errors.As(err, &not) || !strings.Contains(not.Found, test.found) {
			t.Errorf("%s: %v, want a word of %q", test.name, err, test.found)
		}
		if d, ok := audio.AsDiagnostic(err); !ok || d.Rule != chapters.NotMP3 {
			t.Errorf("%s: diagnostic %v, %v", test.name, d, ok)
		}
	}
}

// A header may claim anything; what it claims is not allocated.
func TestTagClaims(t *testing.T) {
	f := put(t, []byte("ID3\x03\x00\x00\x7F\x7F\x7F\x7F"), frames)
	if f.TagError == nil || !strings.Contains(f.TagError.Error(), "claims 268435465 bytes") {
		t.Errorf("a tag past the end: %v", f.TagError)
	}
	f = put(t, []byte("ID3\x03\x00\x00\x80\x00\x00\x00"), frames)
	if f.TagError == nil {
		t.Error("a size that is not synchsafe was accepted")
	}
}

// A tag that cannot be held is no excuse for what stands after it.
func TestUnsupportedTagAndNoAudio(t *testing.T) {
	for name, content := range map[string]string{
		"HTML": "ID3\x05\x00\x00\x00\x00\x00\x08TT2\x00\x00\x02\x00x" + strings.Repeat("<html>", 100),
		"M4A":  "ID3\x03\x00\x0F\x00\x00\x00\x00\x00\x00\x00\x20ftypM4A ",
	} {
		_, err := new(audio.Reader).Read(strings.NewReader(content), int64(len(content)), name)
		if _, ok := audio.AsDiagnostic(err); !ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Thousands of tags after the audio once took minutes.
func TestManyTails(t *testing.T) {
	f := put(t, frames, bytes.Repeat(mp3test.Lyrics3(), 100_000))
	if len(f.Tails) == 0 || len(f.Tails) > 100 {
		t.Errorf("%d tails", len(f.Tails))
	}
}

func TestOpenFails(t *testing.T) {
	if _, err := audio.Open(t.TempDir()); err == nil || !strings.Contains(err.Error(), "it is a folder") {
		t.Errorf("a folder: %v", err)
	}
	if _, err := audio.Open(filepath.Join(t.TempDir(), "none.mp3")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
	if _, err := new(audio.Reader).Read(brokenReader{}, 1000, "x"); err == nil || !strings.Contains(err.Error(), "broken") {
		t.Errorf("a broken disk: %v", err)
	}
}

type brokenReader struct{}

func (brokenReader) ReadAt([]byte, int64) (int, error) { return 0, errors.New("broken disk") }

func TestAppleV24Sizes(t *testing.T) {
	long := []chapters.Chapter{{End: time.Minute, Title: strings.Repeat("x", 100)}}
	short := []chapters.Chapter{{End: time.Minute, Title: "x"}}
	for version, list := range map[byte][]chapters.Chapter{3: nil, 4: {{}}} {
		f := put(t, mp3test.Tag(version, 0, mp3test.Text("TIT2", "a")), frames)
		if got := plan(t, f, long).Problems(); len(got) != len(list) {
			t.Errorf("v2.%d, a long title: %v", version, got)
		}
		if got := plan(t, f, short).Problems(); len(got) != 0 {
			t.Errorf("v2.%d, a short title: %v", version, got)
		}
	}
}

// The walk agrees with a decoder: the sample, decoded, has as many samples as were counted.
func TestAgreesWithDecoder(t *testing.T) {
	content, err := os.ReadFile("../testdata/sample/2026-02-09-7-tide-tables.mp3")
	if err != nil {
		t.Fatal(err)
	}
	f, err := new(audio.Reader).Read(bytes.NewReader(content), int64(len(content)), "sample")
	if err != nil {
		t.Fatal(err)
	}
	decoder, err := mp3.NewDecoder(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	decoded, err := io.Copy(io.Discard, decoder)
	if err != nil {
		t.Fatal(err)
	}
	const bytesPerSample = 4 // two channels of 16 bits
	counted := f.Stream.Frames * int64(f.Stream.First.Samples())
	if decoded/bytesPerSample != counted {
		t.Errorf("decoded %d samples, counted %d", decoded/bytesPerSample, counted)
	}
}
