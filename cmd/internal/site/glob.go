package site

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/chapmark/chapmark/chapters/limits"
)

// glob finds files in the config's folder. The folder may be a stranger's: links that lead out of it are not followed, and
// links that lead in circles are not followed for long.
func (c Config) glob(pattern string, options ...doublestar.GlobOption) ([]string, error) {
	pattern = filepath.ToSlash(filepath.Clean(pattern))
	var folder fs.FS = os.DirFS(c.Folder)
	if !strings.HasPrefix(pattern, "../") { // what the config names outside of its folder is there on purpose
		root, err := os.OpenRoot(c.Folder)
		if err != nil {
			return nil, err
		}
		defer root.Close()
		folder = root.FS()
	}
	steps := &bounded{FS: folder, left: limits.GlobSteps}
	found, err := doublestar.Glob(steps, pattern, append(options, doublestar.WithFilesOnly())...)
	if err == nil && steps.left < 0 {
		err = errors.New("it takes too many steps; name fewer folders")
	}
	return found, err
}

// bounded is a folder of which only so much is looked at.
type bounded struct {
	fs.FS
	left int
}

var errSteps = errors.New("too many steps")

func (b *bounded) step() error {
	if b.left--; b.left < 0 {
		return errSteps
	}
	return nil
}

// Stat tells of a file.
func (b *bounded) Stat(name string) (fs.FileInfo, error) {
	if err := b.step(); err != nil {
		return nil, err
	}
	return fs.Stat(b.FS, name)
}

// ReadDir lists a folder.
func (b *bounded) ReadDir(name string) ([]fs.DirEntry, error) {
	if err := b.step(); err != nil {
		return nil, err
	}
	return fs.ReadDir(b.FS, name)
}
