package mp3test

import (
	"errors"
	"os"
	"sync"

	"github.com/chapmark/chapmark/audio/disk"
)

// Fault is a way for an operation to fail.
type Fault int

// The ways.
const (
	Refused Fault = iota // nothing is done
	Half                 // a write does half of its work; every other operation nothing
	Late                 // everything is done, and then reported to have failed
	Crash                // like Half, and no operation after it does anything
)

// ErrFault is what a fault returns.
var ErrFault = errors.New("injected fault")

// Faults is a disk on which one operation fails: the one that is number At, counted from 1.
type Faults struct {
	At    int
	Fault Fault

	mutex   sync.Mutex
	count   int
	crashed bool
}

// Fired reports whether the operation was reached.
func (f *Faults) Fired() bool {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return f.count >= f.At
}

// run does an operation, or fails it. half is what a write does before it fails.
func (f *Faults) run(whole, half func() error) error {
	f.mutex.Lock()
	f.count++
	now, crashed := f.count == f.At, f.crashed
	f.crashed = crashed || now && f.Fault == Crash
	f.mutex.Unlock()
	switch {
	case crashed:
		return ErrFault
	case !now:
		return whole()
	case f.Fault == Late:
		if err := whole(); err != nil {
			return err
		}
	case f.Fault != Refused && half != nil:
		if err := half(); err != nil {
			return err
		}
	}
	return ErrFault
}

func (f *Faults) file(create func() (disk.File, error)) (disk.File, error) {
	var file disk.File
	err := f.run(func() (err error) { file, err = create(); return err }, nil)
	if err != nil {
		if file != nil { // it was created, and reported not to be
			file.Close()
			os.Remove(file.Name())
		}
		return nil, err
	}
	return faultyFile{file, f}, nil
}

// CreateTemp creates a file, or fails.
func (f *Faults) CreateTemp(folder, pattern string) (disk.File, error) {
	return f.file(func() (disk.File, error) { return disk.OS{}.CreateTemp(folder, pattern) })
}

// Create creates a file, or fails.
func (f *Faults) Create(path string) (disk.File, error) {
	return f.file(func() (disk.File, error) { return disk.OS{}.Create(path) })
}

// Open opens a file, or fails.
func (f *Faults) Open(path string) (disk.File, error) {
	var file disk.File
	err := f.run(func() (err error) { file, err = disk.OS{}.Open(path); return err }, nil)
	if err != nil {
		return nil, err
	}
	return faultyFile{file, f}, nil
}

// Rename renames a file, or fails.
func (f *Faults) Rename(from, to string) error {
	return f.run(func() error { return disk.OS{}.Rename(from, to) }, nil)
}

// Remove removes a file, or fails.
func (f *Faults) Remove(path string) error {
	return f.run(func() error { return disk.OS{}.Remove(path) }, nil)
}

// SyncFolder syncs a folder, or fails.
func (f *Faults) SyncFolder(path string) error {
	return f.run(func() error { return disk.OS{}.SyncFolder(path) }, nil)
}

type faultyFile struct {
	disk.File
	faults *Faults
}

func (f faultyFile) Write(b []byte) (n int, err error) {
	err = f.faults.run(func() (err error) { n, err = f.File.Write(b); return err },
		func() (err error) { n, err = f.File.Write(b[:len(b)/2]); return err })
	return n, err
}

func (f faultyFile) WriteAt(b []byte, offset int64) (n int, err error) {
	err = f.faults.run(func() (err error) { n, err = f.File.WriteAt(b, offset); return err },
		func() (err error) { n, err = f.File.WriteAt(b[:len(b)/2], offset); return err })
	return n, err
}

func (f faultyFile) CopyFrom(old *os.File, offset, length int64, done func(copied int64)) error {
	return f.faults.run(func() error { return f.File.CopyFrom(old, offset, length, done) },
		func() error { return f.File.CopyFrom(old, offset, length/2, done) })
}

func (f faultyFile) CopyAttributes(old *os.File) error {
	return f.faults.run(func() error { return f.File.CopyAttributes(old) }, nil)
}

func (f faultyFile) Sync() error { return f.faults.run(f.File.Sync, nil) }

// Close closes the file even where it fails, as the system does.
func (f faultyFile) Close() error {
	err := f.faults.run(func() error { return nil }, nil)
	if closed := f.File.Close(); err == nil {
		err = closed
	}
	return err
}
