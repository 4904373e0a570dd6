//go:build unix

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chapmark/chapmark/audio/mp3test"
)

// TestBenchRead compares reading: whole processes, one after the other in turn, and what each tool says of the duration
// of streams that are hard to measure. It asserts nothing. CHAPMARK_BENCH says how many runs (make bench).
func TestBenchRead(t *testing.T) {
	runs, err := strconv.Atoi(os.Getenv("CHAPMARK_BENCH"))
	if err != nil {
		t.Skip("CHAPMARK_BENCH is not set")
	}
	folder := t.TempDir()
	buildPrograms(t, folder)
	t.Chdir(folder)
	t.Setenv("PATH", folder+string(os.PathListSeparator)+os.Getenv("PATH"))
	t.Setenv("XDG_CACHE_HOME", filepath.Join(folder, "cache"))
	streams := hardStreams(t)
	compare(t, runs, "70 minutes at a constant bit rate, 67 MB", readers("constant.mp3"))
	compare(t, runs, "4 hours, 346 MB", []*contender{
		command("cat", "sh", "-c", "exec cat long.mp3 >/dev/null"), command("chapmark check", "chapmark", "check", "--no-cache", "long.mp3")})
	batch, err := filepath.Glob("batch/*.mp3")
	if err != nil {
		t.Fatal(err)
	}
	compare(t, runs, "200 files of 5 minutes, 960 MB", []*contender{
		command("cat", "sh", "-c", "exec cat batch/*.mp3 >/dev/null"),
		command("chapmark check --no-cache", append([]string{"chapmark", "check", "--no-cache"}, batch...)...),
		command("chapmark check, for the second time", append([]string{"chapmark", "check"}, batch...)...)})
	cold := []*contender{
		command("cat", "sh", "-c", "exec cat batch/*.mp3 >/dev/null"),
		command("chapmark check --no-cache", append([]string{"chapmark", "check", "--no-cache"}, batch...)...)}
	for _, c := range cold {
		c.prepare = func() { // the system forgets all files
			if err := os.WriteFile("/proc/sys/vm/drop_caches", []byte("3"), 0); err != nil {
				t.Log("not from the disk, but from memory: ", err)
			}
		}
	}
	compare(t, min(runs, 5), "the same 200 from the disk", cold)
	compare(t, runs, "start-up", []*contender{command("a program that prints a word", "hello"), command("chapmark --version", "chapmark", "--version")})

	fmt.Printf("\nerror of the duration, in ms, against frames x samples\n\n%-24s", "")
	for _, s := range streams {
		fmt.Printf(" %12s", strings.TrimSuffix(s.name, ".mp3"))
	}
	for _, tool := range measurers() {
		fmt.Printf("\n%-24s", tool.name)
		for _, s := range streams {
			answer := "none"
			if got, ok := tool.measure(s.name); ok {
				answer = strconv.Itoa(int(math.Round((got - s.length.Seconds()) * 1000)))
			}
			fmt.Printf(" %12s", answer)
		}
	}
	fmt.Print("\n\n")
}

// buildPrograms builds this program as it is released, and the smallest one that there is.
func buildPrograms(t *testing.T, folder string) {
	hello := filepath.Join(folder, "hello.go")
	if err := os.WriteFile(hello, []byte("package main\n\nfunc main() { println(\"hello\") }\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, source := range map[string]string{"chapmark": ".", "hello": hello} {
		build := exec.Command("go", "build", "-trimpath", "-tags", "nethttpomithttp2", "-ldflags", "-s -w", "-o", filepath.Join(folder, name), source)
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := build.CombinedOutput(); err != nil {
			t.Fatal(err, string(out))
		}
	}
}

// hardStream is a file and its true length.
type hardStream struct {
	name   string
	length time.Duration
}

// hardStreams writes the files: those that are timed, and those that are measured.
func hardStreams(t *testing.T) []hardStream {
	random := rand.New(rand.NewSource(1))
	varying := func(frames int) (b []byte) {
		for i := 0; i < frames; {
			n := min(1+random.Intn(40), frames-i)
			b = append(b, mp3test.Frames([]uint32{mp3test.Stereo128, mp3test.Stereo192}[random.Intn(2)], n)...)
			i += n
		}
		return b
	}
	plain := func(frames int) (parts [][]byte) {
		minute := mp3test.Frames(mp3test.Stereo128, 2297)
		for ; frames > 2297; frames -= 2297 {
			parts = append(parts, minute)
		}
		return append(parts, minute[:frames*417])
	}
	info := func(frames int) []byte { return mp3test.Info(mp3test.Stereo128, "Xing", frames, 0, 0) }
	junk := make([]byte, 2<<20)
	random.Read(junk)
	put := func(name string, parts ...[]byte) {
		file, err := os.Create(name)
		for _, part := range parts {
			if err == nil {
				_, err = file.Write(part)
			}
		}
		if err = errors.Join(err, file.Close()); err != nil {
			t.Fatal(err)
		}
	}
	after := func(first []byte, parts [][]byte) [][]byte { return append([][]byte{first}, parts...) }
	const minutes70, minutes10 = 160_781, 22_969 // frames
	put("constant.mp3", after(info(minutes70), plain(minutes70))...)
	put("long.mp3", after(info(829_000), plain(829_000))...)
	if err := os.Mkdir("batch", 0o755); err != nil {
		t.Fatal(err)
	}
	for i := range 200 {
		put(fmt.Sprintf("batch/%03d.mp3", i), after(info(11_484), plain(11_484))...)
	}
	put("varying.mp3", varying(minutes10))
	put("lying.mp3", info(2*minutes10), varying(minutes10))
	half := after(info(minutes10), plain(minutes10))
	put("joined.mp3", append(half, half...)...)
	put("junk.mp3", after(junk, plain(minutes10))...)
	length := func(frames int64) time.Duration { return time.Duration(frames * 1152 * int64(time.Second) / 44100) }
	return []hardStream{{"constant.mp3", length(minutes70)}, {"varying.mp3", length(minutes10)}, {"lying.mp3", length(minutes10)},
		{"joined.mp3", length(2 * minutes10)}, {"junk.mp3", length(minutes10)}}
}

func command(name string, args ...string) *contender {
	return &contender{name: name, prepare: func() {}, args: func(int) []string { return args }}
}

// readers are the tools that are there, each told to find out how long a file lasts.
func readers(file string) []*contender {
	list := []*contender{
		command("cat", "sh", "-c", "exec cat "+file+" >/dev/null"),
		command("chapmark check", "chapmark", "check", "--no-cache", file),
		command("chapmark check, for the second time", "chapmark", "check", file),
		command("chapmark show --wave", "chapmark", "show", "--wave", file),
	}
	for _, tool := range measurers() {
		if tool.args != nil {
			list = append(list, command(tool.name, tool.args(file)...))
		}
	}
	return list
}

// compare runs commands in turn, and prints their medians.
func compare(t *testing.T, runs int, title string, list []*contender) {
	time.Sleep(4 * time.Second) // files that were changed a moment ago are not remembered
	for run := range runs + 1 {
		for _, c := range list {
			c.run(t, run)
		}
	}
	fmt.Printf("\n%s; medians of %d runs of whole processes, in turn\n\n%-44s %10s %10s\n", title, runs, "", "ms", "ratio")
	for _, c := range list {
		fmt.Printf("%-44s %10.1f %10.2f\n", c.name, float64(c.median())/1e6, float64(c.median())/float64(list[0].median()))
	}
}

// measurer is a tool that tells durations.
type measurer struct {
	name    string
	args    func(file string) []string // nil: it is not a program
	measure func(file string) (seconds float64, ok bool)
}

func measurers() []measurer {
	secondsPerFrame := 1152.0 / 44100
	// asking makes a measurer of a program's answer: the first number that a pattern finds, times a unit.
	asking := func(name, pattern string, unit float64, args ...string) measurer {
		words := func(file string) []string { return append(append([]string{}, args...), file) }
		return measurer{name, words, func(file string) (float64, bool) {
			out, err := exec.Command(args[0], words(file)[1:]...).CombinedOutput()
			found := regexp.MustCompile(pattern).FindSubmatch(out)
			if err != nil || found == nil {
				return 0, false
			}
			number, err := strconv.ParseFloat(string(found[1]), 64)
			return number * unit, err == nil
		}}
	}
	list := []measurer{{name: "chapmark", measure: chapmarkSeconds}}
	for _, m := range []measurer{
		asking("ffprobe", `([\d.]+)`, 1, "ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0"),
		asking("ffprobe -count_packets", `(\d+)`, secondsPerFrame, "ffprobe", "-v", "error", "-count_packets", "-select_streams", "a:0", "-show_entries", "stream=nb_read_packets", "-of", "csv=p=0"),
		asking("mutagen", `([\d.]+)`, 1, "/usr/bin/python3", "-c", "import mutagen.mp3, sys; print(mutagen.mp3.MP3(sys.argv[1]).info.length)"),
		asking("mp3val", `(\d+) MPEG frames`, secondsPerFrame, "mp3val"),
		asking("mediainfo", `^(\d+)`, 0.001, "mediainfo", "--Output=General;%Duration%"),
	} {
		if _, err := exec.LookPath(m.args("")[0]); err != nil {
			fmt.Printf("%s is not installed\n", m.name)
			continue
		}
		list = append(list, m)
	}
	return append(list, measurer{"go-mp3 Length", func(file string) []string { return []string{"go-mp3-length", file} }, goMP3Seconds})
}

// chapmarkSeconds asks this program.
func chapmarkSeconds(file string) (float64, bool) {
	out, err := exec.Command("chapmark", "show", "--json", file).Output()
	var answer struct {
		Frames float64 `json:"frames_s"`
	}
	if exit := new(exec.ExitError); err != nil && !errors.As(err, &exit) || json.Unmarshal(out, &answer) != nil {
		return 0, false
	}
	return answer.Frames, true
}
