package change

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"path/filepath"

	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/chapters/format"
)

// PutPictures writes the pictures of chapters into a folder, each once, as it is, named by the number of its first chapter. The chapters
// of the set then name them, relative to a folder. A file that is there already is never replaced by another. It returns the paths,
// and of how many chapters there is no picture that could be written.
func PutPictures(set *format.Set, folder, from string) (paths []string, without int, err error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, 0, err
	}
	var contents [][]byte
	for i, c := range set.Chapters {
		if c.Image == nil {
			continue
		}
		kind := pictureEnding(c.Image.Bytes)
		if kind == "" { // on the web, or of no kind that is known
			without++
			continue
		}
		n := 0
		for n < len(contents) && !bytes.Equal(contents[n], c.Image.Bytes) {
			n++
		}
		if n == len(contents) {
			path := filepath.Join(folder, fmt.Sprintf("chapter-%03d%s", i+1, kind))
			if err := disk.PutNew(path, c.Image.Bytes); err != nil {
				return paths, without, err
			}
			contents, paths = append(contents, c.Image.Bytes), append(paths, path)
		}
		image := *c.Image
		if image.Source, err = filepath.Rel(from, paths[n]); err != nil {
			image.Source = paths[n]
		}
		image.Source = filepath.ToSlash(image.Source)
		set.Chapters[i].Image = &image
	}
	return paths, without, nil
}

// pictureEnding is the ending of the names of files of a picture's kind, by its first bytes; "" where that is not known.
func pictureEnding(content []byte) string {
	switch http.DetectContentType(content) {
	case "image/jpeg":
		return ".jpg"
	case "image/png":
		return ".png"
	case "image/gif":
		return ".gif"
	case "image/webp":
		return ".webp"
	case "image/bmp":
		return ".bmp"
	}
	return ""
}
