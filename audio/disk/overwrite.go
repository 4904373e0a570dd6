package disk

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Overwrite changes the first bytes of a file in place, from old to new, which are equally long. A journal beside the
// file holds what is needed to go back: whenever this is cut short, Recover makes the file the old or the new one.
// Until then, other programs may see a file in between. check may refuse the file once it is open.
func Overwrite(system System, path string, old, new []byte, check func(file *os.File) error) error {
	target, file, err := openTarget(path)
	if err != nil {
		return err
	}
	defer file.Close()
	if err := check(file); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	info, err := file.Stat()
	if err != nil {
		return err
	}
	start, end := 0, len(new)
	for start < end && old[start] == new[start] {
		start++
	}
	for end > start && old[end-1] == new[end-1] {
		end--
	}
	journal := Journal{Name: filepath.Base(target), Size: info.Size(), Start: int64(start), Old: old[start:end], New: new[start:end]}
	if err := journal.begin(system, target); err != nil {
		return fmt.Errorf("write the journal of %s: %w", path, withoutPath(err))
	}
	// Putting the journal on the disk took a moment, in which another program may have come.
	if !unchanged(target, info) || readBack(file, journal.Start, journal.Old) != nil {
		_ = journal.end(system, target)
		return fmt.Errorf("write %s: %w", path, ErrChanged)
	}
	if touched, err := put(system, target, journal.Start, journal.New); err != nil && !touched {
		_ = journal.end(system, target)
		return fmt.Errorf("write %s: %w", path, withoutPath(err))
	} else if err != nil {
		if back := journal.rollBack(system, target); back != nil {
			return fmt.Errorf("write %s: %w; it could not be undone either (%w): run `chapmark recover %s`", path, withoutPath(err), withoutPath(back), path)
		}
		return fmt.Errorf("write %s: %w", path, withoutPath(err))
	}
	if err := journal.end(system, target); err != nil {
		return fmt.Errorf("write %s: the new tag is written, but the journal beside the file could not be removed: %w", path, withoutPath(err))
	}
	return nil
}

// unchanged reports whether a file is still the one that was looked at.
func unchanged(target string, before os.FileInfo) bool {
	now, err := os.Stat(target)
	return err == nil && os.SameFile(before, now) && now.Size() == before.Size() && now.ModTime().Equal(before.ModTime())
}

// begin puts the journal on the disk, before the file is touched.
func (j Journal) begin(system System, target string) (err error) {
	file, err := system.Create(journalPath(target))
	if err != nil {
		return err
	}
	if err = j.write(file); err == nil {
		err = file.Sync()
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = system.SyncFolder(filepath.Dir(target))
	}
	if err != nil {
		_ = system.Remove(journalPath(target)) // if it stays, it is incomplete or the file untouched, and Recover sees that
	}
	return err
}

// put writes bytes into a file, waits until they are on the disk, and reads them back. It says whether it came so far
// that the file may have changed.
func put(system System, target string, start int64, b []byte) (touched bool, err error) {
	file, err := system.Open(target)
	if err != nil {
		return false, err
	}
	_, err = file.WriteAt(b, start)
	if err == nil {
		err = file.Sync()
	}
	if err == nil {
		err = readBack(file, start, b)
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	return true, err
}

// readBack holds what stands in a file against what was written there.
func readBack(file io.ReaderAt, start int64, b []byte) error {
	chunk := make([]byte, min(len(b), 128<<10))
	for len(b) > 0 {
		n := min(len(b), len(chunk))
		if _, err := file.ReadAt(chunk[:n], start); err != nil {
			return err
		}
		if !bytes.Equal(chunk[:n], b[:n]) {
			return errors.New("what was read back is not what was written")
		}
		b, start = b[n:], start+int64(n)
	}
	return nil
}

// rollBack brings the old bytes back, and removes the journal once they are there.
func (j Journal) rollBack(system System, target string) error {
	if _, err := put(system, target, j.Start, j.Old); err != nil {
		return err
	}
	return j.end(system, target)
}

// end removes the journal. If the folder cannot be synced, it may come back after a power cut, and then only says that
// the file is whole.
func (j Journal) end(system System, target string) error {
	if err := system.Remove(journalPath(target)); err != nil {
		return err
	}
	_ = system.SyncFolder(filepath.Dir(target))
	return nil
}

// Recover ends what an Overwrite that was cut short left behind: a file in between becomes the old one again, and the
// journal goes. A journal that is not about this file as it is now is left alone, and so is the file. Only a holder of
// the file's lock may call it.
func Recover(system System, path string, region Region) (State, error) {
	target, err := filepath.EvalSymlinks(path)
	if err != nil {
		return NoJournal, err
	}
	if target, err = filepath.Abs(target); err != nil {
		return NoJournal, err
	}
	journal, state, err := journalOf(target, region)
	if err != nil || state == NoJournal {
		return state, err
	}
	switch state {
	case Untouched, Finished:
		err = journal.end(system, target)
	case Torn:
		var file *os.File
		if _, file, err = openTarget(target); err == nil { // which refuses what is read-only
			file.Close()
			err = journal.rollBack(system, target)
		}
	case Foreign:
		err = &fs.PathError{Op: "recover", Path: path, Err: fmt.Errorf(
			"%s is not a journal of this file's tag, or not your file; if the MP3 is right, delete it", journalPath(target))}
	}
	return state, err
}

// End removes the temporary files that a write that was cut short left beside a file, and then recovers the file. Only a
// holder of the file's lock may call it.
func End(system System, path string, region Region, left *Leftovers) (State, error) {
	if err := left.Remove(system, path); err != nil {
		return NoJournal, err
	}
	return Recover(system, path, region)
}

// Pending says what End would find, and changes nothing.
func Pending(path string, region Region) (State, error) {
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		err = &fs.PathError{Op: "recover", Path: path, Err: errors.New("is not a regular file")}
	}
	if err != nil {
		return NoJournal, err
	}
	_, state, err := journalOf(path, region)
	return state, err
}

// journalOf reads the journal of a file, and says how far its change has come.
func journalOf(target string, region Region) (Journal, State, error) {
	file, err := os.Open(target)
	if err != nil {
		return Journal{}, NoJournal, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return Journal{}, NoJournal, err
	}
	return ReadJournal(target, file, info.Size(), region)
}
