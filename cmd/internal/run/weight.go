package run

import (
	"os"
	"runtime/debug"
	"sync"

	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/id3"
	"github.com/chapmark/chapmark/audio/remote"
	"github.com/chapmark/chapmark/chapters/limits"
	"github.com/chapmark/chapmark/cmd/internal/job"
)

// What a job may take at most, in bytes, measured over hostile inputs (docs/security.md).
const (
	leastWeight   = 8 << 20
	weightOfText  = 400 // for a byte of a text: one of 200 KB may be all lists in lists
	mostOfText    = 112 << 20
	weightOfTag   = 2
	weightOfAudio = weightOfTag * limits.TagBytes // on the web, where the length of a tag is not known beforehand

	id3v1Bytes     = 128
	unsynchronised = 0x80 // flag of a tag, which then is there as it is written and as it is meant (ID3v2.4 §3.1)
)

// weight is the memory that a job may take, in bytes, told by the lengths of its text and its tags.
func weight(j job.Job) int64 {
	text := int64(len(j.Piped))
	if info, err := os.Stat(j.Text); err == nil && info.Mode().IsRegular() {
		text = info.Size()
	}
	n := int64(leastWeight) + weightOfText*min(text, mostOfText/weightOfText)
	if remote.IsURL(j.Audio) {
		return n + weightOfAudio
	}
	size := j.Bytes
	if size == 0 { // not measured yet, or there is none
		if info, err := os.Stat(j.Audio); err == nil && info.Mode().IsRegular() {
			size = info.Size()
		}
	}
	if size == 0 {
		return n
	}
	return n + weightOfTag*tagBytes(j.Audio, size)
}

// tagBytes is the length that the tags before a file of some size and at its end claim to have together.
func tagBytes(path string, size int64) (total int64) {
	file, err := disk.Open(path)
	if err != nil {
		return 0
	}
	defer file.Close()
	for at, n := int64(0), 0; total < limits.TagBytes && n < limits.Tags; n++ {
		var header [id3.HeaderBytes]byte
		read, _ := file.ReadAt(header[:], at)
		length, ok := id3.Length(header[:read])
		if !ok {
			break
		}
		at += length
		if total += min(length, size, limits.TagBytes); header[5]&unsynchronised != 0 {
			total += min(length, size, limits.TagBytes) / 2
		}
	}
	var end [id3.HeaderBytes + id3v1Bytes]byte
	n, _ := file.ReadAt(end[:min(size, int64(len(end)))], max(size-int64(len(end)), 0))
	for _, behind := range []int{0, id3v1Bytes} {
		if footer := end[max(n-behind-id3.HeaderBytes, 0):max(n-behind, 0)]; len(footer) == id3.HeaderBytes && string(footer[:3]) == "3DI" {
			copy(footer, "ID3")
			length, _ := id3.Length(footer)
			total += min(length, size, limits.TagBytes)
		}
	}
	return total
}

// room is memory that jobs share.
type room struct {
	lock  sync.Mutex
	given sync.Cond
	taken int64
	jobs  int64
	set   int64 // of memory, by limit
	kept  int64 // bytes that all jobs keep until the end: paths, and what became of them
}

// take waits until there is room. What is larger than all of it waits until nothing else is there.
func (r *room) take(n int64) int64 {
	r.lock.Lock()
	defer r.lock.Unlock()
	if r.given.L == nil {
		r.given.L = &r.lock
	}
	for r.taken > 0 && r.taken+n > limits.JobsBytes {
		r.given.Wait()
	}
	r.taken += n
	r.jobs++
	r.limit()
	return n
}

// Of garbage there may be as much as the jobs in hand need of memory, and, up to a step, as much as all jobs keep: the collector would
// work all the time for less.
const (
	LeastMemory = 24 << 20 // enough for what has no jobs
	memoryStep  = 16 << 20
	keptOfJob   = 3 << 10 // of a job, until the end
)

// limit lets the collector know how much memory there may be.
func (r *room) limit() {
	want := int64(LeastMemory) + r.kept + min(r.kept, memoryStep) + max(r.taken-r.jobs*leastWeight, 0)/2
	if want-r.set >= memoryStep || r.set-want >= memoryStep {
		r.set = want
		debug.SetMemoryLimit(want)
	}
}

func (r *room) give(n int64) {
	r.lock.Lock()
	defer r.lock.Unlock()
	r.taken -= n
	r.jobs--
	r.limit()
	r.given.Broadcast()
}
