//go:build linux

package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// windows runs the Windows build under Wine, in a folder, on files somewhere below it.
type windows struct {
	t             *testing.T
	folder, below string
}

// TestWine lets the Windows build do its work, in folders whose names have blanks, umlauts and more characters than Windows
// took in former times, on texts with CRLF.
func TestWine(t *testing.T) {
	if _, err := exec.LookPath("wine"); err != nil {
		t.Skip("wine is not installed")
	}
	prefix := t.TempDir()
	program := filepath.Join(prefix, "chapmark.exe")
	for name, value := range map[string]string{"WINEPREFIX": prefix, "WINEDEBUG": "-all", "WINEDLLOVERRIDES": "mscoree,mshtml=", "DISPLAY": ""} {
		t.Setenv(name, value)
	}
	must := func(name string, args ...string) { // without pipes, which Wine's server would hold open
		t.Helper()
		if err := exec.Command(name, args...).Run(); err != nil {
			t.Fatalf("%s %q: %v", name, args, err)
		}
	}
	build := exec.Command("go", "build", "-trimpath", "-o", program, ".")
	build.Env = append(os.Environ(), "GOOS=windows", "GOARCH=amd64", "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	must("wineserver", "-p")
	must("wine", "wineboot", "-i")
	t.Cleanup(func() { must("wineserver", "-k", "-w") })
	addRandom(t, filepath.Join(prefix, "drive_c", "windows", "system32"), must)

	long := strings.Repeat("a folder that goes on and on ", 2)
	for folder, below := range map[string]string{"Über uns, 第一集": "", "Long": filepath.Join(long+"1", long+"2", long+"3", long+"4", long+"5")} {
		w := &windows{t, filepath.Join(prefix, "drive_c", folder), below}
		if err := os.MkdirAll(filepath.Join(w.folder, w.below), 0o755); err != nil {
			t.Fatal(err)
		}
		w.work()
	}
}

// addRandom gives a Wine that lacks it the one function that Go needs beyond its own.
func addRandom(t *testing.T, system string, must func(name string, args ...string)) {
	t.Helper()
	library := filepath.Join(system, "bcryptprimitives.dll")
	if _, err := os.Stat(library); err == nil {
		return
	}
	forward := filepath.Join(t.TempDir(), "forward.def")
	if err := os.WriteFile(forward, []byte("LIBRARY bcryptprimitives.dll\nEXPORTS\nProcessPrng = advapi32.SystemFunction036\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	must("ld", "-m", "i386pep", "-shared", "-e", "0", "-o", library, forward)
}

// work is an episode's way: checked, written, stamped, taken back; written in place; as a site; in the page.
func (w *windows) work() {
	text, audio := w.name("Folge 1.md"), w.name("Folge 1.mp3")
	source := "---\r\ntitle: Ebbe & Flut\r\nmp3_duration: \"0:01\"\r\n---\r\n## Topics\r\n\r\n- 0:00 Größe\r\n- 0:20 Zwei\r\n- 1:00 Drei\r\n"
	plain := silence(3*60, "v4")
	w.put(text, source)
	w.put(audio, string(plain))
	w.run(1, "duration-mismatch", "check", text, audio)
	w.run(0, "3 chapters", "write", "--stamp", text, audio)
	w.run(0, "clean", "check", text, audio)
	if stamped := w.get(text); stamped != strings.Replace(source, "0:01", "3:00", 1) {
		w.t.Errorf("stamped:\n%q", stamped)
	}
	written := w.get(audio)
	if !strings.HasSuffix(written, string(silence(3*60))) || !strings.Contains(written, "CHAP") {
		w.t.Error("the chapters are not there, or the audio is another one")
	}
	w.run(0, "unchanged", "write", "--stamp", text, audio)
	w.run(0, "Zwei", "show", audio)

	w.put(text, strings.Replace(w.get(text), "Zwei", "2222", 1))
	w.run(0, "", "write", "--in-place", text, audio)
	if again := w.get(audio); len(again) != len(written) || !strings.Contains(again, "2222") {
		w.t.Error("nothing was written in place")
	}
	w.run(0, "", "undo", audio)

	w.makeReadOnly(audio)
	before := w.get(audio)
	w.run(3, "attrib -r", "write", text, audio)
	if w.get(audio) != before {
		w.t.Error("a read-only file was written")
	}

	w.run(0, "1 episode in", "init", "--force")
	w.run(1, "chapters-stale", "check", "--all")
	if err := os.Chmod(w.path(audio), 0o644); err != nil {
		w.t.Fatal(err)
	}
	w.run(0, "", "write", "--all", "--jobs", "4")
	w.run(0, "", "check", "--all")

	w.put(text, "## Topics\r\n\r\n- 0:00 One\r\n- 0:20 Two\r\n- 1:00 Three\r\n")
	w.put(audio, string(plain))
	for _, button := range []string{"save", "write"} {
		said, failed := pressAndKill(w.t, w.command("preview", "--no-open", text, audio), button, 0)
		if failed || strings.Contains(said, `"error"`) {
			w.t.Errorf("the page's %s: %s", button, said)
		}
	}
	if saved := w.get(text); saved != "## Topics\r\n\r\n- 0:00 One\r\n- 0:25 Two\r\n- 1:00 Another\r\n" {
		w.t.Errorf("saved:\n%q", saved)
	}
	if !strings.Contains(w.get(audio), "Another") {
		w.t.Error("the page has not written the tag")
	}
	if left, _ := filepath.Glob(filepath.Join(w.folder, w.below, ".*chapmark*")); len(left) > 0 {
		w.t.Errorf("left behind: %v", left)
	}
}

// name is what the program gets as a file's name; path is where the file lies.
func (w *windows) name(file string) string {
	return strings.ReplaceAll(filepath.Join(w.below, file), "/", `\`)
}

func (w *windows) path(name string) string {
	return filepath.Join(w.folder, strings.ReplaceAll(name, `\`, "/"))
}

func (w *windows) command(args ...string) *exec.Cmd {
	command := exec.Command("wine", append([]string{filepath.Join(os.Getenv("WINEPREFIX"), "chapmark.exe")}, args...)...)
	command.Dir = w.folder
	return command
}

// run runs the program, which must end with a code and say a word.
func (w *windows) run(code int, word string, args ...string) {
	w.t.Helper()
	var out bytes.Buffer
	command := w.command(args...)
	command.Stdout, command.Stderr = &out, &out
	err := command.Run()
	var exited *exec.ExitError
	if err != nil && !errors.As(err, &exited) {
		w.t.Fatal(err)
	}
	if now := command.ProcessState.ExitCode(); now != code || !strings.Contains(out.String(), word) {
		w.t.Errorf("%q: exit code %d, want %d and %q:\n%s", args, now, code, word, out.String())
	}
}

func (w *windows) put(name, content string) {
	w.t.Helper()
	if err := os.WriteFile(w.path(name), []byte(content), 0o644); err != nil {
		w.t.Fatal(err)
	}
}

func (w *windows) get(name string) string {
	w.t.Helper()
	content, err := os.ReadFile(w.path(name))
	if err != nil {
		w.t.Fatal(err)
	}
	return string(content)
}

// makeReadOnly takes the right to write, which Wine shows as the attribute.
func (w *windows) makeReadOnly(name string) {
	w.t.Helper()
	if err := os.Chmod(w.path(name), 0o444); err != nil {
		w.t.Fatal(err)
	}
}
