package preview

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/limits"
	"github.com/chapmark/chapmark/cmd/internal/change"
	"github.com/chapmark/chapmark/cmd/internal/episode"
)

// longestPictureName is in characters, without what tells it from others of that name.
const longestPictureName = 60

// picture takes a picture that was put on the page, and answers with the name that it will have beside the text. Until the text is
// saved, it is kept in memory.
func (s *Server) picture(asked request) (any, error) {
	kind, err := episode.PictureKind(asked.Content)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be a chapter's picture: %w", chapters.Quoted(asked.Name), err)
	}
	if len(asked.Content) > limits.ImageBytes {
		return nil, fmt.Errorf("%s has more than %d MiB", chapters.Quoted(asked.Name), limits.ImageBytes>>20)
	}
	e, err := s.Load()
	if err != nil {
		return nil, err
	}
	total := len(asked.Content)
	for _, image := range s.put {
		total += len(image.Bytes)
	}
	if total > limits.ImagesBytes {
		return nil, fmt.Errorf("the pictures that were put here have more than %d MiB together", limits.ImagesBytes>>20)
	}
	name := s.freeName(filepath.Dir(e.TextPath), pictureName(asked.Name, kind), asked.Content)
	s.put[name] = &chapters.Image{Source: name, MIMEType: kind, Bytes: asked.Content}
	return map[string]string{"image": name}, nil
}

// pictureName is the name of a file for a picture: with letters, digits and what is harmless everywhere, and the ending of its kind.
func pictureName(asked, kind string) string {
	ending := map[string]string{"image/jpeg": ".jpg", "image/png": ".png"}[kind]
	asked = asked[strings.LastIndexAny(asked, `/\`)+1:]
	asked = strings.TrimSuffix(asked, filepath.Ext(asked))
	name := strings.Trim(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r), r == '_':
			return r
		}
		return '-'
	}, norm.NFC.String(asked)), "-")
	if letters := []rune(name); len(letters) > longestPictureName {
		name = string(letters[:longestPictureName])
	}
	if name == "" || reserved().MatchString(name) {
		name = strings.TrimSuffix("picture-"+name, "-")
	}
	return name + ending
}

// reserved are names of devices on Windows, whatever their ending.
var reserved = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?i)^(?:con|prn|aux|nul|com\d|lpt\d)$`) })

// freeName is a name that no other picture has: none on the page, and no file in the text's folder.
func (s *Server) freeName(folder, name string, content []byte) string {
	ending := filepath.Ext(name)
	for n := 1; ; n++ {
		free := name
		if n > 1 {
			free = fmt.Sprintf("%s-%d%s", strings.TrimSuffix(name, ending), n, ending)
		}
		path := filepath.Join(folder, free)
		if image, known := s.put[free]; known && !bytes.Equal(image.Bytes, content) {
			continue
		}
		info, err := os.Lstat(path)
		if errors.Is(err, os.ErrNotExist) {
			return free
		}
		if err == nil && info.Mode().IsRegular() {
			if there, err := disk.ReadFile(path, limits.ImageBytes); err == nil && bytes.Equal(there, content) {
				return free
			}
		}
	}
}

// pictureOf is the picture that the page means; nil for none.
func (s *Server) pictureOf(e episode.Episode, shown string, kept *chapters.Image) (*chapters.Image, error) {
	switch {
	case shown == "":
		return nil, nil
	case kept != nil && shown == imageWords(kept):
		return kept, nil
	case s.put[shown] != nil:
		return s.put[shown], nil
	}
	return e.Picture(shown) // that the text named before
}

// newPictures are the files that a list of chapters needs beside the text.
func (s *Server) newPictures(e episode.Episode, list []chapters.Chapter) (files []change.Picture) {
	for _, c := range list {
		if c.Image != nil && s.put[c.Image.Source] == c.Image && !slices.ContainsFunc(files, func(p change.Picture) bool { return filepath.Base(p.Path) == c.Image.Source }) {
			files = append(files, change.Picture{Path: filepath.Join(filepath.Dir(e.TextPath), c.Image.Source), Content: c.Image.Bytes})
		}
	}
	return files
}

// showPicture hands out a picture of the text, or one that was put on the page.
func (s *Server) showPicture(w http.ResponseWriter, r *http.Request) {
	s.lock.Lock()
	defer s.lock.Unlock()
	name := r.FormValue("name")
	image := s.put[name]
	if image == nil {
		e, err := s.Load()
		if err != nil {
			fails(w, http.StatusInternalServerError, err)
			return
		}
		for _, t := range e.Document.Topics {
			if t.Image.Embeddable() && imageWords(t.Image) == name {
				image = t.Image
			}
		}
	}
	showImage(w, image)
}

// showImage hands out what a browser shows.
func showImage(w http.ResponseWriter, image *chapters.Image) {
	if image == nil {
		image = new(chapters.Image)
	}
	kind := http.DetectContentType(image.Bytes)
	if kind != "image/jpeg" && kind != "image/png" && kind != "image/webp" && kind != "image/gif" {
		fails(w, http.StatusNotFound, errors.New("there is no picture that a browser shows"))
		return
	}
	w.Header().Set("Content-Type", kind)
	_, _ = w.Write(image.Bytes)
}
