package job

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"unicode/utf8"

	"github.com/chapmark/chapmark/audio/remote"
	"github.com/chapmark/chapmark/chapters/format"
	"github.com/chapmark/chapmark/chapters/limits"
)

// StandardInput is the name of what is piped in.
const StandardInput = "-"

// Sources of chapters besides chapter files.
const (
	MP3      = "mp3"
	Markdown = "markdown"
)

// fromArgs reads arguments as texts, each with the audio file that may follow it. An MP3 before the only text, or of a
// text of its name, is its audio, too. Where the chapters come from an MP3, that stands where a text does otherwise.
func fromArgs(args []string, r Request) []Job {
	var list []Job
	for _, arg := range args {
		last := len(list) - 1
		waiting := last >= 0 && list[last].Text != "" && list[last].Audio == "" && !r.TextsOnly
		isText, err := false, error(nil)
		if !remote.IsRemote(arg) {
			isText, err = IsText(arg)
		}
		if r.Source == MP3 && err == nil && !remote.IsRemote(arg) {
			isText = !waiting
		}
		switch {
		case err != nil:
			list = append(list, Job{Audio: arg, Err: err})
		case arg == StandardInput:
			piped, err := ReadText(os.Stdin)
			list = append(list, Job{Text: arg, Piped: piped, Err: err})
		case isText && last >= 0 && !r.TextsOnly && list[last].IsAudio() && list[last].Err == nil && sameName(list[last].Audio, arg):
			list[last].Text = arg
		case isText:
			list = append(list, Job{Text: arg})
		case waiting:
			list[last].Audio = arg
		default:
			list = append(list, Job{Audio: arg})
		}
	}
	if len(args) == 2 && len(list) == 2 && list[0].IsAudio() && list[1].Text != "" && list[1].Err == nil && list[1].Audio == "" && !r.TextsOnly {
		list[1].Audio = list[0].Audio
		list = list[1:]
	}
	return list
}

// NeedTexts demands that each of the jobs has a text. What could not be read is for its own outcome to say.
func NeedTexts(list []Job) error {
	for i, j := range list {
		switch {
		case j.Err != nil, j.Text != "":
		case i+1 < len(list) && list[i+1].Text != "":
			return Usage("%s looks like audio without a text, and %s like the next episode: name each text before its audio", j.Audio, list[i+1].Text)
		default:
			return Usage("%s has no text before it; name each text, then its MP3", j.Audio)
		}
	}
	return nil
}

// One demands a single episode.
func (s Selection) One(command string) (Job, error) {
	if len(s.Jobs) != 1 {
		return Job{}, Usage("%s needs one episode: its text, then its MP3", command)
	}
	return s.Jobs[0], s.Jobs[0].Err
}

// sameName reports whether an MP3 and a text are called the same, but for their endings.
func sameName(audio, text string) bool {
	stem := strings.TrimSuffix(audio, filepath.Ext(audio))
	text = strings.TrimSuffix(text, filepath.Ext(text))
	return stem == text || stem == strings.TrimSuffix(text, ".chapters")
}

// Beside finds the MP3 of a text's name in its folder, also of a name such as NAME.chapters.txt; "" where there is none.
func Beside(textPath string) string {
	stem := strings.TrimSuffix(textPath, filepath.Ext(textPath))
	for _, name := range []string{stem, strings.TrimSuffix(stem, ".chapters")} {
		path := name + ".mp3"
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() && path != textPath {
			return path
		}
	}
	return ""
}

// ReadText reads a text, and one byte more than is allowed: that tells a text that is too large, however large it is.
func ReadText(file *os.File) ([]byte, error) {
	var content bytes.Buffer
	if info, err := file.Stat(); err == nil && info.Mode().IsRegular() {
		content.Grow(int(min(info.Size(), limits.TextBytes)) + bytes.MinRead)
	}
	_, err := content.ReadFrom(io.LimitReader(file, limits.TextBytes+1))
	return content.Bytes(), plain(err)
}

// plain says in plain words that a path is a folder.
func plain(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) && errors.Is(path.Err, syscall.EISDIR) {
		path.Err = errors.New("it is a folder; name the files in it")
	}
	return err
}

var (
	markdownEndings = []string{".md", ".markdown", ".mdown", ".mkd", ".mdx"}
	otherEndings    = []string{".txt", ".json", ".xml", ".psc", ".vtt", ".cue", ".csv", ".tsv", ".ffmeta", ".ffmetadata", ".edl", ".nhsx"}
	audioEndings    = []string{".mp3", ".mp2", ".mp4", ".m4a", ".aac", ".wav", ".aif", ".aiff", ".flac", ".ogg", ".oga", ".opus", ".wma"}
)

// IsMarkdown reports the names of Markdown files.
func IsMarkdown(path string) bool {
	return slices.Contains(markdownEndings, strings.ToLower(filepath.Ext(path)))
}

// IsText reports whether a path names an episode's text, or a chapter file, rather than its audio: by its ending, else by
// its content.
func IsText(path string) (bool, error) {
	ending := strings.ToLower(filepath.Ext(path))
	switch {
	case path == StandardInput, IsMarkdown(path), slices.Contains(otherEndings, ending):
		return true, nil
	case slices.Contains(audioEndings, ending):
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
		return false, plain(err)
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
