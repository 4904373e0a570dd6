package job

import (
	"os"
	"path/filepath"

	"github.com/chapmark/chapmark/audio/remote"
)

// Files is a selection of single files, each by itself and once: a text without its audio, audio without its text.
func Files(args []string, r Request) (Selection, error) {
	args, err := r.expand(args)
	s := Selection{Root: "."}
	taken := map[string]bool{}
	for _, arg := range args {
		name := arg
		if !remote.IsRemote(arg) {
			name = filepath.Clean(arg)
		}
		if taken[name] {
			continue
		}
		taken[name] = true
		j := Job{Audio: arg}
		if isText, err := IsText(arg); err == nil && isText && !remote.IsRemote(arg) {
			j = Job{Text: arg}
		}
		s.Jobs = append(s.Jobs, j)
	}
	if err == nil {
		err = r.allowed(s.Jobs)
	}
	if err == nil {
		err = s.measure(r)
	}
	return s, err
}

// WithSites gives texts the audio beside them, and if that is wanted what their site says of them.
func (s Selection) WithSites(r Request, wanted bool) (Selection, error) {
	for i := range s.Jobs {
		j := &s.Jobs[i]
		if j.Text == StandardInput {
			j.Piped, j.Err = ReadText(os.Stdin)
		}
		if j.Text == "" || j.Text == StandardInput || !wanted {
			continue
		}
		selected, err := Request{Args: []string{j.Text}, Config: r.Config, Source: Markdown, ReadsWeb: r.ReadsWeb, Offline: r.Offline, Objects: r.Objects}.selected()
		if err != nil {
			return s, err
		}
		if len(selected.Jobs) == 1 {
			*j = selected.Jobs[0]
		}
	}
	return s, nil
}

// Recordings is the source of an episode with the new one of two recordings of it, and after it the files that go along.
func (r Request) Recordings(source, old, next string, also []string) (Selection, error) {
	s := Selection{Jobs: []Job{{Text: source, Audio: next}}}
	for _, path := range also {
		s.Jobs = append(s.Jobs, Job{Text: filepath.Clean(path)})
	}
	if !remote.IsObject(old) && !remote.IsObject(next) {
		return s, nil
	}
	s.Jobs[0].Objects, s.Objects = r.Objects, r.Objects
	return s, r.FindStorage()
}

// Texts are the paths of the jobs' texts.
func (s Selection) Texts() []string {
	paths := make([]string, len(s.Jobs))
	for i, j := range s.Jobs {
		paths[i] = j.Text
	}
	return paths
}
