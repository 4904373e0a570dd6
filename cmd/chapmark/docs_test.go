package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/chapmark/chapmark/audio/mp3test"
	"github.com/chapmark/chapmark/chapters"
)

var (
	fence = regexp.MustCompile("(?ms)^```(\\w+)(?: (\\S+))?\n(.*?)^```\n")
)

// TestDocs runs every console block of the documentation, section by section, each in a folder of its own that holds
// the sample as episode.md and episode.mp3, and files with defects. A block with a file's name writes that file.
// UPDATE=1 rewrites the output in the documents.
func TestDocs(t *testing.T) {
	for _, path := range documents(t) {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var updated strings.Builder
		run, all := 0, sections(string(content))
		for _, text := range all {
			name, _, _ := strings.Cut(text, "\n")
			t.Run(strings.TrimPrefix(path, "../../")+"/"+strings.TrimPrefix(name, "## "), func(t *testing.T) {
				updated.WriteString(runSection(t, text))
				run++
			})
		}
		if os.Getenv("UPDATE") != "" && run == len(all) && updated.String() != string(content) {
			if err := os.WriteFile(path, []byte(updated.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// sections cuts a document before each heading of the second rank, but for those inside code.
func sections(document string) []string {
	list, code := []string{""}, false
	for _, line := range strings.SplitAfter(document, "\n") {
		code = code != strings.HasPrefix(line, "```")
		if !code && strings.HasPrefix(line, "## ") {
			list = append(list, "")
		}
		list[len(list)-1] += line
	}
	return list
}

// runSection runs the blocks of one section and returns it with the output that they really gave.
func runSection(t *testing.T, text string) string {
	folder := t.TempDir()
	if err := copySample(folder); err != nil {
		t.Fatal(err)
	}
	for name, content := range defects() {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(folder)
	t.Setenv("GITHUB_ACTIONS", "")
	if strings.Contains(text, "s3://") {
		storeSample(t)
	}
	return fence.ReplaceAllStringFunc(text, func(block string) string {
		parts := fence.FindStringSubmatch(block)
		language, name, content := parts[1], parts[2], parts[3]
		if name != "" {
			if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, []byte(content), 0o644)); err != nil {
				t.Fatal(err)
			}
			return block
		}
		if language != "console" {
			return block
		}
		got := runConsole(t, content)
		if diff := cmp.Diff(content, got); diff != "" && os.Getenv("UPDATE") == "" {
			t.Errorf("(-documented +real):\n%s", diff)
		}
		return "```console\n" + got + "```\n"
	})
}

// defects are the files with defects that the examples are about.
func defects() map[string][]byte {
	one, two := mp3test.Chapter("one", 0, 30000, "One"), mp3test.Chapter("two", 30000, 60000, "Two")
	contents := mp3test.Contents("toc", 3, "one", "two")
	picture := mp3test.Frame("APIC", 0, append([]byte("\x00image/jpeg\x00\x00\x00"), make([]byte, 300<<10)...))
	with := func(version byte, frames ...[]byte) []byte {
		return append(mp3test.Tag(version, 0, frames...), silence(60)...)
	}
	extended := with(3, []byte("\x00\x00\x00\x06\x00\x00\x00\x00\x00\x00"), contents, one, two)
	extended[5] = 0x40
	minute := mp3test.Seconds(time.Minute)
	var varying []byte
	for i := range 1000 {
		varying = append(varying, mp3test.Frames([]uint32{mp3test.Stereo128, mp3test.Stereo192}[i%2], 1)...)
	}
	episode, _ := os.ReadFile(sample + ".mp3")
	edited, _ := spliced(episode, "60-65", "0-20", "30-80")
	return map[string][]byte{
		"edited.mp3":     edited,
		"cut.mp3":        minute[:len(minute)-100],
		"lying.mp3":      append(mp3test.Info(mp3test.Stereo128, "Xing", 4594, 576, 1000), minute...),
		"vbr.mp3":        varying,
		"junk.mp3":       append(append(silence(60, "v3"), make([]byte, 2000)...), minute...),
		"joined.mp3":     append(silence(60, "v3"), silence(60, "v3")...),
		"rates.mp3":      append(silence(60, "v3"), mp3test.Frames(mp3test.Mono40, 1000)...),
		"wrapped.mp3":    mp3test.RIFF(minute),
		"begun.mp3":      append([]byte{0xFF, 0xFB, 0x90, 0x64, 0x80}, minute[5:]...),
		"page.mp3":       []byte("<html><body>Log in</body></html>"),
		"damaged.mp3":    silence(60, "damaged", "v3"),
		"v25.mp3":        silence(60, "v5"),
		"v24.mp3":        silence(60, "v4"),
		"no-toc.mp3":     with(3, one, two),
		"broken-toc.mp3": with(3, mp3test.Contents("toc", 3, "one", "three"), one, two),
		"order.mp3":      with(3, contents, two, one),
		"duplicate.mp3":  with(3, mp3test.Contents("toc", 3, "one"), one, mp3test.Chapter("one", 30000, 60000, "Two")),
		"sizes.mp3":      with(4, mp3test.Frame("PRIV", 0, make([]byte, 200)), contents, one, two),
		"hidden.mp3":     extended,
		"pictures.mp3": with(3, contents, mp3test.Chapter("one", 0, 30000, "One", picture),
			mp3test.Chapter("two", 30000, 60000, "Two", picture)),
		"second.mp3":                       append(mp3test.Tag(3, 0, mp3test.Text("TIT2", "First")), silence(60, "v3")...),
		"zero.mp3":                         with(3, contents, mp3test.Chapter("one", 0, 0, "One"), mp3test.Chapter("two", 30000, 60000, "Two")),
		"overlap.mp3":                      with(3, contents, mp3test.Chapter("one", 0, 40000, "One"), two),
		"offsets.mp3":                      with(3, contents, one, mp3test.Chapter("two", 0xFFFFFFFF, 0xFFFFFFFF, "Two")),
		"nested.mp3":                       with(3, mp3test.Contents("toc", 3, "part"), mp3test.Contents("part", 1, "one", "two"), one, two),
		"broken.mp3":                       with(3, contents, one, mp3test.Chapter("two", 30000, 60000, "Two", []byte("WXXX\x00\x00\x00\x7F\x00\x00short"))),
		"two-tags.mp3":                     slices.Concat(mp3test.Tag(3, 0, mp3test.Text("TIT2", "First")), with(3, contents, one, two)),
		"encoding.mp3":                     with(3, contents, mistitled("one", 0, "Introduction"), mistitled("two", 30000, "Contact")),
		"unfinished.mp3":                   silence(60, "v3"),
		".unfinished.mp3.chapmark-journal": []byte("chapmark journal 1\n"),
		"latin1.md":                        []byte("## Topics\n\n- 0:00 -- M\xFCller\n"),
	}
}

// mistitled is a chapter whose title says it is UTF-16, and is none.
func mistitled(element string, start uint32, title string) []byte {
	chapter := mp3test.Chapter(element, start, start+30000, title)
	chapter[bytes.Index(chapter, []byte("TIT2"))+10] = 2
	return chapter
}

// runConsole runs the commands of a block, and returns them with what they print, on stdout and stderr alike.
func runConsole(t *testing.T, block string) string {
	var out bytes.Buffer
	for _, line := range strings.Split(block, "\n") {
		command, ok := strings.CutPrefix(line, "$ chapmark ")
		if !ok {
			if strings.HasPrefix(line, "$") {
				t.Errorf("not a command of chapmark: %s", line)
			}
			continue
		}
		fmt.Fprintln(&out, line)
		execute(strings.Fields(command), &out, &out)
	}
	return out.String()
}

// documents are the README and all pages of docs.
func documents(t *testing.T) (paths []string) {
	for _, pattern := range []string{"README.md", "docs/*.md", "docs/checks/*.md"} {
		found, err := filepath.Glob("../../" + pattern)
		if err != nil || len(found) == 0 {
			t.Fatal(pattern, err)
		}
		paths = append(paths, found...)
	}
	return paths
}

// TestPagesAreShort: a page that nobody reads to its end should be two.
func TestPagesAreShort(t *testing.T) {
	for _, path := range documents(t) {
		content, err := os.ReadFile(path)
		if n := bytes.Count(content, []byte("\n")); err != nil || n > 300 {
			t.Errorf("%s has %d lines; %v", path, n, err)
		}
	}
}

// TestLinks: links between pages lead somewhere.
func TestLinks(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)\s:#]*)(#[^)\s]*)?\)`)
	heading := regexp.MustCompile(`(?m)^#+ (.*)$`)
	code := regexp.MustCompile("`[^`]*`")
	other := regexp.MustCompile(`[^\w -]`)
	anchors := func(content string) (found []string) {
		for _, h := range heading.FindAllStringSubmatch(content, -1) {
			found = append(found, "#"+strings.ReplaceAll(other.ReplaceAllString(strings.ToLower(h[1]), ""), " ", "-"))
		}
		return found
	}
	for _, path := range append(documents(t), "../../CONTRIBUTING.md") {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		text := code.ReplaceAllString(fence.ReplaceAllString(string(content), ""), "")
		for _, l := range link.FindAllStringSubmatch(text, -1) {
			target := path
			if l[1] != "" {
				target = filepath.Join(filepath.Dir(path), l[1])
			}
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s: %s leads nowhere", path, l[0])
				continue
			}
			if l[2] == "" {
				continue
			}
			there, err := os.ReadFile(target)
			if err != nil || !slices.Contains(anchors(string(there)), l[2]) && !strings.Contains(string(there), `<a id="`+l[2][1:]+`">`) {
				t.Errorf("%s: %s has no such heading", path, l[0])
			}
		}
	}
}

// TestRulesAreDocumented compares docs/checks.md with the table of rules: the same rules, in the same order, with the
// same severity, each with a section on one of the pages in docs/checks. Reports link to the anchors of the table.
func TestRulesAreDocumented(t *testing.T) {
	content, err := os.ReadFile("../../docs/checks.md")
	if err != nil {
		t.Fatal(err)
	}
	pages := map[string]string{}
	for _, path := range documents(t) {
		if page, ok := strings.CutPrefix(path, "../../docs/checks/"); ok {
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for _, text := range sections(string(content))[1:] {
				heading, _, _ := strings.Cut(strings.TrimPrefix(text, "## "), "\n")
				if pages[heading] != "" {
					t.Errorf("%s has a section in %s and in %s", heading, pages[heading], page)
				}
				pages[heading] = page
			}
		}
	}
	var want []string
	for _, info := range chapters.Rules() {
		blocks := "no"
		if info.Blocks {
			blocks = "yes"
		}
		want = append(want, fmt.Sprintf("| <a id=\"%[1]s\"></a>[%[1]s](checks/%[2]s#%[1]s) | %[3]s | %[4]s | %[5]s |", info.Rule, pages[string(info.Rule)], info.Severity, blocks, info.Summary))
		delete(pages, string(info.Rule))
	}
	rows := regexp.MustCompile(`(?m)^\| <a .*$`).FindAllString(string(content), -1)
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("table (-rules +documented):\n%s", diff)
	}
	if len(pages) > 0 {
		t.Errorf("sections without a rule: %v", pages)
	}
}
