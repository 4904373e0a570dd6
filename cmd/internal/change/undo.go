package change

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/objects"
	"github.com/chapmark/chapmark/audio/remote"
	"github.com/chapmark/chapmark/chapters"
	"github.com/chapmark/chapmark/chapters/format"
	"github.com/chapmark/chapmark/chapters/limits"
	"github.com/chapmark/chapmark/cmd/internal/job"
)

// state is a file before a change: all of a text, or of an MP3 the tags before its audio. In a store it is a small
// file: one line of JSON, and the bytes after it.
type state struct {
	Version int      `json:"version"`
	Path    string   `json:"path"`          // of the file
	Command string   `json:"command"`       // that changed it
	For     string   `json:"for,omitempty"` // what it was made for, where that must not be done twice
	Rest    int64    `json:"rest_bytes"`    // of an MP3, all that a change leaves alone; -1 for a text
	Hash    string   `json:"sha256"`        // of the bytes that are kept
	Origin  string   `json:"origin"`        // the hash of what stood there before the first of Written
	Written []string `json:"new_sha256s"`   // of what chapmark wrote in its place since, one upon the other
	Bytes   []byte   `json:"-"`
}

const stateVersion = 1

func hash(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// tagState is the state of an MP3 that gets other tags.
func tagState(f *audio.File, after []byte) state {
	return newState(f.Name, f.RestBytes(), f.Head(), after)
}

// textState is the state of a text that is edited.
func textState(e *Edit) state { return newState(e.Path, textRest, e.Before, e.After) }

const textRest = -1

func newState(path string, rest int64, before, after []byte) state {
	return state{Version: stateVersion, Path: realPath(path), Rest: rest, Hash: hash(before), Origin: hash(before), Written: []string{hash(after)}, Bytes: before}
}

func realPath(path string) string {
	if remote.IsObject(path) {
		return path
	}
	if resolved, err := filepath.EvalSymlinks(path); err == nil {
		path = resolved
	}
	if absolute, err := filepath.Abs(path); err == nil {
		return absolute
	}
	return path
}

// read reads a state from a file of a store.
func read(path string) (s state, err error) {
	content, err := disk.ReadOwn(path, filepath.Dir(path), limits.StateBytes)
	if err != nil {
		return s, err
	}
	return parseState(path, content)
}

func parseState(path string, content []byte) (s state, err error) {
	line, kept, _ := bytes.Cut(content, []byte("\n"))
	if err := json.Unmarshal(line, &s); err != nil || s.Version != stateVersion || hash(kept) != s.Hash {
		return s, fmt.Errorf("read %s: it is not a backup of chapmark's, or it is damaged", path)
	}
	s.Bytes = kept
	return s, nil
}

// write puts a state into a file, whole or not at all.
func (s state) write(path string, synced bool) error {
	content, err := s.encode()
	if err != nil {
		return err
	}
	if !synced {
		return disk.PutOwn(path, content)
	}
	return disk.PutSynced(disk.OS{}, path, content)
}

func (s state) encode() ([]byte, error) {
	line, err := json.Marshal(s)
	return slices.Concat(line, []byte("\n"), s.Bytes), err
}

// ErrNothingKept says that a store holds no state of a file.
var ErrNothingKept = errors.New("there is no earlier state of it")

// Undone is what an undo brings back.
type Undone struct {
	Change
	Command string // that changed the file

	path  string
	from  *Store
	level int // of the state
}

// Drop drops what was brought back from the last store, which is the user's own. Where it came from another one, all of it goes: nothing
// leads from there to these states.
func (u Undone) Drop(last *Store) {
	switch {
	case last == nil:
	case u.from == last:
		last.drop(u.path, u.level)
	default:
		last.drop(u.path, limits.StoreLevels)
	}
}

// Undo is the change that brings back what a store kept of a file. It is refused where another program changed the file
// since, because that would be lost. The last store knows what chapmark itself wrote since.
func Undo(path string, from, last *Store, client *objects.Client) (Undone, error) {
	if info, err := os.Stat(path); client == nil && (err != nil || !info.Mode().IsRegular()) {
		return Undone{}, cmp.Or[error](err, &fs.PathError{Op: "undo", Path: path, Err: errors.New("it is not a regular file")})
	}
	levels, states, err := from.states(path)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			err = &fs.PathError{Op: "undo", Path: path, Err: fmt.Errorf("%w%s", ErrNothingKept, from.where())}
		}
		return Undone{}, err
	}
	if states[0].Rest == textRest && client == nil {
		return undoText(path, levels, states, from, last)
	}
	f, err := (*audio.File)(nil), error(nil)
	if client != nil {
		f, _, err = client.Open(new(audio.Reader), path)
	} else {
		f, err = audio.Open(path)
	}
	if err != nil {
		return Undone{}, err
	}
	n, err := leading(states, f.RestBytes(), hash(f.Head()), from, last)
	if err != nil {
		return Undone{}, fmt.Errorf("undo %s: %w", path, err)
	}
	plan, err := f.PlanHead(states[n].Bytes)
	return Undone{Change{Audio: &plan}, states[n].Command, path, from, levels[n]}, err
}

func undoText(path string, levels []int, states []state, from, last *Store) (Undone, error) {
	file, err := os.Open(path)
	if err != nil {
		return Undone{}, err
	}
	defer file.Close()
	now, err := job.ReadText(file) // a larger text is another program's
	if err != nil {
		return Undone{}, err
	}
	n, err := leading(states, textRest, hash(now), from, last)
	if !isText(now) || err == nil && !isText(states[n].Bytes) {
		err = &audio.RefusedError{Reason: "chapmark keeps a text for it, and it is not one now"}
	}
	if err != nil {
		return Undone{}, fmt.Errorf("undo %s: %w", path, err)
	}
	return Undone{Change{Text: &Edit{path, now, states[n].Bytes}}, states[n].Command, path, from, levels[n]}, nil
}

// leading finds the state from which a change of chapmark's led to a file with this hash. A change that did not come about, or was taken
// back, has left a state that is the file's own: the one before it leads here.
func leading(states []state, rest int64, now string, from, last *Store) (n int, err error) {
	if from != nil && from.backup {
		if s := states[0]; s.Rest == rest && s.follows(now, last.known(s.Path)) {
			return 0, nil
		}
		return 0, errChangedSince
	}
	for n, s := range states {
		if s.Rest == rest && len(s.Written) > 0 && s.Written[len(s.Written)-1] == now {
			return n, nil
		}
	}
	for n, s := range states {
		if s.Rest == rest && s.Hash == now {
			return n, nil // and it stays
		}
	}
	return 0, errChangedSince
}

var errChangedSince = &audio.RefusedError{Reason: "it was changed since, by another program or without keeping its state; undo would lose that"}

// isText reports whether bytes can be an episode's text: a backup may be a stranger's, and is not to bring one back in place
// of audio.
func isText(b []byte) bool {
	text, _ := format.Text(b)
	_, why := chapters.NewSource("", text).NotText()
	return why == ""
}

// follows reports whether a file with this hash is what is kept, or what chapmark made of it since.
func (s state) follows(now string, last state) bool {
	return now == s.Hash || slices.Contains(s.Written, now) || last.Rest == s.Rest && slices.Contains(last.Written, now) &&
		(last.Origin == s.Hash || slices.Contains(s.Written, last.Origin) || slices.ContainsFunc(s.Written, func(w string) bool { return slices.Contains(last.Written, w) }))
}
