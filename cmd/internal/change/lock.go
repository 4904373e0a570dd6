package change

import (
	"errors"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/remote"
)

// Patience is how long to wait for another program that writes the same file or folder, if nobody says otherwise.
const Patience = 10 * time.Second

// ErrInterrupted says that the user, or the system, asked the process to end while a change was made. The change is done.
var ErrInterrupted = errors.New("interrupted")

// Hold runs a change of an MP3 while it holds the file's lock. First it ends what a write that was cut short left behind,
// and hands on what that was; left knows the folder, or is nil. A request to end the process waits for the change; a second one does not.
func Hold(path string, timeout time.Duration, left *disk.Leftovers, change func(left disk.State) error) (err error) {
	if remote.IsObject(path) { // whose storage makes sure that nobody's change is lost
		return uninterrupted(func() error { return change(disk.NoJournal) })
	}
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		return change(disk.NoJournal) // which says what is wrong with it
	}
	unlock, err := disk.Lock(path, timeout)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	state, err := audio.Recover(path, left)
	if err != nil {
		return err
	}
	return uninterrupted(func() error { return change(state) })
}

// Requests takes the signals by which the user, or the system, asks the process to end. signal.Stop gives them back.
func Requests() chan os.Signal {
	requests := make(chan os.Signal, 1)
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		if !signal.Ignored(s) { // under nohup, or behind &, it stays ignored
			signal.Notify(requests, s)
		}
	}
	return requests
}

// uninterrupted lets a change finish where the process is asked to end meanwhile: it takes a moment, and leaves no
// temporary files.
func uninterrupted(change func() error) error {
	requests := Requests()
	defer signal.Stop(requests)
	done, asked := make(chan error, 1), false
	go func() { done <- change() }()
	for {
		select {
		case <-requests:
			asked = true
			signal.Stop(requests)
		case err := <-done:
			if asked {
				err = errors.Join(ErrInterrupted, err)
			}
			return err
		}
	}
}
