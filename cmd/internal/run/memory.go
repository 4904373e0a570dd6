package run

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/facts"
	"github.com/chapmark/chapmark/chapters/limits"
	"github.com/chapmark/chapmark/cmd/internal/job"
)

// Memory is what earlier runs found out about an archive: its streams, and which of its episodes need nothing. So a run
// over an archive in which nothing changed reads almost nothing.
type Memory struct {
	Reader *audio.Reader // knows the streams of earlier runs
	Known  *audio.Reader // reads only files whose streams are known; nil Facts: none are

	done    *facts.Done
	lock    sync.Mutex
	written []writtenJob
	program []byte // which program this is: another one may do something else
}

// NewMemory opens what is remembered in the user's cache folder; without one, nothing is.
func NewMemory(wanted bool, version string) *Memory {
	m := &Memory{Reader: new(audio.Reader)}
	folder, err := os.UserCacheDir()
	if err != nil || !wanted {
		m.Known = m.Reader.OnlyKnown()
		return m
	}
	m.Reader.Facts = facts.New(filepath.Join(folder, "chapmark", "facts"))
	m.Known = m.Reader.OnlyKnown()
	if path, err := os.Executable(); err == nil {
		if info, err := os.Stat(path); err == nil {
			m.done = facts.NewDone(filepath.Join(folder, "chapmark", "done"))
			m.program = fmt.Append(nil, version, info.Size(), info.ModTime().UnixNano())
		}
	}
	return m
}

// Key is a hash of all that an unchanged episode depends on: the state of its audio, its text, the options, this program.
// It is "" where something may have to be said or tidied up.
func (m *Memory) Key(j job.Job, options string) string {
	alone := j.Plain && !j.Leftovers.Beside(j.Audio) && !j.Leftovers.Beside(j.Text)
	if m.done == nil || !alone && (disk.Abandoned(j.Audio) || disk.Abandoned(j.Text)) {
		return ""
	}
	state, ok := m.Known.State(j.Audio, alone)
	text, err := disk.ReadFile(j.Text, limits.TextBytes)
	if !ok || err != nil {
		return ""
	}
	return facts.HashOf([]byte(state), text, []byte(options), m.program)
}

// Has reports whether an episode is known to need nothing.
func (m *Memory) Has(key string) bool { return key != "" && m.done.Has(key) }

// Add remembers that an episode needs nothing.
func (m *Memory) Add(key string) {
	if key != "" {
		m.done.Add(key)
	}
}

// writtenJob is an episode that was written in this run, which the next one finds done.
type writtenJob struct {
	audio   audio.Written
	job     job.Job
	options string // "" where that is not to be remembered
}

// Wrote notes an episode that was written. What is known of it can be remembered only once its times are settled.
func (m *Memory) Wrote(j job.Job, plan *audio.Plan, options string) {
	if m.Reader.Facts == nil || plan == nil {
		return
	}
	if w, ok := plan.Written(); ok {
		m.lock.Lock()
		m.written = append(m.written, writtenJob{w, j, options})
		m.lock.Unlock()
	}
}

// Save writes down what this run found out. Without it, everything takes longer, and nothing else.
func (m *Memory) Save() {
	for _, w := range m.written {
		m.Reader.Remember(w.audio)
		if w.options != "" {
			m.Add(m.Key(w.job, w.options))
		}
	}
	_ = errors.Join(m.Reader.Facts.Save(), m.done.Save())
}
