package site

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/chapmark/chapmark/chapters/limits"
)

// glob finds files in the config's folder. The folder may be a stranger's: links that lead out of it are not followed, and
// links that lead in circles are not followed for long.
func (c Config) glob(pattern string, options ...doublestar.GlobOption) ([]string, error) {
	pattern = filepath.ToSlash(filepath.Clean(pattern))
	root := ""
	if filepath.IsAbs(filepath.FromSlash(pattern)) {
		root, pattern = doublestar.SplitPattern(pattern)
	}
	folder := os.DirFS(cmp.Or(filepath.FromSlash(root), c.Folder))
	if root == "" && !strings.HasPrefix(pattern, "../") { // what the config names outside of its folder is there on purpose
		inside, err := os.OpenRoot(c.Folder)
		if err != nil {
			return nil, err
		}
		defer inside.Close()
		folder = inside.FS()
	}
	steps := &bounded{FS: folder, left: limits.GlobSteps}
	found, err := doublestar.Glob(steps, pattern, append(options, doublestar.WithFilesOnly())...)
	if err == nil && steps.left < 0 {
		err = errors.New("the pattern takes too many steps; name fewer folders")
	}
	for i := range found {
		found[i] = path.Join(root, found[i])
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
