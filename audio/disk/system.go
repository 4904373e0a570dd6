package disk

import (
	"fmt"
	"io"
	"os"
)

// System is every operation that changes a disk. It is as narrow as that, so that tests can let each one fail.
type System interface {
	CreateTemp(folder, pattern string) (File, error) // a new file, for reading and writing
	Create(path string) (File, error)                // the same under a name that must be free
	Open(path string) (File, error)                  // a file that exists, for reading and writing
	Rename(from, to string) error
	Remove(path string) error
	SyncFolder(path string) error // makes names in a folder durable
}

// File is a file that is being written.
type File interface {
	io.Writer
	io.WriterAt
	io.ReaderAt
	// CopyFrom appends bytes of another file, shared with it where possible, and calls done now and then with how many
	// there are by now.
	CopyFrom(old *os.File, offset, length int64, done func(copied int64)) error
	CopyAttributes(old *os.File) error // mode, owner and extended attributes, as far as permitted
	Sync() error
	Close() error
	Name() string
}

// OS is the System of the machine.
type OS struct{}

// CreateTemp creates a new file with a free name.
func (OS) CreateTemp(folder, pattern string) (File, error) {
	return newFile(os.CreateTemp(folder, pattern))
}

// Create creates a file whose name must be free.
func (OS) Create(path string) (File, error) {
	return newFile(os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600))
}

// Open opens a file that exists.
func (OS) Open(path string) (File, error) { return newFile(os.OpenFile(path, os.O_RDWR, 0)) }

// Rename gives a file another name, in place of what had it.
func (OS) Rename(from, to string) error { return os.Rename(from, to) }

// Remove removes a file.
func (OS) Remove(path string) error { return os.Remove(path) }

// SyncFolder makes the names in a folder durable.
func (OS) SyncFolder(path string) error { return syncFolder(path) }

// osFile is a file of the machine.
type osFile struct{ *os.File }

func newFile(file *os.File, err error) (File, error) {
	if err != nil {
		return nil, err
	}
	return osFile{file}, nil
}

// CopyFrom appends length bytes of another file.
func (f osFile) CopyFrom(old *os.File, offset, length int64, done func(copied int64)) error {
	at, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	copied, err := f.share(at, old, offset, length)
	if err != nil {
		return err
	}
	done(copied)
	if err := enoughSpace(f.File, length-copied); err != nil {
		return err
	}
	if _, err := old.Seek(offset+copied, io.SeekStart); err != nil {
		return err
	}
	for copied < length {
		// From file to file, so that the kernel can do it; and each stretch starts on its way to the disk while the next
		// one is copied, so that the sync at the end has less to wait for.
		const stretch = 8 << 20
		n, err := io.CopyN(f.File, old, min(stretch, length-copied))
		if err == io.EOF {
			err = fmt.Errorf("read %s: it became shorter meanwhile", old.Name())
		}
		if err != nil {
			return err
		}
		startSync(f.File, at+copied, n)
		copied += n
		done(copied)
	}
	return nil
}

// share lets the file system share the blocks of two files, where it can and where the bytes stand at the same place
// within a block. It returns how many bytes of the copy are done.
func (f osFile) share(at int64, old *os.File, offset, length int64) (copied int64, err error) {
	const block = 4096
	if at%block != offset%block {
		return 0, nil
	}
	lead := (block - at%block) % block // up to the first whole block
	if lead >= length {
		return 0, nil
	}
	b := make([]byte, lead)
	if _, err := old.ReadAt(b, offset); err != nil {
		return 0, err
	}
	if _, err := f.Write(b); err != nil {
		return 0, err
	}
	whole := (length - lead) / block * block
	if whole == 0 || cloneRange(f.File, at+lead, old, offset+lead, whole) != nil {
		return lead, nil // copied the ordinary way, from there on
	}
	_, err = f.Seek(at+lead+whole, io.SeekStart)
	return lead + whole, err
}

// CopyAttributes makes the file look like another one. The mode must follow; what else the system does not permit
// is left.
func (f osFile) CopyAttributes(old *os.File) error {
	info, err := old.Stat()
	if err != nil {
		return err
	}
	copyOwner(f.File, info)
	copyExtended(f.File, old)
	return f.Chmod(info.Mode().Perm() | info.Mode()&(os.ModeSetuid|os.ModeSetgid|os.ModeSticky))
}
