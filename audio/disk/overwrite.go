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
		return fmt.Errorf("write the journal of %s: %w", path, err)
	}
	if err := put(system, target, journal.Start, journal.New); err != nil {
		if back := journal.rollBack(system, target); back != nil {
			return fmt.Errorf("write %s: %w; and it could not be undone (%w): run `chapmark recover %s`", path, err, back, path)
		}
		return fmt.Errorf("write %s: %w", path, err)
	}
	return journal.end(system, target)
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

// put writes bytes into a file, waits until they are on the disk, and reads them back.
func put(system System, target string, start int64, b []byte) error {
	file, err := system.Open(target)
	if err != nil {
		return err
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
	return err
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
	if err := put(system, target, j.Start, j.Old); err != nil {
		return err
	}
	return j.end(system, target)
}

// end removes the journal.
func (j Journal) end(system System, target string) error {
	if err := system.Remove(journalPath(target)); err != nil {
		return err
	}
	return system.SyncFolder(filepath.Dir(target))
}

// Recover ends what an Overwrite that was cut short left behind: a file in between becomes the old one again, and the
// journal goes. A journal that is not about this file as it is now is left alone, and so is the file. Only a holder of
// the file's lock may call it.
func Recover(system System, path string) (State, error) {
	state, err := journalState(path)
	if err != nil || state == NoJournal {
		return state, err
	}
	target, file, err := openTarget(path)
	if err != nil {
		return state, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return state, err
	}
	journal, state, err := ReadJournal(target, file, info.Size())
	if err != nil {
		return state, err
	}
	switch state {
	case Untouched, Finished:
		err = journal.end(system, target)
	case Torn:
		err = journal.rollBack(system, target)
	case Foreign:
		err = &fs.PathError{Op: "recover", Path: path, Err: fmt.Errorf(
			"the journal %s is not about this file as it is now; if the file is as it should be, delete the journal", journalPath(target))}
	}
	return state, err
}

// journalState says how far the change of an abandoned journal has come, without any demand on the file's mode.
func journalState(path string) (State, error) {
	file, err := os.Open(path)
	if err != nil {
		return NoJournal, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return NoJournal, err
	}
	_, state, err := ReadJournal(path, file, info.Size())
	return state, err
}
