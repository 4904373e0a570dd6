//go:build unix

package audio_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chapmark/chapmark/audio"
	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/mp3test"
)

// journal seals a change of an MP3 called a.mp3: anybody can.
func journal(size, start int64, old, new []byte) []byte {
	b := []byte("chapmark journal 1\n")
	for _, n := range []int64{size, start, int64(len("a.mp3")), int64(len(old)), int64(len(new))} {
		b = binary.BigEndian.AppendUint64(b, uint64(n))
	}
	b = append(append(append(b, "a.mp3"...), old...), new...)
	sum := sha256.Sum256(b)
	return append(b, sum[:]...)
}

// A journal that came along with a file is believed inside the first tag alone, however it is made up.
func TestForgedJournals(t *testing.T) {
	if !disk.Full {
		t.Skip("this system lacks what the test is about")
	}
	tag := mp3test.Tag(3, 500, mp3test.Text("TIT2", "title"))
	content := append(bytes.Clone(tag), mp3test.Seconds(2*time.Second)...)
	size := int64(len(content))
	// forge claims that what stands from start to end was being changed: one byte is as it was, the others as they shall be.
	forge := func(start, end int) []byte {
		now := content[start:end]
		old, new := bytes.Repeat([]byte{0x55}, len(now)), bytes.Clone(now)
		old[0], new[0] = now[0], now[0]^1
		return journal(size, int64(start), old, new)
	}
	// Each of the two versions claims a tag that is longer than the one that is there.
	longer := func() []byte {
		old, new := bytes.Clone(content[:len(tag)+4000]), bytes.Clone(content[:len(tag)+4000])
		old[7], new[8] = 0x7F, content[8]+0x20
		for i := len(tag); i < len(old); i++ {
			old[i] = 0x55
		}
		return journal(size, 0, old, new)
	}
	footer := func() []byte {
		old, new := bytes.Clone(content[:len(tag)+10]), bytes.Clone(content[:len(tag)+10])
		old[3], old[5] = 4, 0x10
		new[0], new[len(new)-1] = 'J', new[len(new)-1]^1
		return journal(size, 0, old, new)
	}
	for name, forged := range map[string][]byte{
		"audio":                       forge(len(tag)+100, len(tag)+5000),
		"the tag and one byte more":   forge(len(tag)-1, len(tag)+1),
		"the last byte":               forge(len(content)-2, len(content)),
		"longer tags":                 longer(),
		"a footer":                    footer(),
		"a start before the file":     journal(size, -1, []byte{1}, []byte{2}),
		"a start that overflows":      journal(size, 1<<62, []byte{1}, []byte{2}),
		"a size that is another's":    journal(size+1, 20, []byte{1}, []byte{2}),
		"more bytes than are claimed": append(forge(20, 30), 0),
	} {
		path := filepath.Join(t.TempDir(), "a.mp3")
		beside := filepath.Join(filepath.Dir(path), ".a.mp3.chapmark-journal")
		if os.WriteFile(path, content, 0o644) != nil || os.WriteFile(beside, forged, 0o644) != nil {
			t.Fatal("no room")
		}
		f, err := audio.Open(path)
		if err != nil || f.Journal != disk.Foreign {
			t.Errorf("%s: opened as %v, %v", name, f.Journal, err)
		}
		if state, err := audio.Recover(path, nil); state != disk.Foreign || err == nil || !strings.Contains(err.Error(), "delete it") {
			t.Errorf("%s: recovered as %v, %v", name, state, err)
		}
		if now, _ := os.ReadFile(path); !bytes.Equal(now, content) {
			t.Errorf("%s: the file changed", name)
		}
	}
}

// A journal that another machine left is rolled back; under a link, as another user's, or as a pipe, it is not.
func TestJournalsOfOthers(t *testing.T) {
	if !disk.Full {
		t.Skip("this system lacks what the test is about")
	}
	tag := mp3test.Tag(3, 500, mp3test.Text("TIT2", "title"))
	content := append(bytes.Clone(tag), mp3test.Seconds(time.Second)...)
	torn := bytes.Clone(content)
	torn[40] = 'X'
	good := journal(int64(len(content)), 40, content[40:42], []byte{'X', 'Y'})
	for _, test := range []struct {
		name string
		put  func(beside string) error
		want disk.State
	}{
		{"a file", func(beside string) error { return os.WriteFile(beside, good, 0o644) }, disk.Torn},
		{"a link", func(beside string) error {
			elsewhere := filepath.Join(t.TempDir(), "journal")
			if err := os.WriteFile(elsewhere, good, 0o644); err != nil {
				return err
			}
			return os.Symlink(elsewhere, beside)
		}, disk.Foreign},
		{"a link to nothing", func(beside string) error { return os.Symlink("nothing", beside) }, disk.Foreign},
		{"a pipe", func(beside string) error { return syscall.Mkfifo(beside, 0o644) }, disk.Foreign},
		{"a folder", func(beside string) error { return os.Mkdir(beside, 0o755) }, disk.Foreign},
		{"another user's", func(beside string) error {
			if err := os.WriteFile(beside, good, 0o644); err != nil {
				return err
			}
			return os.Chown(beside, 12345, 12345)
		}, disk.Foreign},
	} {
		if test.name == "another user's" && os.Geteuid() != 0 {
			continue // nobody else may give a file away
		}
		path := filepath.Join(t.TempDir(), "a.mp3")
		if err := os.WriteFile(path, torn, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := test.put(filepath.Join(filepath.Dir(path), ".a.mp3.chapmark-journal")); err != nil {
			t.Fatal(err)
		}
		state, err := audio.Recover(path, nil)
		if state != test.want || (err == nil) != (test.want == disk.Torn) {
			t.Errorf("%s: %v, %v", test.name, state, err)
		}
		now, _ := os.ReadFile(path)
		if whole := bytes.Equal(now, content); whole != (test.want == disk.Torn) {
			t.Errorf("%s: brought back: %v", test.name, whole)
		}
	}
}
