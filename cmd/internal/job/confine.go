package job

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/remote"
	"github.com/chapmark/chapmark/cmd/internal/site"
)

// confinement keeps a site's episodes inside the site's folder. The folder may be a stranger's checkout: its links and its
// config do not lead out of it, unless the command line says so.
type confinement struct {
	root    string            // the folder, links resolved
	named   string            // the folder as the config's path names it
	folders map[string]string // of files, resolved
}

func confine(folder string) (confinement, error) {
	named, err := filepath.Abs(folder)
	if err != nil {
		return confinement{}, err
	}
	root, err := filepath.EvalSymlinks(named)
	return confinement{root, named, map[string]string{}}, err
}

// check holds a job of the site. A text or audio that a link leads out of the folder is refused; audio that the config
// itself names outside may be read, and Outside says so.
func (c confinement) check(j *Job, paths ...string) {
	for _, path := range paths {
		if remote.IsObject(path) && path == j.Audio {
			j.Outside = path
		}
		if path == "" || remote.IsRemote(path) || j.Err != nil {
			continue
		}
		real, info, linked, err := c.resolve(path)
		j.Plain = err == nil && !linked && (path == j.Text || j.Plain)
		if err == nil && path == j.Audio && info.Mode().IsRegular() {
			j.real, j.Bytes = real, info.Size()
		}
		switch {
		case errors.Is(err, fs.ErrNotExist) || err == nil && site.Within(c.root, real):
		case err != nil:
			j.Err = err
		case path == j.Audio && !c.inside(path):
			j.Outside = real
		default:
			j.Err = &audio.RefusedError{Reason: fmt.Sprintf("%s: a link leads out of the site's folder, to %s; --allow-outside follows it", path, real)}
		}
	}
}

// inside reports whether a path, as it is written, is one in the folder.
func (c confinement) inside(path string) bool {
	absolute, err := filepath.Abs(path)
	return err == nil && (site.Within(c.named, absolute) || site.Within(c.root, absolute))
}

// resolve is the real path of a file. Links are rare, and folders have many files.
func (c confinement) resolve(path string) (real string, info fs.FileInfo, linked bool, err error) {
	folder, name := filepath.Split(path)
	real, known := c.folders[folder]
	if !known {
		absolute, err := filepath.Abs(folder)
		if err != nil {
			return "", nil, false, err
		}
		if real, err = filepath.EvalSymlinks(absolute); err != nil {
			return "", nil, false, err
		}
		c.folders[folder] = real
	}
	real = filepath.Join(real, name)
	info, err = os.Lstat(path)
	if linked = err == nil && info.Mode()&fs.ModeSymlink != 0; linked {
		if real, err = filepath.EvalSymlinks(real); err == nil {
			info, err = os.Stat(real)
		}
	}
	if err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		err = &fs.PathError{Op: "read", Path: path, Err: errors.New("is not a regular file")} // a pipe would be waited for
	}
	return real, info, linked, err
}

// Output refuses a file or a folder that a command would write, if it is named inside the site's folder and a link leads
// it out of there.
func (s Selection) Output(path string) error {
	switch {
	case s.AllowOutside || path == "" || remote.IsObject(path):
		return nil
	case s.Site == nil:
		return Output(".", path)
	}
	return Output(s.Root, path)
}

// Output refuses a file or a folder to write that is named inside a folder, if a link leads it out of there: the folder may
// hold what strangers have put there.
func Output(folder, path string) error {
	c, err := confine(folder)
	if err != nil || !c.inside(path) {
		return err
	}
	real := path
	for {
		resolved, err := filepath.EvalSymlinks(real)
		if err == nil {
			real = resolved
			break
		}
		if _, there := os.Lstat(real); there == nil { // a link to nothing: what it leads to would be made
			return outside(path, real)
		}
		above := filepath.Dir(real)
		if above == real {
			return nil
		}
		real = above
	}
	if absolute, err := filepath.Abs(real); err != nil || !site.Within(c.root, absolute) {
		return outside(path, real)
	}
	return nil
}

// Put writes a file that the command line names in the working folder or elsewhere, but through no link out of that folder.
func Put(path string, content []byte) error {
	if err := Output(".", path); err != nil {
		return err
	}
	return disk.Put(path, content, 0o644)
}

func outside(path, real string) error {
	return &audio.RefusedError{Reason: fmt.Sprintf("write %s: the link %s leads out of the folder; name the file itself, or use --allow-outside", path, real)}
}

// Overwritable refuses to write over audio, and over what is being read.
func Overwritable(path, format string, sources []string) error {
	there, err := os.Stat(path)
	if err != nil || !there.Mode().IsRegular() {
		return nil // disk.Put says what is wrong with it
	}
	if SameFile(path, sources...) {
		return Usage("%s is the source, and would be overwritten", path)
	}
	if isText, err := IsText(path); err == nil && !isText && there.Size() > 0 {
		return Usage("%s is not a text, and would be overwritten", path)
	}
	if IsMarkdown(path) && format != Markdown && there.Size() > 0 {
		return Usage("%s looks like an episode's text, and would be overwritten; --into puts topics into a text", path)
	}
	return nil
}
