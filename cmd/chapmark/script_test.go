package main

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/chapmark/chapmark/audio/disk"
	"github.com/chapmark/chapmark/audio/mp3test"
)

const sample = "../../testdata/sample/2026-02-09-7-tide-tables"

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"chapmark": main, "go-mp3-length": goMP3Length})
}

// TestScripts runs the sessions in testdata: each is what a person would type, and what must come of it.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(env *testscript.Env) error {
			env.Setenv("GITHUB_ACTIONS", "")
			return copySample(env.WorkDir)
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"mp3":     makeMP3,
			"bytes":   makeBytes,
			"picture": makePicture,
			"exits":   exits,
			"stamps":  keepTime,
			"splice":  spliceMP3,
			"session": session,
			"storage": startStorage,
			"object":  sameObject,
		},
		Condition: func(name string) (bool, error) {
			if name == "full" { // [!full]: what is about files that only some systems can do
				return disk.Full, nil
			}
			return false, fmt.Errorf("there is no condition %s", name)
		},
		UpdateScripts: os.Getenv("UPDATE") != "",
	})
}

// copySample puts the sample into a folder as episode.md and episode.mp3.
func copySample(folder string) error {
	for _, ending := range []string{".md", ".mp3"} {
		content, err := os.ReadFile(sample + ending)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(folder, "episode"+ending), content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// makeMP3 is `mp3 FILE SECONDS [PART...]`: silence, with parts of a tag in front or after.
func makeMP3(ts *testscript.TestScript, _ bool, args []string) {
	seconds, err := strconv.Atoi(args[1])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), silence(seconds, args[2:]...), 0o644))
}

// silence builds an MP3 of a length with parts: damaged, old, wrong, markers, broken-markers (frames of the tag), v3, v4, v5 (the tag), then
// unsynchronised (its flag), ape (in front), tail, cut (the last frame).
func silence(seconds int, parts ...string) []byte {
	content := mp3test.Seconds(time.Duration(seconds) * time.Second)
	frames := [][]byte{mp3test.Text("TIT2", "Title"), mp3test.Text("TPE1", "Artist"), mp3test.Frame("COMM", 0, []byte("\x00eng\x00Comment"))}
	for _, part := range parts {
		switch part {
		case "v3", "v4", "v5":
			content = append(mp3test.Tag(part[1]-'0', 0, frames...), content...)
		case "old":
			frames = append(frames, mp3test.Contents("toc", 3, "a"),
				mp3test.Chapter("a", 0, 9000, "Old", mp3test.Frame("APIC", 0, []byte("\x00image/png\x00\x00\x00\x89PNG"))))
		case "markers":
			frames = append(frames, mp3test.Frame("TXXX", 0, []byte("\x00OverDrive MediaMarkers\x00<Markers><Marker><Name>Chapter 1:  </Name><Time>0:00.000</Time></Marker>"+
				"<Marker><Name>      Chapter 1 (00:20)</Name><Time>0:20.500</Time></Marker></Markers>")))
		case "broken-markers":
			frames = append(frames, mp3test.Frame("TXXX", 0, []byte("\x00OverDrive MediaMarkers\x00<Markers><Marker><Name>A</Name><Time>0:00</Time></Marker><Marker><Name>B</Name></Marker></Markers>")))
		case "wrong":
			frames = append(frames, mp3test.Contents("toc", 3, "a", "b"), mp3test.Chapter("a", 9000, 9000, "None"), mp3test.Chapter("b", 90000, 99000, "Late"))
		case "unsynchronised":
			content[5] |= 0x80
		case "ape":
			content = append(mp3test.APE(), content...)
		case "cut":
			content = content[:len(content)-100]
		case "damaged":
			frames = append(frames, []byte("TALB\x00\x00\x7F\x7F\x00\x00"))
		case "tail":
			content = append(content, mp3test.ID3v1()...)
		}
	}
	return content
}

// makeBytes is `bytes FILE COUNT TEXT`: a text repeated.
func makeBytes(ts *testscript.TestScript, _ bool, args []string) {
	count, err := strconv.Atoi(args[1])
	ts.Check(err)
	text, err := strconv.Unquote(`"` + args[2] + `"`)
	ts.Check(err)
	file, err := os.OpenFile(ts.MkAbs(args[0]), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	ts.Check(err)
	defer file.Close()
	_, err = file.Write(bytes.Repeat([]byte(text), count))
	ts.Check(err)
}

// makePicture is `picture FILE WIDTH`: a PNG of so many pixels.
func makePicture(ts *testscript.TestScript, _ bool, args []string) {
	width, err := strconv.Atoi(args[1])
	ts.Check(err)
	var b bytes.Buffer
	ts.Check(png.Encode(&b, image.NewGray(image.Rect(0, 0, width, 1))))
	ts.Check(os.MkdirAll(filepath.Dir(ts.MkAbs(args[0])), 0o755))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b.Bytes(), 0o644))
}

var problemLines = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?m)^(\S+: (error|warning|advice): | +\d* = hint: |chapmark: |note: |hint: |checked ).*$`)
})

// exits is `exits CODE ARG...`: chapmark must end with this exit code; stdout and stderr are kept for the next lines.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec("chapmark", args[1:]...)
	code := "0"
	if err != nil {
		code = strings.TrimPrefix(err.Error(), "exit status ")
	}
	if code != args[0] {
		ts.Fatalf("chapmark ended with exit code %s, want %s", code, args[0])
	}
	for _, slip := range lint(ts.ReadFile("stderr") + strings.Join(problemLines().FindAllString(ts.ReadFile("stdout"), -1), "\n")) {
		ts.Fatalf("%s", slip)
	}
}

// session is `session FILE`: a person at a shell. Lines of the file that begin with > are remarks, those that begin with $ are
// run, and what they print, in the order of a screen, is in FILE.shown afterwards.
func session(ts *testscript.TestScript, _ bool, args []string) {
	var shown strings.Builder
	for line := range strings.Lines(ts.ReadFile(args[0])) {
		command, runs := strings.CutPrefix(line, "$ ")
		switch {
		case strings.HasPrefix(line, "> "):
			if shown.Len() > 0 && !strings.HasSuffix(shown.String(), "\n\n") {
				shown.WriteByte('\n')
			}
			shown.WriteString(line)
		case runs:
			shown.WriteString(line)
			shell := exec.Command("sh", "-c", command)
			shell.Dir, shell.Env = ts.MkAbs("."), append(os.Environ(), "PATH="+ts.Getenv("PATH"), "HOME="+ts.Getenv("HOME"), "GITHUB_ACTIONS=", "TZ=UTC")
			output, err := shell.CombinedOutput()
			for _, slip := range lint(strings.Join(problemLines().FindAllString(string(output), -1), "\n")) {
				ts.Fatalf("%s", slip)
			}
			shown.Write(output)
			var code *exec.ExitError
			if errors.As(err, &code) {
				fmt.Fprintf(&shown, "(exit code %d)\n", code.ExitCode())
			} else {
				ts.Check(err)
			}
		}
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]+".shown"), []byte(shown.String()), 0o644))
}

// keepTime is `stamps save FILE` and `stamps same FILE`: the file's content and time of modification must not change.
func keepTime(ts *testscript.TestScript, _ bool, args []string) {
	info, err := os.Stat(ts.MkAbs(args[1]))
	ts.Check(err)
	now := fmt.Sprint(info.ModTime().UnixNano(), info.Size())
	note := ts.MkAbs("." + args[1] + ".time")
	if args[0] == "save" {
		ts.Check(os.WriteFile(note, []byte(now), 0o644))
		return
	}
	if ts.ReadFile(note) != now {
		ts.Fatalf("%s was touched", args[1])
	}
}
