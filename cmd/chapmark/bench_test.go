//go:build unix

package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chapmark/chapmark/audio/mp3test"
)

// contender is one command of the comparison, and what is done before each run of it.
type contender struct {
	name    string
	prepare func()
	args    func(run int) []string
	times   []time.Duration
}

// TestBench times whole processes, one after the other in turn, and prints the median of each and its ratio to `cp`
// and `sync`. It asserts nothing. CHAPMARK_BENCH says how many runs (make bench).
func TestBench(t *testing.T) {
	runs, err := strconv.Atoi(os.Getenv("CHAPMARK_BENCH"))
	if err != nil {
		t.Skip("CHAPMARK_BENCH is not set")
	}
	scripts, err := filepath.Abs("../../testdata/bench")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	buildPrograms(t, folder)
	t.Chdir(folder)
	t.Setenv("PATH", folder+string(os.PathListSeparator)+os.Getenv("PATH"))
	t.Setenv("XDG_CACHE_HOME", filepath.Join(folder, "cache"))
	list := contenders(t, scripts)
	for run := range runs + 1 {
		for _, c := range list {
			c.prepare()
			c.run(t, run)
		}
	}
	copied := list[1].median()
	fmt.Printf("\n70 minutes, 67 MB, 31 chapters; medians of %d runs of whole processes, in turn\n\n", runs)
	fmt.Printf("%-44s %10s %10s\n", "", "ms", "x cp+sync")
	for _, c := range list {
		fmt.Printf("%-44s %10.1f %10.2f\n", c.name, float64(c.median())/1e6, float64(c.median())/float64(copied))
	}
	fmt.Printf("\nin place, beyond check: %.1f ms (median of the differences, run by run)\n\n", float64(difference(list[3], list[0]))/1e6)
}

// contenders makes the files and the list: check, cp, write by replacing, write in place, and what other tools are there.
func contenders(t *testing.T, scripts string) []*contender {
	tag := func(padding int) []byte {
		return mp3test.Tag(3, padding, mp3test.Text("TIT2", "Episode"), mp3test.Frame("APIC", 0, append([]byte("\x00image/jpeg\x00\x03\x00"), make([]byte, 200<<10)...)))
	}
	build := func(name string, padding int) {
		file, err := os.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		minute := mp3test.Seconds(time.Minute)
		_, err = file.Write(tag(padding))
		for i := 0; err == nil && i < 70; i++ {
			_, err = file.Write(minute)
		}
		if err = errors.Join(err, file.Sync()); err != nil {
			t.Fatal(err)
		}
	}
	put := func(name string, content []byte) {
		if err := os.WriteFile(name, content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	build("bare.mp3", 0)
	build("roomy.mp3", 16<<10)
	build("padded.mp3", 16<<10)
	for i, name := range []string{"even.md", "odd.md"} {
		var text strings.Builder
		text.WriteString("## Topics\n\n")
		for chapter := range 31 {
			fmt.Fprintf(&text, "- %d:%02d A title of a chapter, of an ordinary length\n", chapter, i)
		}
		put(name, []byte(text.String()))
	}
	texts := []string{"even.md", "odd.md"}
	nothing := func() {}
	fresh := func(name, template string) func() {
		return func() {
			if out, err := exec.Command("sh", "-c", "cp "+template+" "+name+" && sync "+name).CombinedOutput(); err != nil {
				t.Fatal(err, string(out))
			}
		}
	}
	list := []*contender{
		{name: "chapmark check", prepare: nothing, args: func(int) []string { return []string{"chapmark", "check", "--no-cache", "even.md", "bare.mp3"} }},
		{name: "cp and sync", prepare: nothing, args: func(int) []string { return []string{"sh", "-c", "cp bare.mp3 copy.mp3 && sync copy.mp3"} }},
		{name: "chapmark write (new file, verified)", prepare: fresh("replaced.mp3", "bare.mp3"),
			args: func(int) []string { return []string{"chapmark", "write", "even.md", "replaced.mp3"} }},
		{name: "chapmark write --in-place", prepare: nothing,
			args: func(run int) []string { return []string{"chapmark", "write", "--in-place", texts[run%2], "roomy.mp3"} }},
	}
	python := func(name, module, script string) {
		if exec.Command("/usr/bin/python3", "-c", "import "+module).Run() != nil {
			fmt.Printf("%s is not installed\n", name)
			return
		}
		count := func(run int) string { return strconv.Itoa(30 + run%2) }
		path := filepath.Join(scripts, script)
		list = append(list,
			&contender{name: name + ", into padding", prepare: fresh(module+"1.mp3", "padded.mp3"), args: func(run int) []string { return []string{"/usr/bin/python3", path, module + "1.mp3", count(run)} }},
			&contender{name: name + ", without padding", prepare: fresh(module+"2.mp3", "bare.mp3"), args: func(run int) []string { return []string{"/usr/bin/python3", path, module + "2.mp3", count(run)} }})
	}
	python("mutagen", "mutagen", "mutagen_write.py")
	python("eyeD3", "eyed3", "eyed3_write.py")
	if out, err := exec.Command("g++", "-O2", "-o", "taglib", filepath.Join(scripts, "taglib.cpp"), "-I/usr/include/taglib", "-ltag").CombinedOutput(); err == nil {
		list = append(list,
			&contender{name: "TagLib, into padding", prepare: fresh("taglib1.mp3", "padded.mp3"), args: func(int) []string { return []string{"./taglib", "taglib1.mp3", "31"} }},
			&contender{name: "TagLib, without padding", prepare: fresh("taglib2.mp3", "bare.mp3"), args: func(int) []string { return []string{"./taglib", "taglib2.mp3", "31"} }})
	} else {
		fmt.Printf("TagLib cannot be built against: %s\n", bytes.SplitN(out, []byte("\n"), 2)[0])
	}
	if exec.Command("ffmpeg", "-version").Run() == nil {
		metadata := ";FFMETADATA1\n"
		for i := range 31 {
			metadata += fmt.Sprintf("[CHAPTER]\nTIMEBASE=1/1000\nSTART=%d\nEND=%d\ntitle=A title of a chapter, of an ordinary length\n", i*1000, i*1000+1000)
		}
		put("chapters.txt", []byte(metadata))
		list = append(list, &contender{name: "ffmpeg -c copy", prepare: nothing, args: func(int) []string {
			return []string{"ffmpeg", "-v", "error", "-y", "-i", "bare.mp3", "-i", "chapters.txt", "-map", "0:a", "-map_chapters", "1", "-c", "copy", "ffmpeg.mp3"}
		}})
	} else {
		fmt.Println("ffmpeg is not installed")
	}
	return list
}

// run runs the command once. The first run only warms up.
func (c *contender) run(t *testing.T, run int) {
	args := c.args(run)
	command := exec.Command(args[0], args[1:]...)
	start := time.Now()
	out, err := command.CombinedOutput()
	took := time.Since(start)
	if err != nil {
		t.Fatalf("%v: %v: %s", args, err, out)
	}
	if run == 0 {
		return
	}
	c.times = append(c.times, took)
}

func (c *contender) median() time.Duration {
	times := slices.Sorted(slices.Values(c.times))
	return times[len(times)/2]
}

func difference(a, b *contender) time.Duration {
	var c contender
	for i := range a.times {
		c.times = append(c.times, a.times[i]-b.times[i])
	}
	return c.median()
}
