//go:build linux

package main

import (
	"io"
	"os"
	"strings"
	"testing"

	"github.com/creack/pty"
)

// onTerminal runs a command as a person at a terminal does, and returns what the screen shows.
func onTerminal(t *testing.T, command string) string {
	t.Helper()
	screen, terminal, err := pty.Open()
	if err != nil {
		t.Skip("no terminal is to be had: ", err)
	}
	defer screen.Close()
	shown := make(chan string)
	go func() {
		all, _ := io.ReadAll(screen) // ends with an error once the other side is closed
		shown <- string(all)
	}()
	execute(strings.Fields(command)[1:], terminal, terminal)
	terminal.Close()
	return strings.ReplaceAll(<-shown, "\r\n", "\n")
}

// On a terminal there is a blank line between problems, colour, and a next step; in a pipe and in CI there is none of it.
func TestTerminal(t *testing.T) {
	folder := t.TempDir()
	if err := copySample(folder); err != nil {
		t.Fatal(err)
	}
	t.Chdir(folder)
	t.Setenv("CI", "")
	t.Setenv("GITHUB_ACTIONS", "")
	t.Setenv("TERM", "xterm")
	t.Setenv("NO_COLOR", "1")
	for name, content := range map[string]string{
		"none.md":  "Nothing yet.\n",
		"moved.md": "- 0:07 A notebook\n- 0:20 One program\n- 0:37 Coffee\n- 0:50 Pages\n- 1:02 The end\n",
	} {
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, step := range []struct{ command, shown, notShown string }{
		{"chapmark check episode.md episode.mp3", "\n\nepisode.mp3: advice", ""},
		{"chapmark check episode.md episode.mp3", "[starts-late]\n", "\x1b["},
		{"chapmark check episode.md episode.mp3", "\nnext: chapmark write episode.md episode.mp3\n", ""},
		{"chapmark snap moved.md episode.mp3", "\nnext: chapmark snap --apply moved.md episode.mp3\n", ""},
		{"chapmark show episode.md episode.mp3", "\nnext: chapmark check episode.md episode.mp3\n", ""},
		{"chapmark show episode.mp3", "\nnext: chapmark write EPISODE.md episode.mp3\n", ""},
		{"chapmark write --stamp episode.md episode.mp3", "\nnext: chapmark show episode.mp3\n", ""},
		{"chapmark show none.md episode.mp3", "\nnext: chapmark export episode.mp3 --to markdown --into none.md\n", ""},
		{"chapmark check episode.md episode.mp3", "checked 1 episode", "next:"},
	} {
		if got := onTerminal(t, step.command); !strings.Contains(got, step.shown) || step.notShown != "" && strings.Contains(got, step.notShown) {
			t.Errorf("%s: want %q, without %q:\n%s", step.command, step.shown, step.notShown, got)
		}
	}
	t.Setenv("CI", "true")
	if got := onTerminal(t, "chapmark show episode.md episode.mp3"); strings.Contains(got, "next:") {
		t.Errorf("in CI: %s", got)
	}
	t.Setenv("NO_COLOR", "")
	if got := onTerminal(t, "chapmark shift --dry-run episode.md +1s"); !strings.Contains(got, "\x1b[32m+- 0:09") || !strings.Contains(got, "\x1b[1;31m-- 0:08") {
		t.Errorf("a diff without colours: %q", got)
	}
	if got := onTerminal(t, "chapmark check episode.md episode.mp3"); !strings.Contains(got, "checked 1 episode: \x1b[32mclean") {
		t.Errorf("a summary without colours: %q", got)
	}
}
