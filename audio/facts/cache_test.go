package facts_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/facts"
	"github.com/chapmark/chapmark/audio/mp3test"
	"github.com/chapmark/chapmark/audio/mpeg"
)

func key(inode uint64) facts.Key {
	return facts.Key{Identity: disk.Identity{Device: 1, Inode: inode, Size: 2, Modified: 3, Changed: 4}, Ends: 5, Start: 0, End: 1 << 20}
}

// stream is one with something in each of its fields.
func stream(t testing.TB, frames int) mpeg.Stream {
	b := bytes.Join([][]byte{
		mp3test.Info(mp3test.Stereo128, "Xing", 10, 576, 1000), mp3test.Frames(mp3test.Stereo128, frames), make([]byte, 100),
		mp3test.Frames(mp3test.Mono40, 10), mp3test.Frames(mp3test.Mono40, 1)[:50],
	}, nil)
	s, err := new(mpeg.Walker).Walk(bytes.NewReader(b), 0, int64(len(b)), func([]byte) int64 { return 0 })
	if err != nil || s.Info == nil || len(s.Gaps) != 1 || len(s.Steps) != 2 || s.CutBytes != 50 {
		t.Fatal(err, s)
	}
	return s
}

// same compares two streams by all that they tell.
func same(a, b mpeg.Stream) bool {
	return reflect.DeepEqual([]any{a.First, a.Start, a.End, a.Runs, a.Rates, a.Info, a.Length(), a.Duration(), a.CutBytes, a.GapBytes, fmt.Sprint(a.Gaps[0].At), a.Steps[1].At, a.Steps[1].Frames},
		[]any{b.First, b.Start, b.End, b.Runs, b.Rates, b.Info, b.Length(), b.Duration(), b.CutBytes, b.GapBytes, fmt.Sprint(b.Gaps[0].At), b.Steps[1].At, b.Steps[1].Frames})
}

func save(t *testing.T, c *facts.Cache) {
	t.Helper()
	if err := c.Save(); err != nil {
		t.Fatal(err)
	}
}

func TestCacheRemembers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "folder", "facts")
	c, want := facts.New(path), stream(t, 100)
	if _, ok := c.Find(key(1)); ok {
		t.Error("an empty cache knows something")
	}
	c.Add(key(1), want)
	if got, ok := c.Find(key(1)); !ok || !same(got, want) {
		t.Errorf("before it is saved: %v, %+v", ok, got)
	}
	save(t, c)
	c = facts.New(path)
	if got, ok := c.Find(key(1)); !ok || !same(got, want) {
		t.Errorf("afterwards: %v, %+v", ok, got)
	}
	c.Add(key(2), want)
	save(t, c) // appends
	if got, ok := facts.New(path).Find(key(2)); !ok || !same(got, want) {
		t.Errorf("appended: %v, %+v", ok, got)
	}
	for i, change := range []func(*facts.Key){
		func(k *facts.Key) { k.Device++ }, func(k *facts.Key) { k.Inode += 10 }, func(k *facts.Key) { k.Size++ }, func(k *facts.Key) { k.Modified++ },
		func(k *facts.Key) { k.Changed++ }, func(k *facts.Key) { k.Ends++ }, func(k *facts.Key) { k.Start++ }, func(k *facts.Key) { k.End++ },
	} {
		other := key(1)
		change(&other)
		if _, ok := facts.New(path).Find(other); ok {
			t.Errorf("change %d: another state of the file is taken for this one", i)
		}
	}
	var none *facts.Cache
	none.Add(key(1), want)
	if _, ok := none.Find(key(1)); ok || none.Save() != nil {
		t.Error("no cache is not empty")
	}
}

// TestCacheSurvivesDamage: with any byte changed, or cut anywhere, a fact is right or unknown.
func TestCacheSurvivesDamage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "facts")
	c, one, two := facts.New(path), stream(t, 100), stream(t, 200)
	c.Add(key(1), one)
	c.Add(key(2), two)
	save(t, c)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	unknown := 0
	look := func(what string, content []byte) {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		c := facts.New(path)
		for i, want := range []mpeg.Stream{one, two} {
			if got, ok := c.Find(key(uint64(i + 1))); ok && !same(got, want) {
				t.Fatalf("%s: wrong: %+v", what, got)
			} else if !ok {
				unknown++
			}
		}
	}
	for i := range whole {
		damaged := bytes.Clone(whole)
		damaged[i] ^= 1
		look(fmt.Sprint("byte ", i), damaged)
		look(fmt.Sprint("cut at ", i), whole[:i])
	}
	if unknown < len(whole) {
		t.Errorf("only %d facts were lost", unknown)
	}
	elsewhere := filepath.Join(t.TempDir(), "facts")
	if os.WriteFile(elsewhere, whole, 0o600) == nil && os.Remove(path) == nil && os.Symlink(elsewhere, path) == nil {
		if _, ok := facts.New(path).Find(key(1)); ok {
			t.Error("a cache is read through a link")
		}
	}
	c = facts.New(path)
	c.Add(key(3), one)
	save(t, c)
	if content, _ := os.ReadFile(elsewhere); !bytes.Equal(content, whole) {
		t.Error("a cache is written through a link")
	}
	if _, ok := facts.New(path).Find(key(3)); !ok {
		t.Error("a damaged cache is not made anew")
	}
}

func TestCacheForgetsWhatIsOld(t *testing.T) {
	path := filepath.Join(t.TempDir(), "facts")
	var size int64
	for i := range 20 {
		c := facts.New(path)
		state := key(1)
		state.Changed = int64(i)
		c.Add(state, stream(t, 100))
		save(t, c)
		if got, ok := facts.New(path).Find(state); !ok || got.Frames != 110 {
			t.Fatal("the newest state is not known")
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		size = max(size, info.Size())
	}
	if content, _ := os.ReadFile(path); size > 4096 || !strings.HasPrefix(string(content), "chapmark facts 3\n") {
		t.Errorf("it grows to %d bytes, for one file", size)
	}
}

func TestCacheOfSeveralProcesses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "facts")
	first := facts.New(path)
	first.Add(key(100), stream(t, 100))
	save(t, first)
	var processes sync.WaitGroup
	for i := range 8 {
		processes.Go(func() {
			c := facts.New(path)
			c.Add(key(uint64(i)), stream(t, i+10))
			if err := c.Save(); err != nil {
				t.Error(err)
			}
		})
	}
	processes.Wait()
	c := facts.New(path)
	for i := range 8 {
		if got, ok := c.Find(key(uint64(i))); !ok || got.Frames != int64(i)+20 {
			t.Errorf("process %d: %v, %d frames", i, ok, got.Frames)
		}
	}
}

func TestCacheWithoutAPlace(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	c := facts.New(filepath.Join(file, "facts"))
	c.Add(key(1), stream(t, 100))
	if _, ok := c.Find(key(1)); !ok || c.Save() == nil {
		t.Error("a folder that cannot be made is not an error")
	}
}

func FuzzCache(f *testing.F) {
	f.Add("chapmark facts 3\n00000000 1 1 2 3 4 5 0 1048576 0 0 0\n")
	f.Add("chapmark facts 3\n")
	f.Add("chapmark facts 3\n\n\n1 2\n")
	f.Fuzz(func(t *testing.T, content string) {
		path := filepath.Join(t.TempDir(), "facts")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		c := facts.New(path)
		if got, ok := c.Find(key(1)); ok && !got.Valid(0, 1<<20) {
			t.Errorf("%+v", got)
		}
		c.Add(key(1), stream(t, 100))
		if err := c.Save(); err != nil {
			t.Fatal(err)
		}
		if _, ok := facts.New(path).Find(key(1)); !ok {
			t.Error("what was added is not there")
		}
	})
}
