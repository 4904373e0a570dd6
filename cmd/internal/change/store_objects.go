package change

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/chapmark/chapmark/chapters/limits"
)

// fetch reads what a backup in object storage holds of a file, and which version of it that is.
func (s *Store) fetch(file string) (found state, version string, err error) {
	if s.objects == nil {
		return found, "", fmt.Errorf("read %s: only audio in object storage has its backup there", s.folder)
	}
	content, version, err := s.objects.Get(s.path(file), limits.StateBytes)
	if err != nil {
		return found, "", err
	}
	found, err = parseState(s.path(file), content)
	return found, version, err
}

// send keeps a state in object storage, if nobody else changed what is kept there meanwhile.
func (s *Store) send(now state, last *Store) error {
	before, version, err := s.fetch(now.Path)
	if err == nil {
		now, err = s.onto(before, now, last)
	} else if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	if err != nil {
		return err
	}
	if n := len(now.Written); n > maxWritten {
		now.Written = now.Written[n-maxWritten:]
	}
	content, err := now.encode()
	if err != nil {
		return err
	}
	return s.objects.Put(s.path(now.Path), content, version)
}
