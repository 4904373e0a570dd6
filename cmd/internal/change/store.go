package change

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/objects"
	"github.com/chapmark/chapmark/audio/remote"
	"github.com/chapmark/chapmark/chapters/limits"
)

// Store is a folder of states. The user's own keeps the last states of each file, for a while; a backup keeps the first
// one, for good.
type Store struct {
	folder  string
	backup  bool
	objects *objects.Client // of a backup in object storage
}

// maxWritten is how many hashes a state names.
const maxWritten = 100

// Backup is the store in a folder that a person named, which may be one in object storage.
func Backup(folder string, client *objects.Client) *Store {
	s := &Store{folder: folder, backup: true}
	if remote.IsObject(folder) {
		s.objects = client
	}
	return s
}

// UserStore is the user's own store; nil where the system has no place for it.
func UserStore() *Store {
	folder, err := os.UserCacheDir()
	if err != nil {
		return nil
	}
	return &Store{folder: filepath.Join(folder, "chapmark", "undo")}
}

func (s *Store) where() string {
	switch {
	case s == nil:
		return ": the system has no folder for it"
	case s.backup:
		return " in " + s.folder
	}
	return " (kept 60 days; for --all only with --backup or `undo: true`)"
}

const stateSuffix = ".chapmark-undo"

// path is the file of a state: files of one name in two folders have two.
func (s *Store) path(file string) string {
	real := realPath(file)
	sum := sha256.Sum256([]byte(real))
	name := disk.ShortName(filepath.Base(real)) + "." + hex.EncodeToString(sum[:6]) + stateSuffix
	if remote.IsObject(s.folder) {
		return strings.TrimSuffix(s.folder, "/") + "/" + name
	}
	return filepath.Join(s.folder, name)
}

// find reads what is kept of a file. A backup may be asked for a file that has moved: then the only one of its name counts.
func (s *Store) find(file string) (state, error) {
	if s == nil {
		return state{}, fs.ErrNotExist
	}
	if remote.IsObject(s.folder) {
		found, _, err := s.fetch(file)
		return found, err
	}
	found, err := read(s.path(file))
	if !s.backup || !errors.Is(err, fs.ErrNotExist) {
		return found, err
	}
	others, _ := filepath.Glob(filepath.Join(s.folder, globEscape(disk.ShortName(filepath.Base(realPath(file))))+".????????????"+stateSuffix))
	if len(others) != 1 {
		return found, err
	}
	return read(others[0])
}

// globEscape makes a name a pattern that matches it alone.
func globEscape(name string) string {
	var b []byte
	for i := range len(name) {
		if c := name[i]; c == '*' || c == '?' || c == '[' || c == '\\' {
			b = append(b, '[', c, ']')
			continue
		}
		b = append(b, name[i])
	}
	return string(b)
}

// known is the last state of a file in the user's own store, or the zero state.
func (s *Store) known(file string) state {
	found, err := s.find(file)
	if err != nil {
		return state{}
	}
	return found
}

// Did reports whether the last change of a text was made for this, and nothing was done to the text since.
func (s *Store) Did(file string, text []byte, what string) bool {
	last := s.known(file)
	return last.Rest == textRest && last.For == what && len(last.Written) > 0 && last.Written[len(last.Written)-1] == hash(text)
}

// keep keeps a state. Of a backup, last is the user's own store, which knows what chapmark itself wrote since.
func (s *Store) keep(now state, last *Store) (err error) {
	if remote.IsObject(s.folder) {
		return s.send(now, last)
	}
	if err := os.MkdirAll(s.folder, 0o777); err != nil {
		return err
	}
	// Two processes must see what each of them has put there.
	unlock, err := disk.Lock(s.folder, Patience)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	before, err := read(s.path(now.Path))
	push, forget := false, false
	switch {
	case s.backup && errors.Is(err, fs.ErrNotExist):
	case s.backup && err != nil:
		return err
	case s.backup:
		if now, err = s.onto(before, now, last); err != nil {
			return err
		}
	case err == nil && before.Hash == now.Hash && before.Rest == now.Rest: // what it was kept for did not come about, or was taken back
		now.Origin, now.Written = before.Origin, append(before.Written, now.Written...)
	case err == nil && len(before.Written) > 0 && before.Written[len(before.Written)-1] == now.Hash:
		now.Origin, now.Written = before.Origin, append(before.Written, now.Written...)
		push = true
	default:
		forget = true // nothing leads back to the earlier ones
	}
	if n := len(now.Written); n > maxWritten {
		now.Written = now.Written[n-maxWritten:]
	}
	if s.backup {
		return now.write(s.path(now.Path), true)
	}
	// First the new one is written whole, so that the others stay as they are where it cannot be.
	fresh := s.beside(now.Path, "new")
	if err := now.write(fresh, false); err != nil {
		return err
	}
	if push {
		s.push(now.Path)
	} else if forget {
		s.drop(now.Path, limits.StoreLevels)
	}
	err = os.Rename(fresh, s.path(now.Path))
	s.prune()
	return err
}

// onto is the first state that a backup keeps of a file, when it comes to the next one.
func (s *Store) onto(before, now state, last *Store) (state, error) {
	if before.Rest != now.Rest || !before.follows(now.Hash, last.known(now.Path)) {
		return now, &audio.RefusedError{Reason: fmt.Sprintf("back up %s: %s holds another state of it; choose another folder", now.Path, s.folder)}
	}
	before.Written = append(before.Written, now.Written...)
	return before, nil
}

// states are the states of a file, the last one first, by how many changes they are older than that. Some may be missing, where one
// could not be written; what is damaged is as good as missing, unless it is all there is.
func (s *Store) states(file string) (levels []int, states []state, err error) {
	if s == nil || s.backup {
		found, err := s.find(file)
		return []int{0}, []state{found}, err
	}
	err = fs.ErrNotExist
	for n := range limits.StoreLevels + 1 {
		found, failed := read(s.earlier(file, n))
		if failed == nil {
			levels, states = append(levels, n), append(states, found)
		} else if n == 0 {
			err = failed
		}
	}
	if len(states) > 0 {
		err = nil
	}
	return levels, states, err
}

// drop drops the states of a file up to a level, which an undo has restored. The one before it becomes the last, so that a further
// undo goes further back.
func (s *Store) drop(file string, level int) {
	for n := range level + 1 {
		_ = os.Remove(s.earlier(file, n))
	}
	for n := level + 1; n <= limits.StoreLevels; n++ {
		_ = os.Rename(s.earlier(file, n), s.earlier(file, n-level-1)) // where there is none, there is nothing to do
	}
}

// earlier is the file of the state that is so many changes older than the last one.
func (s *Store) earlier(file string, n int) string {
	if n == 0 {
		return s.path(file)
	}
	return s.beside(file, strconv.Itoa(n))
}

// beside is another file about a file. It is pruned as the others are, should a killed program leave it.
func (s *Store) beside(file, mark string) string {
	return strings.TrimSuffix(s.path(file), stateSuffix) + "-" + mark + stateSuffix
}

// push makes the last state of a file an earlier one. The oldest goes where there are too many.
func (s *Store) push(file string) {
	for n := limits.StoreLevels; n > 0; n-- {
		_ = os.Rename(s.earlier(file, n-1), s.earlier(file, n))
	}
}

// prune drops what is too old, and then the oldest of what is too much.
func (s *Store) prune() {
	entries, err := os.ReadDir(s.folder)
	if err != nil {
		return
	}
	var infos []fs.FileInfo
	for _, entry := range entries {
		if info, err := entry.Info(); err == nil && info.Mode().IsRegular() && filepath.Ext(info.Name()) == stateSuffix {
			infos = append(infos, info)
		}
	}
	slices.SortFunc(infos, func(a, b fs.FileInfo) int { return b.ModTime().Compare(a.ModTime()) })
	total := int64(0)
	for i, info := range infos {
		if total += info.Size(); i >= limits.StoreStates || total > limits.StoreBytes || time.Since(info.ModTime()) > limits.StoreAge {
			_ = os.Remove(filepath.Join(s.folder, info.Name()))
		}
	}
}
