package audio

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/id3"
)

// Backup is the tag of a file as it was before it was first written, in a small file of its own: one line of JSON, and
// the bytes of the tag behind it.
type Backup struct {
	File     string   `json:"file"`        // its name, without a folder
	RestSize int64    `json:"rest_bytes"`  // of everything behind the tag
	TagHash  string   `json:"tag_sha256"`  // of the tag that is kept
	Written  []string `json:"new_sha256s"` // of the tags that were written in its place since
	Tag      []byte   `json:"-"`
}

// backupPatience is how long to wait for another process that keeps a tag in the same folder.
const backupPatience = 10 * time.Second

// maxBackupBytes bounds what is read.
const maxBackupBytes = id3.MaxBytes + 1<<20

// RefusedError says why a change was not made that would have lost what somebody else did.
type RefusedError struct{ Reason string }

func (e *RefusedError) Error() string { return e.Reason }

// ErrNoBackup says that a folder holds no backup of a file.
var ErrNoBackup = errors.New("there is no backup of it")

func backupPath(folder, name string) string {
	if target, err := filepath.EvalSymlinks(name); err == nil {
		name = target
	}
	return filepath.Join(folder, disk.ShortName(filepath.Base(name))+".chapmark-tag")
}

func hash(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// ReadBackup reads the backup of a file from a folder.
func ReadBackup(folder, name string) (Backup, error) {
	path := backupPath(folder, name)
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Backup{}, &fs.PathError{Op: "undo", Path: name, Err: fmt.Errorf("%w in %s", ErrNoBackup, folder)}
	}
	if err != nil {
		return Backup{}, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return Backup{}, err
	}
	content := make([]byte, min(info.Size(), maxBackupBytes)) // at once: a tag may be large
	if _, err := io.ReadFull(file, content); err != nil && !errors.Is(err, io.EOF) {
		return Backup{}, fmt.Errorf("read %s: %w", path, err)
	}
	line, tag, _ := bytes.Cut(content, []byte("\n"))
	backup := Backup{Tag: tag}
	if err := json.Unmarshal(line, &backup); err != nil || hash(tag) != backup.TagHash {
		return Backup{}, fmt.Errorf("read %s: it is no backup of chapmark's, or damaged", path)
	}
	return backup, nil
}

// Backup keeps the tag of the file in a folder, before the plan is applied: the tag that the file had before it was
// first written with this folder. Where the folder holds another state of the file, it is refused.
func (p Plan) Backup(folder string) error {
	if !p.Changes() {
		return nil
	}
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return err
	}
	// Two files of one name, in two processes: the second must see what the first has put there.
	unlock, err := disk.Lock(folder, backupPatience)
	if err != nil {
		return err
	}
	defer unlock()
	now := hash(p.file.head)
	fresh := Backup{File: filepath.Base(p.file.Name), RestSize: p.file.Size - int64(len(p.file.head)), TagHash: now, Tag: p.file.head}
	backup, err := ReadBackup(folder, p.file.Name)
	switch {
	case errors.Is(err, ErrNoBackup):
		backup = fresh
	case err != nil:
		return err
	case backup.RestSize != fresh.RestSize, backup.TagHash != now && !slices.Contains(backup.Written, now):
		return &RefusedError{fmt.Sprintf("back up %s: %s holds the tag of another state of it; choose another folder", p.file.Name, folder)}
	}
	if written := hash(p.newHead); !slices.Contains(backup.Written, written) {
		backup.Written = append(backup.Written, written)
	}
	return backup.write(disk.OS{}, backupPath(folder, p.file.Name))
}

// write puts the backup on the disk, whole or not at all.
func (b Backup) write(system disk.System, path string) (err error) {
	folder := filepath.Dir(path)
	line, err := json.Marshal(b)
	if err != nil {
		return err
	}
	if err := disk.RemoveLeftovers(system, path); err != nil {
		return err
	}
	file, err := disk.CreateBeside(system, path)
	if err != nil {
		return err
	}
	if _, err = file.Write(append(line, '\n')); err == nil {
		_, err = file.Write(b.Tag)
	}
	if err == nil {
		err = file.Sync()
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = system.Rename(file.Name(), path)
	}
	if err != nil {
		_ = system.Remove(file.Name())
		return err
	}
	return system.SyncFolder(folder)
}

// PlanUndo works out how the file gets back the tag of a backup, bit for bit. It is refused where the tag is not one
// that was written since: then another program changed it, and that would be lost.
func (f *File) PlanUndo(backup Backup) (Plan, error) {
	now := hash(f.head)
	plan := Plan{Method: None, BytesBefore: f.Size, BytesAfter: f.Size, Before: f.Chapters(), After: f.Chapters(), file: f, newHead: f.head}
	switch {
	case now == backup.TagHash:
		return plan, nil
	case backup.RestSize != f.Size-int64(len(f.head)), !slices.Contains(backup.Written, now):
		return Plan{}, &RefusedError{fmt.Sprintf("undo %s: it was changed by another program since chapmark wrote it; that would be lost", f.Name)}
	}
	plan.Method, plan.newHead, plan.After = Replace, backup.Tag, nil
	plan.BytesAfter += int64(len(backup.Tag) - len(f.head))
	if len(backup.Tag) > 0 {
		tag, err := id3.Parse(backup.Tag)
		if err != nil {
			return Plan{}, fmt.Errorf("undo %s: read the tag of the backup: %w", f.Name, err)
		}
		plan.tag, plan.After = tag, plain(tag.Chapters())
	}
	return plan, nil
}
