package audio

import (
	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/id3"
)

// Recover ends what an Apply that was cut short left beside a file, and says what that was. Only a holder of the file's
// lock (disk.Lock) may call it. Whatever lies there, no byte after the first tag changes. left knows the folder, or is nil.
func Recover(path string, left *disk.Leftovers) (disk.State, error) {
	return disk.End(disk.OS{}, path, tagRegion, left)
}

// Pending says what Recover would find, and changes nothing.
func Pending(path string) (disk.State, error) { return disk.Pending(path, tagRegion) }

// tagRegion is what a plan may change in place: the first tag.
func tagRegion(header []byte) int64 {
	length, _ := id3.Length(header)
	return length
}
