package audio

import (
	"io"
	"os"

	"github.com/chapmark/chapmark/audio/disk"
)

// Content is the bytes of a file that is open.
type Content interface {
	io.ReaderAt
	io.Closer
}

// Elsewhere is where a file is that lies on no disk of this machine, for those who read it again or write it.
type Elsewhere struct {
	Version string                  // that was read, as its server calls it
	Open    func() (Content, error) // opens that version
}

// open opens the file again, if it is still the one that was read.
func (f *File) open() (Content, error) {
	if f.Elsewhere != nil {
		return f.Elsewhere.Open()
	}
	file, err := os.Open(f.Name)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err == nil && (info.Size() != f.Size || !info.ModTime().Equal(f.modified)) {
		err = disk.ErrChanged
	}
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	return file, nil
}
