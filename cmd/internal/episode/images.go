package episode

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"image"
	_ "image/jpeg" // DecodeConfig reads their heads
	_ "image/png"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/chapmark/chapmark/audio/remote"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/limits"
)

// resolveImages reads the pictures that chapters name. What cannot be had is reported.
func (e *Episode) resolveImages(options Options) {
	total := 0
	known := map[string]*chapters.Image{}
	for i := range e.Document.Topics {
		topic := &e.Document.Topics[i]
		if topic.Image == nil || len(topic.Image.Bytes) > 0 {
			continue
		}
		source := topic.Image.Source
		if same, ok := known[source]; ok {
			topic.Image = same
			total += len(same.Bytes)
			continue
		}
		known[source] = topic.Image
		if remote.IsURL(source) && options.FetchImages == nil {
			e.Problems = append(e.Problems, chapters.Report(chapters.RemoteImage, e.Document.Source, topic.Stamp,
				"the picture %s is on the web, so it is not embedded", remote.Redacted(source)).WithHint("`chapmark write --fetch-images` embeds it and makes the file larger"))
			continue
		}
		kind := ""
		var content []byte
		var err error
		if total <= limits.ImagesBytes { // of all that were read, also of those that cannot be embedded
			content, err = e.readImage(source, options)
			total += len(content)
		}
		if err == nil && total > limits.ImagesBytes {
			err = fmt.Errorf("the pictures have more than %d MiB in all", limits.ImagesBytes>>20)
		}
		if err == nil {
			kind, err = PictureKind(content)
		}
		if err != nil {
			e.Problems = append(e.Problems, chapters.Report(chapters.BadImage, e.Document.Source, topic.Stamp, "the picture %s cannot be embedded: %v", shown(source), err))
			continue
		}
		topic.Image.MIMEType, topic.Image.Bytes = kind, content
	}
}

// Picture reads a picture that a text could name, by its path; one on the web is not fetched.
func (e *Episode) Picture(source string) (*chapters.Image, error) {
	if remote.IsURL(source) {
		return &chapters.Image{Source: source}, nil
	}
	content, err := e.readImage(source, Options{})
	kind := ""
	if err == nil {
		kind, err = PictureKind(content)
	}
	if err != nil {
		return nil, fmt.Errorf("the picture %s cannot be embedded: %w", shown(source), err)
	}
	return &chapters.Image{Source: source, MIMEType: kind, Bytes: content}, nil
}

// shown is a picture's name for people's eyes.
func shown(source string) string {
	switch {
	case strings.HasPrefix(source, "data:"):
		return "in the text itself"
	case remote.IsURL(source):
		return remote.Redacted(source)
	}
	return chapters.Quoted(source)
}

func (e *Episode) readImage(source string, options Options) ([]byte, error) {
	switch {
	case remote.IsURL(source):
		return options.FetchImages.Fetch(source, limits.ImageBytes)
	case strings.HasPrefix(source, "data:"):
		head, data, ok := strings.Cut(source, ",")
		if !ok || !strings.HasSuffix(head, ";base64") {
			return nil, errors.New("it does not start with data:image/png;base64,")
		}
		return base64.StdEncoding.DecodeString(data)
	case strings.Contains(source, "://"):
		return nil, errors.New("chapmark reads only pictures in files and at https addresses")
	}
	folder := ""
	if e.Job.Site != nil {
		folder = e.Job.Site.Folder
	}
	return readLocal(source, e.TextPath, folder)
}

// readLocal reads a picture that lies under the text's folder, or under the site's, where a path with a slash in front begins.
// Links do not lead out of there.
func readLocal(source, textPath, site string) ([]byte, error) {
	name := filepath.FromSlash(source)
	if unescaped, err := url.PathUnescape(source); err == nil && strings.Contains(source, "%") {
		name = filepath.FromSlash(unescaped)
	}
	folder := filepath.Dir(textPath)
	fromRoot := strings.HasPrefix(source, "/")
	var err error = fs.ErrNotExist
	if !fromRoot {
		var content []byte
		if content, err = readUnder(folder, name); err == nil {
			return content, nil
		}
	}
	if site == "" {
		return nil, leads(err)
	}
	inSite := strings.TrimLeft(name, string(filepath.Separator))
	if !fromRoot {
		absolute, err1 := filepath.Abs(filepath.Join(folder, name))
		root, err2 := filepath.Abs(site)
		if err := errors.Join(err1, err2); err != nil {
			return nil, err
		}
		if inSite, err = filepath.Rel(root, absolute); err != nil {
			return nil, leads(err)
		}
	}
	content, err := readUnder(site, inSite)
	return content, leads(err)
}

// leads is an error in words for the writer of a text.
func leads(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return errors.New("it does not exist")
	}
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	if strings.Contains(err.Error(), "escapes") {
		return errors.New("it is outside the folders of the text and of the site")
	}
	return err
}

func readUnder(folder, name string) ([]byte, error) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	info, err := root.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("it is not a regular file")
	}
	file, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, limits.ImageBytes+1))
	if err == nil && len(content) > limits.ImageBytes {
		err = fmt.Errorf("it has more than %d MiB", limits.ImageBytes>>20)
	}
	return content, err
}

// PictureKind tells what a picture is by its first bytes. Players read JPEG and PNG.
func PictureKind(content []byte) (kind string, err error) {
	switch kind := http.DetectContentType(content); kind {
	case "image/jpeg", "image/png":
		if config, _, err := image.DecodeConfig(bytes.NewReader(content)); err != nil || config.Width*config.Height == 0 || max(config.Width, config.Height) > limits.ImageSide {
			return "", fmt.Errorf("it is damaged, or larger than %d pixels a side", limits.ImageSide)
		}
		return kind, nil
	default:
		if strings.HasPrefix(string(content), "<svg") || strings.Contains(string(content[:min(len(content), 512)]), "<svg") {
			kind = "image/svg+xml"
		}
		if len(content) >= 12 && string(content[4:8]) == "ftyp" && (string(content[8:12]) == "avif" || string(content[8:12]) == "heic") {
			kind = "image/" + string(content[8:12])
		}
		if len(content) == 0 {
			return "", errors.New("it is empty")
		}
		return "", fmt.Errorf("it is %s; players read JPEG and PNG", strings.TrimSuffix(kind, "; charset=utf-8"))
	}
}
