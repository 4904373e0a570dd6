// Package episode brings an episode's text and its audio together. In go two paths; out comes an Episode: the text
// parsed, the audio measured, the chapters built, and every problem of either or both. It reads both files, and
// writes texts; audio files are written by a plan of package audio.
package episode

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/remote"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/format"
	"github.com/chapmark/chapmark/chapters/markdown"
)

// Episode is one episode as it was when it was read. The text or the audio may be missing.
type Episode struct {
	TextPath  string // "" where none was given
	AudioPath string // "" where none was given or found
	Document  chapters.Document
	Audio     *audio.File // nil where there is none, or where it is no MP3
	Facts     chapters.Facts
	Chapters  []chapters.Chapter // what the text asks for
	Problems  []chapters.Diagnostic

	converted bool // the document's text is not the file's bytes, which were UTF-16
}

// Options are the choices that a person makes about an episode.
type Options struct {
	chapters.Options
	Text   markdown.Options
	Format string // of the text: MP3, Markdown, or the name of a format of chapter files; "" for what its content says
	Piped  []byte // what StandardInput stands for
	Alone  bool   // take no MP3 of a text's name beside it

	MendTitles bool // take titles of an MP3 that are not in the encoding they state as they are meant

	Web *remote.Client

	Folder      string         // under which the pictures of chapters may lie, besides that of the text; "" for none
	FetchImages *remote.Client // fetches pictures from the web; nil: they are left there
}

// Sources of chapters besides chapter files.
const (
	MP3      = "mp3"
	Markdown = "markdown"
)

// Load reads an episode. Where only a text is given, an MP3 of the same name beside it is taken for its audio.
// The error is one of the machine; what is wrong with the content is in Problems.
func Load(reader *audio.Reader, textPath, audioPath string, options Options) (Episode, error) {
	e := Episode{TextPath: textPath, AudioPath: audioPath}
	if textPath != "" {
		if err := e.readSource(reader, options); err != nil {
			return e, err
		}
	}
	if e.AudioPath == "" && !options.Alone && e.Document.Format != MP3 {
		e.AudioPath = Beside(textPath)
	}
	if e.AudioPath != "" {
		if err := e.readAudio(reader, options.Web); err != nil {
			return e, err
		}
	}
	if textPath != "" {
		e.build(options.Options)
	}
	chapters.SortDiagnostics(e.Problems)
	return e, nil
}

// LoadText reads an episode's text, or a chapter file, alone.
func LoadText(path string, options Options) (Episode, error) {
	e := Episode{TextPath: path}
	err := e.readText(options)
	return e, err
}

// Beside finds the MP3 of a text's name in its folder; "" where there is none.
func Beside(textPath string) string {
	path := strings.TrimSuffix(textPath, filepath.Ext(textPath)) + ".mp3"
	if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
		return path
	}
	return ""
}

func (e *Episode) readAudio(reader *audio.Reader, web *remote.Client) error {
	file, err := (*audio.File)(nil), error(nil)
	if remote.IsURL(e.AudioPath) && web != nil {
		var problems []chapters.Diagnostic
		file, problems, err = web.Open(reader, e.AudioPath)
		e.AudioPath = remote.Redacted(e.AudioPath)
		e.Problems = append(e.Problems, problems...)
	} else {
		file, err = reader.Open(e.AudioPath)
	}
	if problem, ok := audio.AsDiagnostic(err); ok {
		e.Problems = append(e.Problems, problem)
		return nil
	}
	if err != nil {
		return err
	}
	e.Audio = file
	if file.Stream.Frames > 0 { // behind a damaged tag there may be none to be found
		e.Facts = file.Facts()
	}
	e.Problems = append(e.Problems, file.Problems()...)
	return nil
}

// build makes the chapters and runs the rules that need more than the text's syntax.
func (e *Episode) build(options chapters.Options) {
	if _, blocked := chapters.Blocks(e.Problems); blocked && len(e.Document.Topics) == 0 {
		return // nothing that could be said of it would help
	}
	if e.AudioPath == "" {
		e.Problems = append(e.Problems, chapters.Report(chapters.AudioMissing, e.Document.Source, chapters.Span{},
			"there is no audio to check it against").WithHint("name the MP3 behind the text: %s AUDIO.mp3", e.TextPath))
	}
	chapters.DropFixesPastEnd(e.Problems, e.Document, e.Facts)
	list, problems := chapters.Build(e.Document, e.Facts, options)
	if e.Document.Format == "" && !options.Whole {
		list = chapters.Refine(list, e.Facts.Embedded)
	}
	e.Chapters = list
	e.Problems = append(e.Problems, problems...)
	e.Problems = append(e.Problems, chapters.CheckClaims(e.Document, e.Facts, options)...)
	if _, blocked := chapters.Blocks(e.Problems); !blocked {
		e.Problems = append(e.Problems, chapters.CheckEmbedded(e.Document, list, e.Facts)...)
	}
	if slices.EqualFunc(list, e.Facts.Embedded, func(a, b chapters.Chapter) bool { return a.Hidden == b.Hidden }) {
		e.Problems = slices.DeleteFunc(e.Problems, func(d chapters.Diagnostic) bool { return d.Rule == chapters.UnlistedChapters })
	}
	e.dropFixes()
}

// dropFixes takes back the mends of a text that is not the file's, byte for byte.
func (e *Episode) dropFixes() {
	for i, d := range e.Problems {
		if e.converted && d.Source == e.Document.Source && d.Fix != nil {
			e.Problems[i].Fix, e.Problems[i].Hint = nil, ""
		}
	}
}

// Remaining are the errors and warnings of the text that writing the chapters does not cure, but for those of the front
// matter's claims, which depend on the file's new size. Those of the tag are for its plan to tell.
func (e Episode) Remaining() []chapters.Diagnostic {
	var remaining []chapters.Diagnostic
	for _, d := range e.Problems {
		switch d.Rule {
		case chapters.ChaptersStale, chapters.BytesMismatch, chapters.DurationMismatch, chapters.SwappedFields:
			continue
		}
		if d.Source == e.Document.Source && d.Severity > chapters.Advice {
			remaining = append(remaining, d)
		}
	}
	return remaining
}

// writerPatience is how long to wait for another process that writes the same text.
const writerPatience = 10 * time.Second

// WriteText replaces a text by a new version of it, whole or not at all, and not if anybody changed it meanwhile.
func WriteText(path string, was, text []byte) error {
	unlock, err := disk.Lock(path, writerPatience)
	if err != nil {
		return err
	}
	defer unlock()
	if err := disk.RemoveLeftovers(disk.OS{}, path); err != nil {
		return err
	}
	return disk.Replace(disk.OS{}, path, func(old *os.File, replacement disk.File) error {
		now, err := io.ReadAll(io.LimitReader(old, markdown.MaxBytes+1))
		if err == nil && !bytes.Equal(now, was) {
			err = disk.ErrChanged
		}
		if err == nil {
			_, err = replacement.Write(text)
		}
		return err
	}, func(_ *os.File, replacement disk.File) error {
		written := make([]byte, len(text)+1)
		n, err := replacement.ReadAt(written, 0)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if string(written[:n]) != string(text) {
			return errors.New("it is not what was written")
		}
		return nil
	})
}

// TidyText removes what was left beside a text by a run that was killed.
func TidyText(path string) error { return disk.Tidy(disk.OS{}, path) }

// IsText reports whether a path names an episode's text, or a chapter file, rather than its audio: by its ending, else by its
// content.
func IsText(path string) (bool, error) {
	if path == StandardInput {
		return true, nil
	}
	switch strings.ToLower(filepath.Ext(path)) {
	case ".md", ".markdown", ".mdown", ".mkd", ".mdx", ".txt", ".json", ".xml", ".psc", ".vtt", ".cue", ".csv", ".tsv", ".ffmeta", ".ffmetadata":
		return true, nil
	case ".mp3", ".mp2", ".mp4", ".m4a", ".aac", ".wav", ".aif", ".aiff", ".flac", ".ogg", ".oga", ".opus", ".wma":
		return false, nil
	}
	// A pipe can be read only once, and audio must be a regular file.
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		return true, nil
	}
	file, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer file.Close()
	head := make([]byte, 512)
	n, err := io.ReadFull(file, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return false, err
	}
	head = head[:n]
	if _, was16 := format.Text(head); was16 {
		return true, nil
	}
	for len(head) > 0 && n == 512 && !utf8.Valid(head) && len(head) > 512-utf8.UTFMax {
		head = head[:len(head)-1] // a character cut at the end
	}
	return utf8.Valid(head) && !strings.Contains(string(head), "\x00"), nil
}
