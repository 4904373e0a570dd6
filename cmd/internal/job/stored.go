package job

import (
	"fmt"
	"io/fs"
	"strings"

	"github.com/chapmark/chapmark/audio/objects"
	"github.com/chapmark/chapmark/audio/remote"
)

// expand is Expand, and finds the objects that patterns match, each once.
func (r Request) expand(args []string) ([]string, error) {
	var all []string
	taken := map[string]bool{}
	for _, arg := range args {
		found, err := r.expandOne(arg)
		if err != nil {
			return nil, err
		}
		for _, name := range found {
			if !taken[name] {
				all = append(all, name)
			}
			taken[name] = remote.IsObject(name)
		}
	}
	return all, nil
}

func (r Request) expandOne(arg string) ([]string, error) {
	if !remote.IsObject(arg) || r.Objects == nil || r.Offline || !strings.ContainsAny(arg, "*?[{") {
		return Expand([]string{arg})
	}
	if err := r.FindStorage(); err != nil {
		return nil, err
	}
	found, err := r.Objects.Glob(arg)
	if err == nil && len(found) == 0 {
		err = fs.ErrNotExist
	}
	if err != nil {
		return nil, fmt.Errorf("find objects by %q: %w", arg, err)
	}
	return found, nil
}

// FindStorage lets the client know which storage the site's config names.
func (r Request) FindStorage() error {
	config, err := r.Site()
	if config != nil {
		r.Objects.At(config.Storage)
	}
	return err
}

// lookUp gives jobs whose audio is in object storage the client for it. Of several objects, it asks what the storage has of them: a
// site's episode whose object is not there has no audio.
func (s *Selection) lookUp(r Request) error {
	var names []string
	for i := range s.Jobs {
		if j := &s.Jobs[i]; remote.IsObject(j.Audio) && j.Err == nil {
			names = append(names, j.Audio)
			j.Objects, s.Objects = r.Objects, r.Objects
		}
	}
	if len(names) == 0 {
		return nil
	}
	if err := r.FindStorage(); err != nil || len(names) == 1 && s.Site == nil { // one request tells as much as a listing
		return err
	}
	complete, err := r.Objects.LookUp(names)
	if err != nil {
		return err
	}
	for i := range s.Jobs {
		j := &s.Jobs[i]
		if j.Objects == nil {
			continue
		}
		if object, ok := r.Objects.Listed(j.Audio); ok {
			j.Bytes = object.Size
		} else if address, err := objects.Parse(j.Audio); err == nil && complete[address.Bucket] && j.Named != "" {
			j.Audio = ""
		}
	}
	return nil
}
