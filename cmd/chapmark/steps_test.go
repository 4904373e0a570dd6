package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// FuzzSteps looks for texts that take more work than their length is worth: of one line over and over, four times as much may need
// about four times the steps. A step is a statement that is run in a program that counts them (CHAPMARK_STEPS, make steps); time would say
// the same, but not the same each time.
func FuzzSteps(f *testing.F) {
	if os.Getenv("CHAPMARK_STEPS") == "" {
		f.Skip("CHAPMARK_STEPS is not set")
	}
	program := counting(f)
	for _, unit := range []string{"0:10-0:20 b\n00:00:01", "0:10 a\n0:10", "0:10-0:20 b\n1:2", "- 0:10 a\n## 0:10 a\n", "*a* [b\n", "{%{{", "<{{", "[a]: b\n", "[a", "|a|b|\n|-|-|\n", "~~a~ ", "`` ` ",
		"<a href=x>", "- 0:10 a\n1. 0:10 a\n", "0:10, b 5:00, ", "> - ", "&#", "十分", "x: y\n", "[^1]: x\n", "<!--", "- [0:10](#t=10) a\n", "0:10\n\n", "# 0:10 a\n#0:1", "0:60{%\n  - - ", "00分- x\n"} {
		f.Add("", unit)
		f.Add("- 0:00 a\n- 0:10 b\n", unit)
	}
	f.Fuzz(func(t *testing.T, prefix, unit string) {
		if len(unit) == 0 || len(unit) > 100 || len(prefix) > 100 {
			return
		}
		const short = 6 << 10
		few, many := steps(t, program, prefix+strings.Repeat(unit, short/len(unit))), steps(t, program, prefix+strings.Repeat(unit, 4*short/len(unit)))
		if many > 7*few+1_000_000 { // what is bounded by number begins anywhere, and sorting takes a little more
			t.Errorf("%q and %q: %d steps, and %d for four times as much", prefix, unit, few, many)
		}
	})
}

// counting builds the program so that it counts the statements that are run, its own and those of the parser of Markdown.
func counting(f *testing.F) (program string) {
	program = filepath.Join(f.TempDir(), "chapmark")
	out, err := exec.Command("go", "build", "-cover", "-covermode=atomic", "-coverpkg=github.com/chapmark/chapmark/...,github.com/yuin/goldmark/...", "-o", program, ".").CombinedOutput()
	if err != nil {
		f.Fatal(err, string(out))
	}
	return program
}

// steps are the statements that are run while a text is read.
func steps(t *testing.T, program, text string) (n int) {
	folder := t.TempDir()
	path, profile := filepath.Join(folder, "a.md"), filepath.Join(folder, "profile")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	show := exec.Command(program, "show", "--json", path)
	show.Env = append(os.Environ(), "GOCOVERDIR="+folder)
	_ = show.Run() // a text that is refused was read, too
	if out, err := exec.Command("go", "tool", "covdata", "textfmt", "-i="+folder, "-o="+profile).CombinedOutput(); err != nil {
		t.Fatal(err, string(out))
	}
	content, err := os.ReadFile(profile)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(content)) { // of each block: its place, how many statements it has, how often it was run
		if fields := strings.Fields(line); len(fields) == 3 {
			statements, _ := strconv.Atoi(fields[1])
			times, _ := strconv.Atoi(fields[2])
			n += statements * times
		}
	}
	return n
}
